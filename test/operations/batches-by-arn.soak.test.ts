import { describe, expect, test } from 'vitest';
import { type CannedAnswer, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, resultsOf, runInput } from '../support/jobs.ts';

const reading = { itemOperation: 'batchGetItems' };
const writing = { itemOperation: 'batchWriteItems' };

const arn = 'arn:aws:dynamodb:eu-central-1:111122223333:table/orders';

/** AWS takes an ARN for a name; dynalite and dynoxide do not. */
test('a table may be named by its ARN', async () => {
  const items = ['a', 'b'].map((id) => ({ id }));
  const server = await startCannedDynamodb(({ operation }) => ({
    body: operation === 'BatchGetItem' ? { Responses: { [arn]: items.map(({ id }) => ({ id: { S: id } })) } } : {},
  }));
  const result = resultsOf(server.endpoint);
  const requestItems = { [arn]: { Keys: items } };
  const written = await result({ ...writing, tableName: arn, putItems: items });
  const read = [await result({ ...reading, tableName: arn, keys: items }), await result({ ...reading, requestItems })];
  await server.stop();
  expect(written.response).toMatchObject({ Written: 2 });
  for (const { response } of read) expect(response).toMatchObject({ Responses: { [arn]: items }, UnprocessedKeys: {} });
  expect(server.requests.map(({ body }) => Object.keys(body.RequestItems as object))).toEqual([[arn], [arn], [arn]]);
});

describe('a table that is asked for by its ARN and answered under its name', () => {
  const keys = ['a', 'b'].map((id) => ({ id }));
  const [first, second] = keys.map(({ id }) => ({ id: { S: id } }));

  /** The results of a job whose first call is answered so, and all others so. */
  async function asks(input: object, once: object, ever: object) {
    const server = await startCannedDynamodb(() => ({ body: ever }));
    server.queue({ body: once });
    const headers = { jobTimeout: 'PT2S', resultVariable: 'result' };
    const outcome = await runInput(server.endpoint, input, { headers });
    await server.stop();
    const sent = server.requests.map(({ body }) => body.RequestItems);
    return { response: JSON.parse(outcome.variables).result.response, sent };
  }

  test('has its items, and what is left is asked for again', async () => {
    const { response, sent } = await asks(
      { ...reading, tableName: arn, keys },
      { Responses: { orders: [second] }, UnprocessedKeys: { orders: { Keys: [first] } } },
      { Responses: { orders: [first] } },
    );
    expect(sent).toEqual([{ [arn]: { Keys: [first, second] } }, { [arn]: { Keys: [first] } }]);
    expect(response).toMatchObject({ Responses: { [arn]: keys }, UnprocessedKeys: {} });
  });

  test('has its writes sent again, and told under the ARN', async () => {
    const left = { UnprocessedItems: { orders: [{ PutRequest: { Item: second } }] } };
    const { response, sent } = await asks({ ...writing, tableName: arn, putItems: keys }, left, left);
    expect(sent.length).toBeGreaterThan(2);
    expect(sent[1]).toEqual({ [arn]: [{ PutRequest: { Item: second } }] });
    expect(response).toMatchObject({
      Written: 1,
      UnprocessedItems: { [arn]: [{ PutRequest: { Item: { id: 'b' } } }] },
    });
  });
});

describe('an answer for a table that nobody asked for', () => {
  const items = [{ id: 'a' }];

  test.each<[string, object, object]>([
    ['items', { ...reading, keys: items }, { Responses: { others: [{ id: { S: 'a' } }] } }],
    ['keys', { ...reading, keys: items }, { UnprocessedKeys: { others: { Keys: [{ id: { S: 'a' } }] } } }],
    ['writes', { ...writing, putItems: items }, { UnprocessedItems: { others: [] } }],
  ])('with %s is no answer', async (_, input, body) => {
    const answer: CannedAnswer = { body };
    const server = await startCannedDynamodb(() => answer);
    const outcome = await runInput(server.endpoint, { ...input, tableName: 't' });
    await server.stop();
    expect(outcome.kind).toBe('failed');
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining('The answer was no answer of DynamoDB: it has the table others'),
    });
  });
});
