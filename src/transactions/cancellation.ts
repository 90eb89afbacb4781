import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Failure } from '../failure/failure.ts';
import { refusalMessage, toFailure } from '../failure/of-aws.ts';
import type { Action } from './actions.ts';

/**
 * Gives what a transaction gives.
 * @throws Failure that says which actions AWS cancelled it for, and why, with AWS's reasons in the order of the actions; what
 *   else AWS says is thrown as it is
 */
export async function transact<T>(asked: Promise<T>, actions: readonly Action<unknown>[]): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw error instanceof TransactionCanceledException ? cancellation(error, actions) : error;
  }
}

function cancellation(error: TransactionCanceledException, actions: readonly Action<unknown>[]): Failure {
  const failure = toFailure(error);
  const told = (error.CancellationReasons ?? []).flatMap((reason, index) => {
    const action = actions[index];
    return action === undefined || !isReason(reason) ? [] : [reasonOf(reason, action, index, actions.length)];
  });
  return told.length === 0
    ? failure
    : failure.retell({ message: refusalMessage(error.name, told.join('; '), failure.requestId) });
}

/** An action that others took with them has none. */
function isReason({ Code = 'None' }: CancellationReason): boolean {
  return Code !== 'None';
}

function reasonOf(
  { Code, Message }: CancellationReason,
  action: Action<unknown>,
  index: number,
  count: number,
): string {
  const said = Message === undefined ? '' : `: ${Message.replace(/\.$/, '')}`;
  return `action ${index + 1} of ${count} (${action.kind} on ${action.tableName}): ${Code}${said}`;
}
