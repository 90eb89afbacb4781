import { eachAtOnce } from '../async/lanes.ts';
import { Failure } from '../failure/failure.ts';
import { type Refusal, refuse } from '../failure/refusal.ts';
import { type KeySchema, UNKNOWN_KEY_SCHEMA } from '../keys/key-schema.ts';
import type { DynamoDb } from '../operation/operation.ts';

/**
 * Gives what `read` makes of the keys of a table. Keys that were kept are never the reason of a refusal: the table may have been
 * made again, so they are looked up again before it.
 * @param read throws a Failure to refuse
 * @throws what DescribeTable and `read` throw
 */
export async function fromSchema<T>(dynamodb: DynamoDb, tableName: string, read: (schema: KeySchema) => T): Promise<T> {
  const kept = dynamodb.tableKeys.kept(tableName);
  if (typeof kept === 'object') {
    try {
      return read(kept);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return read(await dynamodb.tableKeys.describe(tableName));
}

/**
 * Checks a request against the keys of its table before DynamoDB is asked. If the keys cannot be looked up, `refusalsBy` is given
 * an `UNKNOWN_KEY_SCHEMA`, and DynamoDB decides about keys.
 * @throws Failure (execution) that says what AWS would refuse
 */
export async function preflight(
  dynamodb: DynamoDb,
  tableName: string,
  refusalsBy: (schema: KeySchema) => readonly Refusal[] | Promise<readonly Refusal[]>,
): Promise<void> {
  const kept = dynamodb.tableKeys.kept(tableName);
  if (typeof kept === 'object' && (await refusalsBy(kept)).length === 0) return;
  refuse(await refusalsBy(await currentKeySchema(dynamodb, tableName)));
}

/** How many tables are described at the same time. */
const AT_ONCE = 4;

/** Gives the keys of each of these tables, by name, as `currentKeySchema` does. */
export async function currentKeySchemas(
  dynamodb: DynamoDb,
  tableNames: Iterable<string>,
): Promise<ReadonlyMap<string, KeySchema>> {
  const entries = await eachAtOnce(
    [...tableNames],
    AT_ONCE,
    async (tableName) => [tableName, await currentKeySchema(dynamodb, tableName)] as const,
  );
  return new Map(entries);
}

/**
 * Gives the keys of a table as they are now. Gives `UNKNOWN_KEY_SCHEMA` if they cannot be looked up in time, or could not a short
 * while ago: the worker may not be allowed to describe tables, and the job would not need it.
 * @throws Failure when the look-up ends with one
 */
async function currentKeySchema({ tableKeys }: DynamoDb, tableName: string): Promise<KeySchema> {
  if (tableKeys.kept(tableName) === 'unknown') return UNKNOWN_KEY_SCHEMA;
  try {
    return await tableKeys.advise(tableName);
  } catch (error) {
    if (error instanceof Failure) throw error;
    return UNKNOWN_KEY_SCHEMA;
  }
}
