/** A kind of job whose cost is measured. */
export interface SizingCase {
  readonly title: string;
  readonly input: object;
  /** The answers of DynamoDB, by command. */
  readonly bodies: Readonly<Record<string, string>>;
  /** How many jobs are measured. */
  readonly jobs: number;
}

const tableName = 'orders';
const key = { primaryKeyComponents: { id: 'a' } };

/** An item of about this many bytes of JSON, in attributes of 100 bytes. */
function plainItem(bytes: number, id = 'a'): Record<string, string> {
  const rest = Array.from({ length: Math.ceil(bytes / 100) }, (_, at) => [`text${at}`, 'x'.repeat(85)]);
  return { id, ...Object.fromEntries(rest) };
}

function typed(item: Record<string, string>): object {
  return Object.fromEntries(Object.entries(item).map(([name, text]) => [name, { S: text }]));
}

function items(count: number, bytes: number): Record<string, string>[] {
  return Array.from({ length: count }, (_, at) => plainItem(bytes, `a${at}`));
}

const answered = (body: object) => JSON.stringify(body);
const page = (count: number, bytes: number) =>
  answered({ Items: items(count, bytes).map(typed), Count: count, ScannedCount: count });

/** The usual operations, small and large. */
export const sizingCases: readonly SizingCase[] = [
  {
    title: 'get item of 1 KB',
    input: { itemOperation: 'getItem', tableName, ...key },
    bodies: { GetItem: answered({ Item: typed(plainItem(1_000)) }) },
    jobs: 1_200,
  },
  {
    title: 'get item of 100 KB',
    input: { itemOperation: 'getItem', tableName, ...key },
    bodies: { GetItem: answered({ Item: typed(plainItem(100_000)) }) },
    jobs: 250,
  },
  {
    title: 'add item of 1 KB',
    input: { itemOperation: 'addItem', tableName, item: plainItem(1_000) },
    bodies: { PutItem: '{}' },
    jobs: 1_200,
  },
  {
    title: 'add item of 100 KB',
    input: { itemOperation: 'addItem', tableName, item: plainItem(100_000) },
    bodies: { PutItem: '{}' },
    jobs: 250,
  },
  {
    title: 'update item, two attributes',
    input: { itemOperation: 'updateItem', tableName, ...key, update: { set: { status: 'open', total: 5 } } },
    bodies: { UpdateItem: '{}' },
    jobs: 1_200,
  },
  {
    title: 'query, 10 items of 1 KB',
    input: { itemOperation: 'queryItems', tableName, keyCondition: { id: 'a' } },
    bodies: { Query: page(10, 1_000) },
    jobs: 400,
  },
  {
    title: 'query, 1,000 items of 1 KB',
    input: { itemOperation: 'queryItems', tableName, keyCondition: { id: 'a' } },
    bodies: { Query: page(1_000, 1_000) },
    jobs: 60,
  },
  {
    title: 'write 25 items of 1 KB in a batch',
    input: { itemOperation: 'batchWriteItems', tableName, putItems: items(25, 1_000) },
    bodies: { BatchWriteItem: '{"UnprocessedItems":{}}' },
    jobs: 250,
  },
  {
    title: 'write 4 items of 1 KB in a transaction',
    input: {
      itemOperation: 'transactWriteItems',
      transactItems: items(4, 1_000).map((Item) => ({ Put: { TableName: tableName, Item } })),
    },
    bodies: { TransactWriteItems: '{}' },
    jobs: 400,
  },
];
