import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Failure } from '../failure/failure.ts';
import { refusalMessage, toFailure } from '../failure/of-aws.ts';
import type { Action } from './actions.ts';

/**
 * Waits for a transaction and gives its answer.
 * @param asked the call to AWS
 * @param actions the actions of the call, in their order
 * @throws Failure when AWS cancelled the transaction. It names the actions that were the cause, and has AWS's reasons in the order
 *   of the actions. Any other error is thrown as it is
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

/**
 * Whether an action is a cause of the cancellation. AWS gives the code `None` to an action that only shares the fate of others.
 */
function isReason({ Code }: CancellationReason): boolean {
  return (Code ?? 'None') !== 'None';
}

function reasonOf(
  { Code, Message }: CancellationReason,
  action: Action<unknown>,
  index: number,
  count: number,
): string {
  const said = Message ? `: ${Message.replace(/\.$/, '')}` : '';
  return `action ${index + 1} of ${count} (${action.kind} on ${action.tableName}): ${Code}${said}`;
}
