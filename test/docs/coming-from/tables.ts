import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type ScalarAttributeType,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';

type Item = Readonly<Record<string, unknown>>;

/** A table that an example finds when it is run. */
interface Table {
  readonly name: string;
  /** The key attributes, the partition's first. */
  readonly keys: Readonly<Record<string, ScalarAttributeType>>;
  /** An index over all items, by the partition key of the table. */
  readonly index?: string;
  readonly items?: readonly Item[];
  /** Its items after an example that writes; without it they are the same as before. */
  readonly after?: readonly Item[];
}

const customers = {
  name: 'Customers',
  keys: { customerId: 'N', customerName: 'S' },
  items: [{ customerId: 1234, customerName: 'Acme Inc', Price: 30 }],
} as const;
const logins = {
  name: 'Table-name',
  keys: { keytable: 'S' },
  items: [{ keytable: 'login', user: 'Somebody' }],
} as const;

/** The tables that each example of the page finds, by its title. */
export const tablesOf: Readonly<Record<string, readonly Table[]>> = {
  'Camunda: update an item': [
    {
      name: 'test',
      keys: { id: 'S' },
      after: [{ id: '5', stringValue: 'StringValue', numberValue: 42, booleanValue: true }],
    },
  ],
  'Camunda: read types from the result': [{ name: 'test', keys: { ID: 'N' }, after: [{ ID: 3, price: 10 }] }],
  'Camunda: add an item': [
    {
      name: 'test',
      keys: { ID: 'S' },
      after: [{ Name: 'Example Item', ID: '123', Description: 'This is an example item' }],
    },
  ],
  'Camunda: create a table': [],
  'Prismatic: create a table': [],
  'Prismatic: get an item': [customers],
  'Prismatic: upsert with a condition': [
    { ...customers, after: [{ customerId: 1234, customerName: 'Acme Inc', Price: 40 }] },
  ],
  'Prismatic: update an item': [
    {
      ...customers,
      after: [{ customerId: 1234, customerName: 'Acme Inc', Price: 30, Title: 'Doctor', Subtitle: 'of Letters' }],
    },
  ],
  'Prismatic: query with a filter': [
    {
      name: 'Episodes',
      keys: { Season: 'N', Episode: 'N' },
      items: [
        { Season: 1, Episode: 11, Subtitle: 'A rose of another season' },
        { Season: 2, Episode: 9, Subtitle: 'A rose too early' },
        { Season: 2, Episode: 10, Subtitle: 'No flower at all' },
        { Season: 2, Episode: 11, Subtitle: 'A rose by night' },
      ],
    },
  ],
  'Prismatic: a PartiQL statement': [{ name: 'Flowers', keys: { Name: 'S' }, after: [{ Name: 'Rose' }] }],
  'Rapid7: get an item': [
    {
      name: 'Table-name',
      keys: { CustomerID: 'S' },
      items: [{ CustomerID: '12345', Description: 'A customer', Percentile: 9 }],
    },
  ],
  'Rapid7: a name that is not used': [],
  'Rapid7: insert with a condition': [
    { ...logins, after: [{ keytable: 'login', 'e-mail': 'user@example.com', user: 'Username' }] },
  ],
  'Rapid7: update an item': [{ ...logins, after: [{ keytable: 'login', user: 'Somebody', Year: 2026, Attempts: 3 }] }],
  'Rapid7: scan an index with a filter': [
    {
      name: 'Table-name',
      keys: { keytable: 'S' },
      index: 'index-name',
      items: [
        { keytable: 'a', test: 'Available', Description: 'On the shelf' },
        { keytable: 'b', test: 'Backordered', Description: 'On its way' },
      ],
    },
  ],
  'Fivetran: the tables and their keys': [
    { name: 'customers', keys: { customer_id: 'S' }, items: [{ customer_id: 'c-1', name: 'Acme Inc' }] },
  ],
  'Fivetran: a parallel scan': [
    {
      name: 'customers',
      keys: { customer_id: 'S' },
      items: Array.from({ length: 25 }, (_, n) => ({ customer_id: `c-${n}` })),
    },
  ],
};

/** Makes a table with its items. */
export async function makeTable(client: DynamoDBClient, { name, keys, index, items = [] }: Table): Promise<void> {
  const names = Object.keys(keys);
  const [partition] = names;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Object.entries(keys).map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
      KeySchema: names.map((AttributeName, position) => ({
        AttributeName,
        KeyType: position === 0 ? 'HASH' : 'RANGE',
      })),
      ...(index !== undefined && {
        GlobalSecondaryIndexes: [
          {
            IndexName: index,
            KeySchema: [{ AttributeName: partition, KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    }),
  );
  await waitUntilTableExists(limits(client), { TableName: name });
  const documents = DynamoDBDocumentClient.from(client);
  for (const Item of items) await documents.send(new PutCommand({ TableName: name, Item }));
}

/** All items of a table, in the order of their text. */
export async function itemsOf(client: DynamoDBClient, TableName: string): Promise<Item[]> {
  const { Items = [] } = await DynamoDBDocumentClient.from(client).send(new ScanCommand({ TableName }));
  return inOrder(Items);
}

/** Items in the order of their text. */
export function inOrder(items: readonly Item[]): Item[] {
  const text = (item: Item) => JSON.stringify(Object.entries(item).sort());
  return items.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}

/** Deletes a table, if there is one, and waits until it is gone. */
export async function dropTable(client: DynamoDBClient, TableName: string): Promise<void> {
  try {
    await client.send(new DeleteTableCommand({ TableName }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return;
    throw error;
  }
  await waitUntilTableNotExists(limits(client), { TableName });
}

const limits = (client: DynamoDBClient) => ({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 });
