import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../src/operations/index.ts';
import { findChromium } from '../support/browser/chromium.ts';
import { type Modeler, openModeler } from '../support/browser/modeler.ts';
import { oneTaskProcess } from '../support/diagrams.ts';
import { template } from '../support/template.ts';

/** What people type when they look for an operation, beside its label. */
const phrases: Readonly<Record<string, readonly string[]>> = {
  getItem: [
    'get item',
    'GetItem',
    'get-item',
    'read item',
    'read',
    'get',
    'fetch',
    'fetch item',
    'look up',
    'lookup',
    'find by key',
    'load',
    'load item',
    'get by id',
    'read record',
    'get row',
    'get record',
    'dynamodb',
    'dynamo',
    'amazon dynamodb',
    'aws',
    'nosql',
    'key value',
  ],
  addItem: [
    'add item',
    'add',
    'PutItem',
    'put item',
    'put',
    'insert',
    'insert row',
    'insert item',
    'create item',
    'create record',
    'add record',
    'save',
    'save item',
    'store',
    'write item',
    'new item',
    'write',
  ],
  updateItem: [
    'update item',
    'UpdateItem',
    'update',
    'upsert',
    'change',
    'change item',
    'modify',
    'edit item',
    'set attribute',
    'increment',
    'counter',
    'patch',
    'update row',
    'update record',
  ],
  deleteItem: ['delete item', 'DeleteItem', 'delete', 'remove', 'remove item', 'delete row', 'erase', 'delete record'],
  queryItems: [
    'query items',
    'Query',
    'query',
    'find',
    'find items',
    'search',
    'search items',
    'query index',
    'gsi',
    'where',
    'select items',
  ],
  executeStatement: ['execute statement', 'ExecuteStatement', 'partiql', 'sql', 'run sql', 'select', 'statement'],
  batchGetItems: [
    'get items',
    'BatchGetItem',
    'batch get',
    'batch read',
    'batch',
    'bulk',
    'get many',
    'read many items',
    'bulk read',
    'get multiple items',
  ],
  batchWriteItems: [
    'write items',
    'BatchWriteItem',
    'batch write',
    'bulk insert',
    'put items',
    'insert many',
    'delete many',
    'bulk delete',
    'import',
    'write multiple',
  ],
  transactGetItems: ['get items in a transaction', 'TransactGetItems', 'transact get', 'read transaction', 'snapshot'],
  transactWriteItems: [
    'write items in a transaction',
    'TransactWriteItems',
    'transact write',
    'transaction',
    'atomic',
    'all or nothing',
    'condition check',
    'acid',
  ],
  scanTable: [
    'scan table',
    'Scan',
    'scan',
    'read all',
    'all items',
    'get all items',
    'read table',
    'list items',
    'export',
    'dump',
  ],
  listTables: ['list tables', 'ListTables', 'table names', 'show tables', 'all tables', 'tables'],
  discoverTables: ['discover tables', 'discover', 'explore', 'data model'],
  describeTable: ['describe table', 'DescribeTable', 'table info', 'table status', 'schema', 'table details'],
  createTable: ['create table', 'CreateTable', 'new table', 'add table', 'make table'],
  updateTable: [
    'update table',
    'UpdateTable',
    'alter table',
    'change table',
    'capacity',
    'billing mode',
    'throughput',
    'add index',
    'create index',
  ],
  updateTimeToLive: [
    'update time to live',
    'UpdateTimeToLive',
    'ttl',
    'time to live',
    'expire',
    'expiry',
    'expiration',
  ],
  deleteTable: ['delete table', 'DeleteTable', 'drop table', 'drop', 'remove table'],
};

const chromium = findChromium();

describe.skipIf(chromium === undefined)('the search of the Modeler', () => {
  let modeler: Modeler;
  beforeAll(async () => {
    modeler = await openModeler(chromium as string);
    await modeler.open(oneTaskProcess(), [template], '8.8');
  });
  afterAll(() => modeler.close());

  test.each(operations)('offers $label first for what people call it', async ({ id, label }) => {
    const missed: string[] = [];
    for (const phrase of [label, ...(phrases[id] ?? [])]) {
      const [first = 'nothing'] = await modeler.search(phrase);
      if (first !== label) missed.push(`${phrase}: ${first}`);
    }
    expect(missed).toEqual([]);
  });
});
