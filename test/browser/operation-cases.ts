import type { Entry } from '../support/browser/modeler.ts';

/** What is entered for an operation, and what comes of it. */
export interface OperationCase {
  /** What is typed to find the operation. */
  readonly phrase: string;
  /** By the fields' labels, in the order in which they are filled in. */
  readonly form: Readonly<Record<string, Entry>>;
  /** What the process starts with. */
  readonly variables?: Record<string, unknown>;
  /** The variables at the end of the process, beside those it started with. */
  readonly result: object;
}

/** The tables that the cases work on, by the names and types of their keys. */
export const tables = {
  orders: { id: 'S' },
  lines: { order: 'S', line: 'N' },
  old: { id: 'S' },
} as const;

/** The items that are in them at the start. */
export const items: Readonly<Partial<Record<keyof typeof tables, readonly object[]>>> = {
  orders: [
    { id: 'get', customer: 'Ada', total: 41.5 },
    { id: 'update', customer: 'Ada', status: 'open', visits: 1 },
    { id: 'delete', customer: 'Ben' },
    { id: 'statement', customer: 'Cleo', total: 7 },
    { id: 'batch-1', total: 1 },
    { id: 'batch-2', total: 2 },
    { id: 'drop', total: 3 },
    { id: 'transaction', total: 10 },
  ],
  lines: [1, 2, 3].map((line) => ({ order: 'query', line, article: line < 3 ? 'tea' : 'jam' })),
};

const ownCredentials = { Authentication: "The worker's own AWS credentials" };

/**
 * Gives the case of an operation, by its id.
 * @throws Error when there is none
 */
export function caseOf(id: string): OperationCase {
  const found = operationCases[id];
  if (found === undefined) throw new Error(`There is no case for ${id}`);
  return found;
}

