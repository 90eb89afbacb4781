import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { textMatcher } from '../json/patterns.ts';
import type { DynamoDb, Named } from '../operation/operation.ts';

/** DynamoDB lists no more tables at once. */
export const MAX_LISTED = 100;

interface PageOfTables {
  readonly names: readonly string[];
  /** The name to go on after; undefined when there is no more. */
  readonly last: string | undefined;
}

/** Lists the tables of an account in a region, page by page, without those that the operator does not allow. */
export function pagesOfTables(
  dynamodb: DynamoDb,
  start?: string | undefined,
  limit?: number | undefined,
): AsyncGenerator<PageOfTables> {
  const { allowsTable } = dynamodb;
  return allowsTable === undefined
    ? allPages(dynamodb, start, limit)
    : pagesOfThose(allowsTable, allPages(dynamodb, start, undefined), limit);
}

async function* allPages(
  dynamodb: DynamoDb,
  start: string | undefined,
  limit: number | undefined,
): AsyncGenerator<PageOfTables> {
  let last = start;
  do {
    const page = await dynamodb.send(new ListTablesCommand({ ExclusiveStartTableName: last, Limit: limit }));
    last = page.LastEvaluatedTableName;
    yield { names: page.TableNames ?? [], last };
  } while (last !== undefined);
}

/**
 * Gives pages of some of the names, as if there were no others. Each page but the last is full, and its last name has another of
 * them behind it.
 */
async function* pagesOfThose(
  isOne: (name: string) => boolean,
  pages: AsyncGenerator<PageOfTables>,
  limit = MAX_LISTED,
): AsyncGenerator<PageOfTables> {
  let waiting: string[] = [];
  for await (const { names } of pages) {
    waiting.push(...names.filter(isOne));
    while (waiting.length > limit) {
      yield { names: waiting.slice(0, limit), last: waiting[limit - 1] };
      waiting = waiting.slice(limit);
    }
  }
  yield { names: waiting, last: undefined };
}

/** A table to look at. */
export interface SoughtTable {
  readonly tableName: string;
  /** Found in the list of all tables, so that it may be gone since. */
  readonly listed: boolean;
}

/** The tables that are named, and then those listed whose names match a pattern. */
export async function soughtTables(dynamodb: DynamoDb, tableNames: readonly string[]): Promise<SoughtTable[]> {
  const patterns = tableNames.filter(isPattern);
  const named = new Set(tableNames.filter((name) => !isPattern(name)));
  const matches = textMatcher(patterns);
  const listed: string[] = [];
  if (patterns.length > 0) {
    for await (const { names } of pagesOfTables(dynamodb)) {
      for (const name of names) if (!named.has(name) && matches(name)) listed.push(name);
    }
  }
  return [
    ...[...named].map((tableName) => ({ tableName, listed: false })),
    ...listed.map((tableName) => ({ tableName, listed: true })),
  ];
}

/** The tables that are named, and not by a pattern. */
export function namedTables({ tableNames = [] }: { readonly tableNames?: readonly string[] | undefined }): Named[] {
  return tableNames.flatMap((name, index) => (isPattern(name) ? [] : [{ path: ['tableNames', index], name }]));
}

function isPattern(name: string): boolean {
  return name.includes('*');
}
