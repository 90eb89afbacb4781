import { isErrorValue, type Result } from '../values.ts';
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
