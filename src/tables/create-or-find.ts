import { type CreateTableCommand, ResourceInUseException, type TableDescription } from '@aws-sdk/client-dynamodb';
import type { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { beingDeleted, findTable } from './await-table.ts';
import { type NewKeys, refuseOtherKeys } from './key-fields.ts';
import { changeTable } from './refusals.ts';

interface Found {
  readonly table: TableDescription | undefined;
  /** Whether it was there before. */
  readonly existing: boolean;
}

/**
 * Creates a table or, with `ifNotExists`, finds one that has its keys.
 * @throws Failure when there is another table of this name already
 */
export async function createOrFind(
  dynamodb: DynamoDb,
  request: CreateTableCommand,
  { tableName, keys, ifNotExists }: { tableName: string; keys: NewKeys; ifNotExists?: boolean | undefined },
): Promise<Found> {
  try {
    const { TableDescription } = await changeTable('CreateTable', () => dynamodb.send(request));
    return { table: TableDescription, existing: false };
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    if (!ifNotExists) throw inTheWay(error);
    const table = await findTable(dynamodb, tableName);
    if (table === undefined || table.TableStatus === 'DELETING') throw beingDeleted(tableName);
    refuseOtherKeys(tableName, keys, table);
    return { table, existing: true };
  }
}

/** The failure where a table is that the task would make. */
function inTheWay(error: ResourceInUseException): Failure {
  const hint =
    'The table exists already; an earlier try of this task that was cut off may have made it. To accept one with the same keys, set ifNotExists (Only if it does not exist) to true.';
  const failure = toFailure(error);
  return failure.retell({ message: `${failure.message}. ${hint}` });
}
