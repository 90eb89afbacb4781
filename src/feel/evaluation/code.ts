import type { Builtin } from '../builtin.ts';
import type { Node } from '../syntax/tree.ts';
import type { Result } from '../values.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';

/** An expression that is ready to run. */
export type Code = (run: Run, scope: Scope) => Result;

/** The code of a part that may run many times. */
export interface Repeated {
  readonly code: Code;
  /** How many steps one run of it is. */
  readonly steps: number;
  /** How deep it is: one level for each part within a part. */
  readonly levels: number;
  readonly readsPartial: boolean;
}

/** Functions by their names. */
export type Functions = ReadonlyMap<string, Builtin>;

/** Makes code of expressions. */
export interface Compiler {
  /** What an expression may call beside FEEL's own functions. */
  readonly functions: Functions;
  code(node: Node): Code;
  /** Makes code of a part that may run many times. Also gives the steps of one run, and whether the part reads `partial`. */
  repeated(node: Node): Repeated;
}
