import { expect, test } from 'vitest';
import { type CannedAnswer, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { jobSettings, runInput } from '../support/jobs.ts';

const table: CannedAnswer = {
  body: {
    Table: {
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'day', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'day', AttributeType: 'S' },
      ],
    },
  },
};
const key = { id: 'a', day: 'd' };
const Key = { id: { S: 'a' }, day: { S: 'd' } };

/** What a write asks a table, call after call, and what it gives back. */
async function written(input: object) {
  const found = { body: { Item: { ...Key, n: { N: '1' } } } };
  const server = await startCannedDynamodb(
    ({ operation }) => (operation === 'GetItem' ? found : { body: { Attributes: { ...Key, n: { N: '2' } } } }),
    { describe: table },
  );
  const outcome = await runInput(
    server.endpoint,
    { tableName: 't', ...input },
    { headers: { resultVariable: 'result' }, settings: jobSettings() },
  );
  await server.stop();
  const { response } = JSON.parse(outcome.variables).result;
  return { asked: server.requests.map(({ operation, body }) => [operation, body]), response };
}

const put = { itemOperation: 'addItem', item: { ...key, n: 2 } };
const remove = { itemOperation: 'deleteItem', primaryKeyComponents: key };
const update = { itemOperation: 'updateItem', primaryKeyComponents: key };

test.each([
  [put, ['PutItem', { TableName: 't', Item: { ...Key, n: { N: '2' } } }]],
  [remove, ['DeleteItem', { TableName: 't', Key, ReturnValues: 'ALL_OLD' }]],
  [
    { ...update, updateExpression: 'REMOVE status', mustExist: true, returnValues: 'NONE' },
    [
      'UpdateItem',
      {
        TableName: 't',
        Key,
        UpdateExpression: 'REMOVE #status',
        ConditionExpression: 'attribute_exists(id)',
        ExpressionAttributeNames: { '#status': 'status' },
        ReturnValues: 'NONE',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ],
  ],
])('a write is asked for with what is said and no more: %j', async (input, request) => {
  const { asked, response } = await written(input);
  expect(asked).toEqual([request]);
  expect(response.Attributes).toEqual({ ...key, n: 2 });
});

test.each([
  [{ ...put, returnValues: 'ALL_OLD' }, ['GetItem', 'TransactWriteItems'], {}],
  [remove, ['GetItem', 'TransactWriteItems'], {}],
  [{ ...update, update: { add: { n: 1 } } }, ['TransactWriteItems', 'GetItem'], {}],
  [
    { ...update, update: { set: { status: 'x', 'deep.a': 1 } }, returnValues: 'UPDATED_OLD' },
    ['GetItem', 'TransactWriteItems'],
    { ProjectionExpression: '#status, deep.a', ExpressionAttributeNames: { '#status': 'status' } },
  ],
  [
    {
      ...update,
      updateExpression: 'SET n = #o, #s.x = #o',
      conditionExpression: '#o <> n',
      expressionAttributeNames: { '#s': 'size', '#o': 'other' },
      returnValues: 'UPDATED_NEW',
    },
    ['TransactWriteItems', 'GetItem'],
    { ProjectionExpression: 'n, #size.x', ExpressionAttributeNames: { '#size': 'size' } },
  ],
])('what a write that is done exactly once gives back is read beside it: %j', async (input, operations, projection) => {
  const { asked, response } = await written({ ...input, exactlyOnce: true });
  expect(asked.map(([operation]) => operation)).toEqual(operations);
  const [, read] = asked.find(([operation]) => operation === 'GetItem') ?? [];
  expect(read).toEqual({ TableName: 't', Key, ConsistentRead: true, ...projection });
  expect(response.Attributes).toEqual({ ...key, n: 1 });
});
