import { ResourceInUseException } from '@aws-sdk/client-dynamodb';
import type { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';

/**
 * Runs a call that changes a table, and gives its answer.
 * @throws Failure (connection) while the table is being created, changed or deleted: DynamoDB makes one change at a time
 */
export async function changeTable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof ResourceInUseException ? stillInUse(error) : error;
  }
}

/** Turns AWS's error for a table in use into a Failure (connection), because the table becomes free by itself. */
export function stillInUse(error: ResourceInUseException): Failure {
  return toFailure(error).retell({ class: 'connection' });
}

/**
 * Reads the state of a table after DynamoDB has refused a change, and gives it.
 * @param refusal the error of the change
 * @param look the call that reads the state
 * @throws the refusal, when DynamoDB refuses the look too; the error of the look, when time may help
 */
export async function lookAfter<T>(refusal: unknown, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw toFailure(error).class === 'connection' ? error : refusal;
  }
}
