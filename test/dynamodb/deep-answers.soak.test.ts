import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CannedAnswer,
  type CannedDynamodb,
  type CannedRequest,
  startCannedDynamodb,
} from '../support/canned-dynamodb.ts';
import { errorOf, jobSettings, runInput } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

const LEVELS = inLongForm(100_000, 30_000);
const around = (open: string, inner: string, close: string) => open.repeat(LEVELS) + inner + close.repeat(LEVELS);

/** Values that no DynamoDB has, as it would write them; some have binary in them, which is read in another way. */
const deep = {
  lists: around('{"L":[', '{"S":"a"}', ']}'),
  maps: around('{"M":{"a":', '{"N":"1"}', '}}'),
  binary: around('{"L":[', '{"B":"AQ=="}', ']}'),
};

let server: CannedDynamodb;
let answer: (request: CannedRequest) => CannedAnswer;
beforeAll(async () => {
  server = await startCannedDynamodb((request) => answer(request), { describe: 'as others' });
});
afterAll(() => server.stop());

const table = { tableName: 't' };
const key = { ...table, primaryKeyComponents: { id: 'a' } };
const item = { ...table, item: { id: 'a' } };
const scan = { ...table, tableOperation: 'scanTable' };
const transaction = {
  itemOperation: 'transactGetItems',
  transactItems: [{ Get: { TableName: 't', Key: { id: 'a' } } }],
};

/** An input, and an answer with a deep value where the operation reads one. */
const cases: [string, object, string][] = [
  ['the item', { itemOperation: 'getItem', ...key }, '{"Item":{"id":DEEP}}'],
  ['the item, types kept', { itemOperation: 'getItem', ...key, outputFormat: 'json-typed' }, '{"Item":{"id":DEEP}}'],
  ['the item, as it is', { itemOperation: 'getItem', ...key, outputFormat: 'dynamodb-json' }, '{"Item":{"id":DEEP}}'],
  ['the item before', { itemOperation: 'addItem', ...item, returnValues: 'ALL_OLD' }, '{"Attributes":{"id":DEEP}}'],
  ['the item after', { itemOperation: 'updateItem', ...key, update: { set: { a: 1 } } }, '{"Attributes":{"id":DEEP}}'],
  ['what it consumed', { itemOperation: 'getItem', ...key }, '{"Item":{},"ConsumedCapacity":{"Table":DEEP}}'],
  ['what it consumed', { itemOperation: 'deleteItem', ...key }, '{"ConsumedCapacity":{"Table":DEEP}}'],
  ['metrics', { itemOperation: 'addItem', ...item }, '{"ItemCollectionMetrics":{"ItemCollectionKey":{"id":DEEP}}}'],
  ['items of a page', scan, '{"Items":[{"id":DEEP}],"Count":1}'],
  ['the key to go on with', { ...scan, paging: 'page' }, '{"Items":[],"LastEvaluatedKey":{"id":DEEP}}'],
  ['the key to go on with', { ...scan, totalSegments: 2 }, '{"Items":[],"LastEvaluatedKey":{"id":DEEP}}'],
  ['the key to go on with', { ...scan, select: 'COUNT' }, '{"Count":1,"LastEvaluatedKey":{"id":DEEP}}'],
  [
    'items of a statement',
    { itemOperation: 'executeStatement', statement: 'SELECT * FROM t' },
    '{"Items":[{"id":DEEP}]}',
  ],
  [
    'items of a batch',
    { itemOperation: 'batchGetItems', ...table, keys: [{ id: 'a' }] },
    '{"Responses":{"t":[{"id":{"S":"a"},"x":DEEP}]}}',
  ],
  [
    'keys that are left',
    { itemOperation: 'batchGetItems', ...table, keys: [{ id: 'a' }] },
    '{"Responses":{},"UnprocessedKeys":{"t":{"Keys":[{"id":DEEP}]}}}',
  ],
  [
    'writes that are left',
    { itemOperation: 'batchWriteItems', ...table, putItems: [{ id: 'a' }] },
    '{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"id":DEEP}}}]}}',
  ],
  ['items of a transaction', transaction, '{"Responses":[{"Item":{"id":DEEP}}]}'],
  ['a table', { tableOperation: 'describeTable', ...table }, '{"Table":{"TableName":"t","KeySchema":[DEEP]}}'],
  ['a list', { tableOperation: 'listTables' }, '{"TableNames":["t"],"x":DEEP}'],
];

describe.each(Object.entries(deep))(`a value of ${LEVELS} levels, of %s`, (_, value) => {
  test.each(cases)('as %s is no answer of DynamoDB: %j', async (_, input, body) => {
    answer = ({ operation }) =>
      operation === 'DescribeTable' && !('tableOperation' in input && input.tableOperation === 'describeTable')
        ? { type: 'AccessDeniedException' }
        : { body: body.replace('DEEP', () => value) };
    const outcome = await runInput(server.endpoint, input, { settings: jobSettings() });
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringMatching(/no answer of DynamoDB.* more than [12]00 levels of nesting/),
    });
  });

  test('in an error is no answer of DynamoDB', async () => {
    const refusal = { __type: 'ConditionalCheckFailedException', message: 'no', Item: 'DEEP' };
    answer = ({ operation }) =>
      operation === 'DescribeTable'
        ? { type: 'AccessDeniedException' }
        : { status: 400, body: JSON.stringify(refusal).replace('"DEEP"', () => `{"id":${value}}`) };
    const outcome = await runInput(server.endpoint, { itemOperation: 'addItem', ...item }, { settings: jobSettings() });
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining('more than 200 levels of nesting'),
    });
  });

  test('in a sample is no answer of DynamoDB', async () => {
    answer = ({ operation }) =>
      operation === 'DescribeTable'
        ? { body: { Table: { TableName: 't', TableStatus: 'ACTIVE' } } }
        : { body: `{"Items":[{"id":${value}}],"Count":1}` };
    const input = { tableOperation: 'discoverTables', tableNames: 't' };
    const outcome = await runInput(server.endpoint, input, { settings: jobSettings() });
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringMatching(/more than [12]00 levels of nesting/),
    });
  });
});

test('an item of as many levels as DynamoDB allows is read', async () => {
  const value = `${'{"L":['.repeat(31)}{"B":"AQ=="}${']}'.repeat(31)}`;
  answer = ({ operation }) =>
    operation === 'DescribeTable' ? { type: 'AccessDeniedException' } : { body: `{"Item":{"id":${value}}}` };
  const outcome = await runInput(
    server.endpoint,
    { itemOperation: 'getItem', ...key },
    { headers: { resultVariable: 'r' } },
  );
  expect(outcome).toMatchObject({ kind: 'completed' });
  expect(JSON.parse(outcome.variables).r.response.Item.id.flat(31)).toEqual(['AQ==']);
});
