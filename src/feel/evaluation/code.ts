import type { Node } from '../syntax/tree.ts';
import type { Result } from '../values.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';

/** An expression that is ready to run. */
export type Code = (run: Run, scope: Scope) => Result;

/** Makes code of expressions. */
export interface Compiler {
  code(node: Node): Code;
  /** Makes code of a part that may run many times. Also gives the steps of one run, and whether the part reads `partial`. */
  repeated(node: Node): { readonly code: Code; readonly steps: number; readonly readsPartial: boolean };
}
