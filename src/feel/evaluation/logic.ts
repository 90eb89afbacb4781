import type { Node } from '../syntax/tree.ts';
import { isErrorValue, type Result } from '../values.ts';
import type { Code, Compiler } from './code.ts';
import type { Run } from './run.ts';

/**
 * One more operand of `and` (decided by false) or `or` (decided by true); an operand that is no boolean makes the rest null,
 * unless a later one decides. `state` is what the operands so far have given.
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

/** Whether further operands cannot change what was decided. */
export function isDecided(deciding: boolean, state: Result): boolean {
  return state === deciding || isErrorValue(state);
}

/** Operands with `and` between them (`false` decides) or with `or` (`true` does). */
export function junctionCode(deciding: boolean, codes: readonly Code[]): Code {
  return (run, scope) => {
    let state = combine(run, deciding, !deciding, (codes[0] as Code)(run, scope));
    for (let i = 1; i < codes.length; i++) {
      if (isDecided(deciding, state)) return state;
      // the operands before stand in brackets of their own, as one operand
      if (i > 1 && state === null) run.expected('boolean', null);
      state = combine(run, deciding, state, (codes[i] as Code)(run, scope));
    }
    return state;
  };
}

/** `if … then … else …`. */
export function conditionalCode(compiler: Compiler, node: Extract<Node, { readonly type: 'if' }>): Code {
  const condition = compiler.code(node.condition);
  const yes = compiler.code(node.then);
  const no = compiler.code(node.else);
  return (run, scope) => {
    const met = condition(run, scope);
    if (isErrorValue(met) && met.fatal) return met;
    if (typeof met !== 'boolean' && !isErrorValue(met)) run.expected('boolean', met);
    const value = met === true ? yes(run, scope) : no(run, scope);
    // the engine takes a failed branch for a failed condition
    return isErrorValue(value) && !value.fatal ? no(run, scope) : value;
  };
}
