import { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';

/**
 * What DynamoDB says to a call that changes a table while that table, or too many others, are being changed: a matter of time. Of
 * any other call LimitExceededException is the last word.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html#API_CreateTable_Errors and its neighbours:
 * so many table operations at once for each account, and one change at a time for each table
 */
const passing = {
  CreateTable: ['LimitExceededException'],
  UpdateTable: ['LimitExceededException', 'ResourceInUseException'],
  UpdateTimeToLive: ['LimitExceededException', 'ResourceInUseException'],
  DeleteTable: ['LimitExceededException', 'ResourceInUseException'],
} satisfies Record<string, readonly string[]>;

/**
 * Runs a call that changes a table, and gives its answer.
 * @throws Failure (connection) where DynamoDB refuses it for as long as something else is changed
 */
export async function changeTable<T>(call: keyof typeof passing, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const passes = error instanceof Error && passing[call].includes(error.name);
    throw passes ? toFailure(error).retell({ class: 'connection' }) : error;
  }
}

/** Whether `changeTable` failed because the table is in use. */
export function isInUse(thrown: unknown): thrown is Failure {
  return thrown instanceof Failure && thrown.type === 'ResourceInUseException';
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