const operationCases: Readonly<Record<string, OperationCase>> = {
  getItem: {
    phrase: 'get item',
    form: {
      'Table name': 'orders',
      'Primary key': '{"id": orderId}',
      'Give back': 'Some attributes',
      'Projection expression': 'customer, total',
      'Access key': '{{secrets.AWS_ACCESS_KEY}}',
      'Secret key': '{{secrets.AWS_SECRET_KEY}}',
      'Result expression': '{order: response.response.Item}',
    },
    variables: { orderId: 'get' },
    result: { order: { customer: 'Ada', total: 41.5 } },
  },
  addItem: {
    phrase: 'put item',
    form: {
      'Table name': 'orders',
      Item: '{"id": order.id, "lines": order.lines, "status": "open"}',
      'Only if': 'An expression of DynamoDB holds',
      'Condition expression': 'attribute_not_exists(id)',
      ...ownCredentials,
      'Result expression': '{stored: response.response.Item}',
    },
    variables: { order: { id: 'add', lines: [{ article: 'tea', quantity: 2 }] } },
    result: { stored: { id: 'add', lines: [{ article: 'tea', quantity: 2 }], status: 'open' } },
  },
  updateItem: {
    phrase: 'update item',
    form: {
      'Table name': 'orders',
      'Find the item by': 'Key values',
      'Partition key value': '=orderId',
      'Change the item by': 'Set, add, remove, delete',
      Update: '{"set": {"status": "paid"}, "add": {"visits": 1}}',
      'Only if': 'Attributes have these values',
      Condition: '{"status": "open"}',
      ...ownCredentials,
      'Result expression': '{changed: response.response.Attributes}',
    },
    variables: { orderId: 'update' },
    result: { changed: { id: 'update', customer: 'Ada', status: 'paid', visits: 2 } },
  },
  deleteItem: {
    phrase: 'delete item',
    form: {
      'Table name': 'orders',
      'Find the item by': 'Key values',
      'Partition key value': 'delete',
      'Only if': 'The item exists',
      ...ownCredentials,
      'Result expression': '{deleted: response.response.Attributes}',
    },
    result: { deleted: { id: 'delete', customer: 'Ben' } },
  },
  queryItems: {
    phrase: 'query',
    form: {
      'Table name': 'lines',
      'Key condition': '{"order": orderId, "line": {">": 1}}',
      'Filter by': 'Attribute values',
      Filter: '{"article": "jam"}',
      Order: 'Descending',
      Read: 'At most so many items',
      'Max items': '5',
      ...ownCredentials,
      'Result expression': '{lines: response.response.Items}',
    },
    variables: { orderId: 'query' },
    result: { lines: [{ order: 'query', line: 3, article: 'jam' }] },
  },
  executeStatement: {
    phrase: 'partiql',
    form: {
      Statement: 'SELECT customer, total FROM "orders" WHERE id = ?',
      Parameters: '[orderId]',
      ...ownCredentials,
      'Result expression': '{found: response.response.Items}',
    },
    variables: { orderId: 'statement' },
    result: { found: [{ customer: 'Cleo', total: 7 }] },
  },
  batchGetItems: {
    phrase: 'get items',
    form: {
      'Table name': 'orders',
      Keys: 'for id in orderIds return {"id": id}',
      ...ownCredentials,
      'Result expression': '{totals: response.response.Responses.orders.total}',
    },
    variables: { orderIds: ['batch-2', 'batch-1'] },
    result: { totals: [2, 1] },
  },
  batchWriteItems: {
    phrase: 'write items',
    form: {
      'Table name': 'orders',
      Write: 'Items to put and keys to delete',
      'Items to put': 'newOrders',
      'Keys to delete': '[{"id": "drop"}]',
      ...ownCredentials,
      'Result expression': '{written: response.response.Written}',
    },
    variables: { newOrders: [{ id: 'written-1' }, { id: 'written-2', total: 5 }] },
    result: { written: 3 },
  },
  transactGetItems: {
    phrase: 'get items in a transaction',
    form: {
      Transaction:
        '[{"Get": {"TableName": "orders", "Key": {"id": "batch-1"}}}, {"Get": {"TableName": "lines", "Key": {"order": "query", "line": 1}}}]',
      ...ownCredentials,
      'Result expression': '{together: response.response.Responses.Item}',
    },
    result: {
      together: [
        { id: 'batch-1', total: 1 },
        { order: 'query', line: 1, article: 'tea' },
      ],
    },
  },
  transactWriteItems: {
    phrase: 'transaction',
    form: {
      Transaction:
        '[{"Update": {"TableName": "orders", "Key": {"id": "transaction"}, "UpdateExpression": "SET total = total - :paid", "ExpressionAttributeValues": {":paid": paid}}}, {"Put": {"TableName": "lines", "Item": {"order": "transaction", "line": 1}}}]',
      ...ownCredentials,
      'Result variable': 'outcome',
    },
    variables: { paid: 4 },
    result: { outcome: { status: 'OK' } },
  },
  scanTable: {
    phrase: 'scan table',
    form: {
      'Table name': 'lines',
      'Filter by': 'An expression of DynamoDB',
      'Filter expression': 'article = :article AND #o = :order',
      'Expression attribute names': '{"#o": "order"}',
      'Expression attribute values': '{":article": "tea", ":order": "query"}',
      ...ownCredentials,
      'Result expression': '{teas: response.response.Items.line}',
    },
    result: { teas: [1, 2] },
  },
  listTables: {
    phrase: 'list tables',
    form: {
      ...ownCredentials,
      'Result expression': '{hasOrders: list contains(response.response.TableNames, "orders")}',
    },
    result: { hasOrders: true },
  },
  discoverTables: {
    phrase: 'discover',
    form: {
      'Table names': 'line*',
      'Sample size': '10',
      ...ownCredentials,
      'Result expression':
        '{keys: response.response.Tables[1].PrimaryKey, types: response.response.Tables[1].AttributeTypes}',
    },
    result: { keys: ['order', 'line'], types: { order: ['S'], line: ['N'], article: ['S'] } },
  },
  describeTable: {
    phrase: 'describe table',
    form: {
      'Table name': 'orders',
      ...ownCredentials,
      'Result expression': '{status: response.response.Table.TableStatus}',
    },
    result: { status: 'ACTIVE' },
  },
  createTable: {
    phrase: 'create table',
    form: {
      'Table name': '=table',
      'Partition key': 'customer',
      'Sort key': 'placed',
      'Sort key type': 'Number',
      ...ownCredentials,
      'Result expression': '{keys: response.response.TableDescription.KeySchema.AttributeName}',
    },
    variables: { table: 'created' },
    result: { keys: ['customer', 'placed'] },
  },
  updateTable: {
    phrase: 'update table',
    form: {
      'Table name': 'lines',
      Change: 'Deletion protection',
      'Deletion protection': 'On',
      ...ownCredentials,
      'Result expression': '{protected: response.response.TableDescription.DeletionProtectionEnabled}',
    },
    result: { protected: true },
  },
  updateTimeToLive: {
    phrase: 'ttl',
    form: {
      'Table name': 'orders',
      'Time to live attribute': 'expiresAt',
      ...ownCredentials,
      'Result expression': '{ttl: response.response.TimeToLiveSpecification}',
    },
    result: { ttl: { Enabled: true, AttributeName: 'expiresAt' } },
  },
  deleteTable: {
    phrase: 'delete table',
    form: {
      'Table name': 'old',
      'Only if it exists': 'Yes',
      ...ownCredentials,
      'Result expression': '{deleted: response.response.TableDescription.TableName}',
    },
    result: { deleted: 'old' },
  },
};
