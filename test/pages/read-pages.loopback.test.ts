import { expect, test } from 'vitest';
import { type CannedAnswer, type CannedRequest, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, jobSettings, runInput } from '../support/jobs.ts';

const scan = { tableOperation: 'scanTable', tableName: 't' };
const filter = { filterExpression: 'total > :t', expressionAttributeValues: { ':t': 1 } };

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const hash = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' }];
const description: CannedAnswer = {
  body: {
    Table: {
      AttributeDefinitions: ['id', 'a.b'].map(attribute),
      KeySchema: hash('id'),
      GlobalSecondaryIndexes: [{ IndexName: 'i', KeySchema: hash('a.b') }],
    },
  },
};

/** A page of items `from` to `to`; `more` or the end. */
function page(from: number, to: number, more: boolean) {
  const Items = Array.from({ length: to - from }, (_, n) => ({ id: { S: `${from + n}` }, total: { N: '5' } }));
  const LastEvaluatedKey = more ? { id: { S: `after ${to - 1}` } } : undefined;
  return { body: { Items, Count: Items.length, ScannedCount: 10, LastEvaluatedKey } };
}

/** What a task ends with that is given these pages, and what it asked. */
async function read(input: object, pages: CannedAnswer[], describe: CannedAnswer = description) {
  const server = await startCannedDynamodb(undefined, { describe });
  server.queue(...pages);
  const outcome = await runInput(
    server.endpoint,
    { ...scan, ...input },
    { headers: { resultVariable: 'result' }, settings: jobSettings({ maxResultBytes: 1_000 }) },
  );
  await server.stop();
  const sent = server.requests.map(({ body }: CannedRequest) => body);
  return { outcome, response: JSON.parse(outcome.variables).result?.response, sent };
}

const ids = ({ Items }: { Items: { id: string }[] }) => Items.map(({ id }) => id);

test('in the middle of a page the key to go on with is that of the last item given', async () => {
  const { response, sent } = await read({ ...filter, maxItems: 3 }, [page(0, 2, true), page(2, 5, true)]);
  expect(ids(response)).toEqual(['0', '1', '2']);
  expect(response).toMatchObject({ Count: 3, ScannedCount: 20, LastEvaluatedKey: { id: '2' } });
  expect(sent.map(({ Limit }) => Limit)).toEqual([undefined, undefined]);
});

test('at the end of a page it is the key of AWS, and at the end of all there is none', async () => {
  const atEndOfPage = await read({ ...filter, maxItems: 2 }, [page(0, 2, true)]);
  expect(atEndOfPage.response).toMatchObject({ Count: 2, LastEvaluatedKey: { id: 'after 1' } });
  const atEnd = await read({ ...filter, maxItems: 2 }, [page(0, 2, false)]);
  expect(atEnd.response).toMatchObject({ Count: 2, LastEvaluatedKey: null });
  const inLastPage = await read({ ...filter, maxItems: 2 }, [page(0, 3, false)]);
  expect(inLastPage.response).toMatchObject({ Count: 2, LastEvaluatedKey: { id: '1' } });
});

test('without a filter pages are as long as the items that are still wanted, and no keys are looked up', async () => {
  const { response, sent } = await read(
    { maxItems: 7, limit: 5, paging: 'all' },
    [page(0, 5, true), page(5, 7, true)],
    {
      type: 'AccessDeniedException',
    },
  );
  expect(sent.map(({ Limit }) => Limit)).toEqual([5, 2]);
  expect(response).toMatchObject({ Count: 7, LastEvaluatedKey: { id: 'after 6' } });
});

test('one page is cut, and no other is read', async () => {
  const pages = [page(0, 3, true), page(3, 6, true)];
  const { response, sent } = await read({ ...filter, maxItems: 5, limit: 3 }, pages);
  expect(response).toMatchObject({ Count: 3, LastEvaluatedKey: { id: 'after 2' } });
  expect(sent).toHaveLength(1);
  const cut = await read({ ...filter, maxItems: 1, paging: 'page' }, pages);
  expect(cut.response).toMatchObject({ Count: 1, LastEvaluatedKey: { id: '0' } });
});

test('a size in bytes ends in the middle of a page, or before one of which nothing fits', async () => {
  const [one, two] = [
    JSON.stringify([{ id: '0', total: 5 }]).length,
    JSON.stringify([
      { id: '0', total: 5 },
      { id: '1', total: 5 },
    ]).length,
  ];
  const pages = [page(0, 1, true), page(1, 3, true)];
  const middle = await read({ maxBytes: two }, pages);
  expect(ids(middle.response)).toEqual(['0', '1']);
  expect(middle.response).toMatchObject({ Count: 2, LastEvaluatedKey: { id: '1' } });
  const before = await read({ maxBytes: two - 1 }, pages);
  expect(before.response).toMatchObject({ Count: 1, ScannedCount: 20, LastEvaluatedKey: { id: 'after 0' } });
  const tooSmall = await read({ maxBytes: one - 1 }, pages);
  expect(errorOf(tooSmall.outcome)).toMatchObject({
    code: 'AwsDynamoDbExecutionException',
    message: expect.stringContaining(
      `larger than maxBytes (Max bytes): ${one} bytes of JSON, in a list, at most ${one - 1}`,
    ),
  });
});

