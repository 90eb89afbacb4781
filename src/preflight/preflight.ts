import { eachAtOnce } from '../at-once.ts';
import { Failure } from '../errors.ts';
import type { DynamoDb } from '../operation.ts';
import { type TableSchema, UNKNOWN_SCHEMA } from '../table-schema.ts';

/**
 * Gives what `read` makes of the keys of a table. A refusal never rests on keys that were kept: the table may have been
 * made anew, so they are looked up again before.
 * @throws as DescribeTable, and as `read`
 */
export async function fromSchema<T>(
  dynamodb: DynamoDb,
  tableName: string,
  read: (schema: TableSchema) => T,
): Promise<T> {
  const answer = fromKept(dynamodb, tableName, read);
  return answer === undefined ? read(await dynamodb.schemas.describe(tableName)) : answer.value;
}

/**
 * Holds a request against the keys of its table before DynamoDB is asked. Where they cannot be looked up, `check` is given an
 * `UNKNOWN_SCHEMA`, and DynamoDB decides of keys.
 * @throws as `check`
 */
export async function preflight(
  dynamodb: DynamoDb,
  tableName: string,
  check: (schema: TableSchema) => void,
): Promise<void> {
  if (fromKept(dynamodb, tableName, check) === undefined) check(await currentSchema(dynamodb, tableName));
}

function fromKept<T>(
  { schemas }: DynamoDb,
  tableName: string,
  read: (schema: TableSchema) => T,
): { readonly value: T } | undefined {
  const kept = schemas.kept(tableName);
  if (typeof kept !== 'object') return undefined;
  try {
    return { value: read(kept) };
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** So many tables are described at once. */
const AT_ONCE = 4;

/** What `currentSchema` gives of each of these tables, by name. */
export async function currentSchemas(
  dynamodb: DynamoDb,
  tableNames: Iterable<string>,
): Promise<ReadonlyMap<string, TableSchema>> {
  const entries = await eachAtOnce(
    [...tableNames],
    AT_ONCE,
    async (tableName) => [tableName, await currentSchema(dynamodb, tableName)] as const,
  );
  return new Map(entries);
}

/**
 * The keys of a table as they are now; `UNKNOWN_SCHEMA` where they cannot be looked up, or could not a short while ago: the worker
 * may not be allowed to describe tables, and the job would not need it.
 */
export async function currentSchema({ schemas }: DynamoDb, tableName: string): Promise<TableSchema> {
  if (schemas.kept(tableName) === 'unknown') return UNKNOWN_SCHEMA;
  try {
    return await schemas.describe(tableName);
  } catch (error) {
    if (error instanceof Failure) throw error;
    return UNKNOWN_SCHEMA;
  }
}
