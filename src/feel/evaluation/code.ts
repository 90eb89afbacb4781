import type { Node } from '../syntax/tree.ts';
import type { Result } from '../values.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';

/** An expression made ready to run. */
export type Code = (run: Run, scope: Scope) => Result;

/** Makes code of expressions. */
export interface Compiler {
  code(node: Node): Code;
  /** The code of a part that may run many times, and how many steps one run of it is. */
  repeated(node: Node): { readonly code: Code; readonly steps: number; readonly readsPartial: boolean };
}
