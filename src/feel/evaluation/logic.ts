import type { Node } from '../syntax/tree.ts';
import { isErrorValue, type Result } from '../values.ts';
import type { Code, Compiler } from './code.ts';
import type { Run } from './run.ts';

/**
 * Adds one operand to `and` or `or`. If an operand is not a boolean, the result is null, unless a later operand decides.
 * @param deciding the operand that decides: false for `and`, true for `or`
 * @param state the result of the operands before
 */
export function combine(run: Run, deciding: boolean, state: Result, operand: Result): Result {
  if (state === null) {
    if (operand === deciding || (isErrorValue(operand) && operand.fatal)) return operand;
    return null;
  }
  if (typeof operand === 'boolean') return operand;
  if (isErrorValue(operand)) return operand.fatal ? operand : null;
  return run.expected('boolean', operand);
}

/** Whether further operands can no longer change the result. */
export function isDecided(deciding: boolean, state: Result): boolean {
  return state === deciding || isErrorValue(state);
}

/** Makes the code of operands with `and` between them, which `false` decides, or with `or`, which `true` decides. */
export function junctionCode(deciding: boolean, codes: readonly Code[]): Code {
  return (run, scope) => {
    let state = combine(run, deciding, !deciding, (codes[0] as Code)(run, scope));
    for (let i = 1; i < codes.length; i++) {
      if (isDecided(deciding, state)) return state;
      // `a and b and c` is `(a and b) and c`: a null of the operands before is a wrong operand, which gives a warning.
      if (i > 1 && state === null) run.expected('boolean', null);
      state = combine(run, deciding, state, (codes[i] as Code)(run, scope));
    }
    return state;
  };
}

/** Makes the code of `if … then … else …`. */
export function conditionalCode(compiler: Compiler, node: Extract<Node, { readonly type: 'if' }>): Code {
  const condition = compiler.code(node.condition);
  const yes = compiler.code(node.then);
  const no = compiler.code(node.else);
  return (run, scope) => {
    const met = condition(run, scope);
    if (isErrorValue(met) && met.fatal) return met;
    if (typeof met !== 'boolean' && !isErrorValue(met)) run.expected('boolean', met);
    const value = met === true ? yes(run, scope) : no(run, scope);
    // The engine treats a failed branch like a failed condition.
    return isErrorValue(value) && !value.fatal ? no(run, scope) : value;
  };
}