test('a projection reads the keys that it lacks, and they are not given', async () => {
  const projected = { maxBytes: 500, indexName: 'i', projectionExpression: ['total', '#i'] };
  const names = { expressionAttributeNames: { '#i': 'id' } };
  const items = [{ id: { S: '0' }, total: { N: '5' }, 'a.b': { S: 'x' } }];
  const { response, sent } = await read({ ...projected, ...names }, [{ body: { Items: items, Count: 1 } }]);
  expect(response.Items).toEqual([{ id: '0', total: 5 }]);
  expect(sent).toMatchObject([
    { ProjectionExpression: '#total, #i, #a_b', ExpressionAttributeNames: { '#i': 'id', '#a_b': 'a.b' } },
  ]);
});

test('a count up to a number reads the keys of what passes the filter', async () => {
  const count = { ...filter, select: 'COUNT', indexName: 'i' };
  const keyPage = page(0, 3, true);
  for (const item of keyPage.body.Items) Object.assign(item, { 'a.b': { S: 'x' } });
  const { response, sent } = await read({ ...count, maxItems: 2 }, [keyPage]);
  expect(response).toMatchObject({ Items: [], Count: 2, LastEvaluatedKey: { id: '1', 'a.b': 'x' } });
  expect(sent).toMatchObject([{ ProjectionExpression: 'id, #a_b', ExpressionAttributeNames: { '#a_b': 'a.b' } }]);
  expect(sent[0]).not.toHaveProperty('Select');
  const whole = await read(count, [{ body: { Count: 7, ScannedCount: 9 } }]);
  expect(whole.sent).toMatchObject([{ Select: 'COUNT' }]);
});

test('the keys are those that the table has now, also when it was made anew since a task before', async () => {
  const table = (name: string) => ({
    body: { Table: { AttributeDefinitions: [attribute(name)], KeySchema: hash(name) } },
  });
  const tables = [table('id'), table('total')];
  const server = await startCannedDynamodb(
    ({ operation }) => (operation === 'DescribeTable' ? (tables.shift() ?? 'reset') : page(0, 2, true)),
    { describe: 'as others' },
  );
  const keys = [];
  const settings = jobSettings();
  for (const headers of [{ resultVariable: 'result' }, { resultVariable: 'result' }]) {
    const outcome = await runInput(server.endpoint, { ...scan, ...filter, maxItems: 1 }, { headers, settings });
    keys.push(JSON.parse(outcome.variables).result.response.LastEvaluatedKey);
  }
  await server.stop();
  expect(keys).toEqual([{ id: '0' }, { total: 5 }]);
});

test('an index that the table does not have is named beside those it has', async () => {
  const { outcome, sent } = await read({ ...filter, maxItems: 2, indexName: 'j' }, []);
  expect(errorOf(outcome)).toMatchObject({
    code: 'AwsDynamoDbExecutionException',
    type: 'ValidationException',
    message: expect.stringContaining('j is no index of t, whose indexes are i.'),
  });
  expect(sent).toEqual([]);
});

test('an error in the middle says how far the work has come, in a form to go on with', async () => {
  const key = { id: { B: 'AQI=' } };
  const pages = [page(0, 2, true), { body: { Items: [], ScannedCount: 4, LastEvaluatedKey: key } }];
  const { outcome } = await read({}, [...pages, { type: 'AccessDeniedException' }]);
  expect(errorOf(outcome)).toMatchObject({
    type: 'AccessDeniedException',
    position: { LastEvaluatedKey: { id: { $b: 'AQI=' } }, Count: 2, ScannedCount: 14 },
  });
  const atOnce = await read({}, [{ type: 'AccessDeniedException' }]);
  expect(errorOf(atOnce.outcome)).toMatchObject({ position: null });
});

test('a rate asks what pages consume, and tells it only to those who want to know', async () => {
  const consumed = { ...page(0, 1, false).body, ConsumedCapacity: { TableName: 't', CapacityUnits: 0.5 } };
  const quiet = await read({ maxReadUnits: 500 }, [{ body: consumed }]);
  expect(quiet.sent).toEqual([{ TableName: 't', ReturnConsumedCapacity: 'TOTAL' }]);
  expect(quiet.response.ConsumedCapacity).toBeNull();
  const told = await read({ maxReadUnits: '100', returnConsumedCapacity: 'INDEXES' }, [{ body: consumed }]);
  expect(told.sent).toEqual([{ TableName: 't', ReturnConsumedCapacity: 'INDEXES', Limit: 1 }]);
  expect(told.response.ConsumedCapacity).toEqual({ TableName: 't', CapacityUnits: 0.5 });
});
