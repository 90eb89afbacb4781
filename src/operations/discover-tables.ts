import { setImmediate as turn } from 'node:timers/promises';
import {
  BillingMode,
  DescribeTableCommand,
  DynamoDBServiceException,
  ScanCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { eachAtOnce } from '../async/at-once.ts';
import type { Attributes } from '../attributes/attributes.ts';
import { Failure } from '../failure/failure.ts';
import { retold } from '../failure/retold.ts';
import { wholeNumber } from '../fields/field.ts';
import { nameList } from '../fields/name-list.ts';
import { type JsonObject, stringifyJson } from '../json/json.ts';
import { matchesPattern } from '../json/patterns.ts';
import { keySchemaOf } from '../keys/key-schema.ts';
import { type DynamoDb, defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { gatherTypes } from '../tables/attribute-types.ts';
import { pagesOfTables } from './list-tables.ts';

const SAMPLE_SIZE = 25;

/** So many tables are looked at at once. */
const AT_ONCE = 8;

/**
 * Describes many tables, and what is in them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
 */
export const discoverTables = defineOperation({
  id: 'discoverTables',
  group: 'tableOperation',
  label: 'Discover tables',
  description: 'Read the keys and indexes of many tables, and the attributes of some of their items',
  keywords: ['schema', 'all tables', 'attributes', 'explore'],
  iamActions: {
    needed: ['DescribeTable'],
    also: { ListTables: 'unless all tables are named', Scan: 'to sample items' },
    resource: 'all tables (`*`)',
  },
  writes: false,
  tables: ({ tableNames = [] }) =>
    tableNames.flatMap((name, index) => (isPattern(name) ? [] : [{ path: ['tableNames', index], name }])),
  input: {
    tableNames: nameList('Table names', {
      tooltip:
        'A text with commas between the names, or a list; <code>*</code> stands for any part of a name. All tables without it.',
      placeholder: 'orders, customer-*',
    }).optional(),
    sampleSize: wholeNumber('Sample size', 0, {
      tooltip: `How many items of each table are read to see their attributes: ${SAMPLE_SIZE} without a number, none with 0.`,
    }).optional(),
  },
  async run(dynamodb, { tableNames = ['*'], sampleSize = SAMPLE_SIZE }) {
    const names = await namesOf(dynamodb, tableNames);
    const spend = budget(dynamodb.maxItemsBytes);
    let done = 0;
    const tables = await eachAtOnce(names, AT_ONCE, async (sought) => {
      const table = await discover(dynamodb, sought, sampleSize, spend);
      if (table !== undefined) spend(Buffer.byteLength(stringifyJson(table)));
      done += 1;
      dynamodb.reached({ Tables: done });
      return table;
    });
    return { Tables: tables.filter((table) => table !== undefined) };
  },
});

function isPattern(name: string): boolean {
  return name.includes('*');
}

/** A table to look at. */
interface Sought {
  readonly tableName: string;
  /** Found in the list of all tables, so that it may be gone since. */
  readonly listed: boolean;
}

/** The tables that are named, and then those listed whose names match a pattern. */
async function namesOf(dynamodb: DynamoDb, tableNames: readonly string[]): Promise<Sought[]> {
  const patterns = tableNames.filter(isPattern);
  const named = new Set(tableNames.filter((name) => !isPattern(name)));
  const listed: string[] = [];
  if (patterns.length > 0) {
    for await (const { names } of pagesOfTables(dynamodb)) {
      listed.push(
        ...names.filter((name) => !named.has(name) && patterns.some((pattern) => matchesPattern(pattern, name))),
      );
    }
  }
  return [
    ...[...named].map((tableName) => ({ tableName, listed: false })),
    ...listed.map((tableName) => ({ tableName, listed: true })),
  ];
}

/** What is found out about a table; undefined when it was listed and is gone. */
async function discover(
  dynamodb: DynamoDb,
  { tableName, listed }: Sought,
  sampleSize: number,
  spend: (bytes: number) => void,
): Promise<JsonObject | undefined> {
  try {
    const { Table = {} } = await naming(`DescribeTable on the table ${tableName}`, () =>
      dynamodb.send(new DescribeTableCommand({ TableName: tableName })),
    );
    const types = gatherTypes(spend);
    for (const item of await sampleOf(dynamodb, tableName, Table, sampleSize)) {
      types.add(item);
      // An item may have a hundred thousand attributes: other jobs go on in between.
      await turn();
    }
    return { ...summaryOf(Table), AttributeTypes: await types.sorted() };
  } catch (error) {
    if (listed && error instanceof Failure && error.type === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** The first items of a table, of one page at most. Only from a table that is in use they can be read. */
async function sampleOf(
  dynamodb: DynamoDb,
  tableName: string,
  { TableStatus }: TableDescription,
  size: number,
): Promise<Attributes[]> {
  if (size === 0 || (TableStatus !== 'ACTIVE' && TableStatus !== 'UPDATING')) return [];
  const { Items = [] } = await naming(`Scan of the table ${tableName}, which a sampleSize of 0 leaves out`, () =>
    dynamodb.send(new ScanCommand({ TableName: tableName, Limit: size })),
  );
  return Items;
}

function summaryOf(table: TableDescription): JsonObject {
  return {
    TableName: table.TableName ?? null,
    TableStatus: table.TableStatus ?? null,
    KeySchema: described(table.KeySchema ?? []),
    PrimaryKey: keySchemaOf(table).keys.map(({ name }) => name),
    GlobalSecondaryIndexes: described(table.GlobalSecondaryIndexes ?? []),
    LocalSecondaryIndexes: described(table.LocalSecondaryIndexes ?? []),
    ItemCount: table.ItemCount ?? null,
    TableSizeBytes: table.TableSizeBytes ?? null,
    // DynamoDB says nothing of the billing of a table that was never on demand.
    BillingMode: table.BillingModeSummary?.BillingMode ?? BillingMode.PROVISIONED,
  };
}

/** Asks DynamoDB; a refusal says what was asked, and of which table. */
async function naming<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DynamoDBServiceException) throw retold(error, (said) => `${what}: ${said}`);
    throw error;
  }
}

/** Counts what is found out, up to so many bytes. */
function budget(maxBytes: number): (bytes: number) => void {
  let spent = 0;
  return (bytes) => {
    spent += bytes;
    if (spent <= maxBytes) return;
    throw new Failure(
      'execution',
      `The tables are too many, or have too many attributes, to be described at once: more than ${maxBytes} bytes. ` +
        'Set tableNames, to describe fewer, or a smaller sampleSize.',
    );
  };
}
