import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { textMatcher } from '../json/patterns.ts';
import type { DynamoDb } from '../operation/operation.ts';

interface PageOfTables {
  readonly names: readonly string[];
  /** The name to go on after; undefined when there is no more. */
  readonly last: string | undefined;
}

/** Lists the tables of an account in a region, page by page. */
export async function* pagesOfTables(
  dynamodb: DynamoDb,
  start?: string | undefined,
  limit?: number | undefined,
): AsyncGenerator<PageOfTables> {
  let last = start;
  do {
    const page = await dynamodb.send(new ListTablesCommand({ ExclusiveStartTableName: last, Limit: limit }));
    last = page.LastEvaluatedTableName;
    yield { names: page.TableNames ?? [], last };
  } while (last !== undefined);
}

/** A table to look at. */
export interface SoughtTable {
  readonly tableName: string;
  /** Found in the list of all tables, so that it may be gone since. */
  readonly listed: boolean;
}

/** The tables that are named, and then those listed whose names match a pattern. */
export async function soughtTables(dynamodb: DynamoDb, tableNames: readonly string[]): Promise<SoughtTable[]> {
  const patterns = tableNames.filter((name) => name.includes('*'));
  const named = new Set(tableNames.filter((name) => !name.includes('*')));
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
