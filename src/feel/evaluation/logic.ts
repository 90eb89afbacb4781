import { isErrorValue, type Result } from '../values.ts';
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
