import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CannedRequest, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, jobSettings, resultsOf, runInput } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

const operation = { itemOperation: 'batchGetItems' };
const inTable = { ...operation, tableName: 't' };

type Item = Record<string, AttributeValue>;
type RequestItems = Record<string, { Keys: Item[] }>;

/** An answer with these of the items asked for, the last first, and the keys of the others. */
function answerWith({ body }: CannedRequest, takes: (key: Item) => boolean) {
  const { Keys } = (body.RequestItems as RequestItems).t ?? { Keys: [] };
  const taken = Keys.filter(takes);
  const left = Keys.filter((key) => !taken.includes(key));
  const items = taken.map((key) => ({ ...key, n: key.id })).reverse();
  return { body: { Responses: { t: items }, UnprocessedKeys: left.length === 0 ? {} : { t: { Keys: left } } } };
}

describe('a database that reads a part of each batch', () => {
  test('is asked until every item is there, in the order of the keys', async () => {
    const ids = fc.array(fc.nat(200), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(ids, fc.infiniteStream(fc.boolean()), async (numbers, chances) => {
        const server = await startCannedDynamodb((request) => answerWith(request, () => chances.next().value));
        try {
          const keys = numbers.map((id) => ({ id }));
          const { response } = await resultsOf(server.endpoint)({ ...inTable, keys });
          const items = [...new Set(numbers)].map((id) => ({ id, n: id }));
          expect(response).toMatchObject({ Responses: { t: items }, UnprocessedKeys: {} });
          for (const { body } of server.requests) {
            const asked = (body.RequestItems as RequestItems).t?.Keys.map(({ id }) => id?.N) ?? [];
            expect(asked.length).toBeLessThanOrEqual(100);
            expect(new Set(asked).size).toBe(asked.length);
          }
        } finally {
          await server.stop();
        }
      }),
      { numRuns: inLongForm(25, 6) },
    );
  });

  test('is given back what it never reads, to be given to the next task', async () => {
    let never: string | undefined = '2';
    const server = await startCannedDynamodb((request) => answerWith(request, ({ id }) => id?.N !== never));
    const asked = {
      Keys: [1, 2, 3].map((id) => ({ id })),
      ProjectionExpression: 'n, #b',
      ExpressionAttributeNames: { '#b': 'b' },
    };
    const headers = { jobTimeout: 'PT1S', resultVariable: 'result' };
    const requestItems = { t: asked };
    const first = await runInput(server.endpoint, { ...operation, requestItems }, { headers });
    const { response } = JSON.parse(first.variables).result;
    expect(response).toMatchObject({
      Responses: { t: [{ n: 1 }, { n: 3 }] },
      UnprocessedKeys: { t: { ...asked, Keys: [{ id: 2 }] } },
    });
    never = undefined;
    const next = await resultsOf(server.endpoint)({ ...operation, requestItems: response.UnprocessedKeys });
    await server.stop();
    expect(next.response).toMatchObject({ Responses: { t: [{ n: 2 }] }, UnprocessedKeys: {} });
  });
});

test('a list of names that cannot stand in a text is given back as one that the next task takes', async () => {
  let never: string | undefined = '2';
  const server = await startCannedDynamodb((request) => answerWith(request, ({ id }) => id?.N !== never));
  const keys = [{ id: 1 }, { id: 2 }];
  const first = await runInput(
    server.endpoint,
    { ...operation, tableName: 't', keys, projectionExpression: ['n', 'a/b', "['c.d']", 'status'] },
    { headers: { jobTimeout: 'PT1S', resultVariable: 'result' } },
  );
  const asked = server.requests.at(-1)?.body as { RequestItems: { t: { ProjectionExpression: string } } };
  never = undefined;
  const { UnprocessedKeys } = JSON.parse(first.variables).result.response;
  await resultsOf(server.endpoint)({ ...operation, requestItems: UnprocessedKeys });
  await server.stop();
  expect(server.requests.at(-1)?.body).toMatchObject({ RequestItems: asked.RequestItems });
  expect(asked.RequestItems.t).toMatchObject({
    ProjectionExpression: 'n, #a_b, #c_d, #status, id',
    ExpressionAttributeNames: { '#a_b': 'a/b', '#c_d': 'c.d', '#status': 'status' },
  });
});

test('the memory is not filled: a batch ends when it has read sixteen times what a result may be', async () => {
  const server = await startCannedDynamodb(({ body }) => {
    const { Keys } = (body.RequestItems as RequestItems).t ?? { Keys: [] };
    return { body: { Responses: { t: Keys.map((key) => ({ ...key, text: { S: 'x'.repeat(1_000) } })) } } };
  });
  const keys = Array.from({ length: 10_000 }, (_, id) => ({ id }));
  const settings = jobSettings({ maxResultBytes: 10_000 });
  const outcome = await runInput(server.endpoint, { ...inTable, keys }, { settings });
  await server.stop();
  expect(errorOf(outcome)).toMatchObject({
    code: 'AwsDynamoDbExecutionException',
    message: expect.stringMatching(
      /at most 160000\. Ask for fewer keys at once, or set projectionExpression \(Projection expression\)\.$/,
    ),
  });
  expect(server.requests.length).toBeLessThan(10);
});
