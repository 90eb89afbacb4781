import { ResourceInUseException } from '@aws-sdk/client-dynamodb';
import type { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';

/**
 * Asks DynamoDB to change a table.
 * @throws Failure (connection) while the table is being made, changed or deleted: it takes one change at a time
 */
export async function changeTable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof ResourceInUseException ? stillInUse(error) : error;
  }
}

/** The failure where a table is in use, which ends by itself. */
export function stillInUse(error: ResourceInUseException): Failure {
  return toFailure(error).retell({ class: 'connection' });
}

/**
 * Looks how things are after a refusal.
 * @throws the refusal itself when DynamoDB refuses the look too
 */
export async function lookAfter<T>(refusal: unknown, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw toFailure(error).class === 'connection' ? error : refusal;
  }
}
