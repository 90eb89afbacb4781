import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CannedAnswer, type CannedRequest, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, resultsOf, runInput } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

const operation = { itemOperation: 'batchWriteItems' };
const inTable = { ...operation, tableName: 't' };
const many = inLongForm(10_000, 1_000);

type Item = Record<string, AttributeValue>;

describe('a database that writes a part of each batch', () => {
  const describeTable = {
    body: {
      Table: {
        TableName: 't',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      },
    },
  };
  type Requests = { PutRequest: { Item: Item } }[];

  /** Writes what `takes` lets it, in the order of the calls, and refuses two writes to one key in one of them. */
  function partly(takes: () => boolean) {
    const written: Item[] = [];
    const answer = ({ body }: CannedRequest): CannedAnswer => {
      const requests = (body.RequestItems as Record<string, Requests>).t ?? [];
      const ids = new Set(requests.map(({ PutRequest }) => PutRequest.Item.id?.S));
      if (ids.size < requests.length || requests.length > 25) return { type: 'ValidationException' };
      const left = requests.filter((request) => {
        const taken = takes();
        if (taken) written.push(request.PutRequest.Item);
        return !taken;
      });
      return { body: { UnprocessedItems: left.length === 0 ? {} : { t: left } } };
    };
    return { written, answer };
  }

  test('gets every item once, those of one key in their order', async () => {
    const ids = fc.array(fc.nat(30).map(String), { maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(ids, fc.infiniteStream(fc.boolean()), async (keys, chances) => {
        const { written, answer } = partly(() => chances.next().value);
        const server = await startCannedDynamodb(answer, { describe: describeTable });
        try {
          const putItems = keys.map((id, n) => ({ id, n }));
          const { response } = await resultsOf(server.endpoint)({ ...inTable, putItems });
          expect(response).toMatchObject({ Written: keys.length, UnprocessedItems: {} });
          expect(server.failures).toEqual([]);
        } finally {
          await server.stop();
        }
        const numbersOf = (id: string) => written.filter((item) => item.id?.S === id).map(({ n }) => Number(n?.N));
        for (const id of new Set(keys)) {
          expect(numbersOf(id)).toEqual(keys.flatMap((key, n) => (key === id ? [n] : [])));
        }
        expect(written).toHaveLength(keys.length);
      }),
      { numRuns: inLongForm(25, 6) },
    );
  });

  test(`gets ${many} items`, async () => {
    let turn = 0;
    const { written, answer } = partly(() => turn++ % 5 !== 0);
    const server = await startCannedDynamodb(answer, { describe: describeTable });
    const putItems = Array.from({ length: many }, (_, n) => ({ id: `${n}`, n }));
    const { response } = await resultsOf(server.endpoint)({ ...inTable, putItems });
    await server.stop();
    expect(response).toMatchObject({ Written: many, UnprocessedItems: {} });
    expect(new Set(written.map(({ id }) => id?.S)).size).toBe(many);
    expect(written).toHaveLength(many);
  });

  test('is given back what it never writes, within the time of the job, to be given to the next task', async () => {
    let never: string | undefined = 'b';
    const written: Item[] = [];
    const server = await startCannedDynamodb(
      ({ body }) => {
        const requests = (body.RequestItems as Record<string, Requests>).t ?? [];
        const left = requests.filter(({ PutRequest }) => PutRequest.Item.id?.S === never);
        for (const each of requests) if (!left.includes(each)) written.push(each.PutRequest.Item);
        return { body: { UnprocessedItems: left.length === 0 ? {} : { t: left } } };
      },
      { describe: describeTable },
    );
    const putItems = ['a', 'b', 'c', 'b'].map((id, n) => ({ id, n, bytes: { $b: 'AQ==' } }));
    const headers = { jobTimeout: 'PT1S', resultVariable: 'result' };
    const first = await runInput(server.endpoint, { ...inTable, putItems }, { headers });
    const { response } = JSON.parse(first.variables).result;
    const leftOf = (n: number) => ({ PutRequest: { Item: { id: 'b', n, bytes: { $b: 'AQ==' } } } });
    expect(response).toMatchObject({ UnprocessedItems: { t: [leftOf(1), leftOf(3)] }, Written: 2 });
    never = undefined;
    const requestItems = response.UnprocessedItems;
    const next = await resultsOf(server.endpoint)({ ...operation, requestItems });
    await server.stop();
    expect(next.response).toMatchObject({ UnprocessedItems: {}, Written: 2 });
    expect(written.map(({ n }) => n?.N)).toEqual(['0', '2', '1', '3']);
    expect(written[3]?.bytes).toEqual({ B: 'AQ==' });
  });
});

test('a call is not larger than 16 MB as it is sent', async () => {
  const server = await startCannedDynamodb(() => ({ body: { UnprocessedItems: {} } }));
  // A control character is sent as an escape of six.
  const text = '\u0001'.repeat(400_000);
  const putItems = Array.from({ length: 8 }, (_, n) => ({ id: `${n}`, text }));
  const { response } = await resultsOf(server.endpoint)({ ...inTable, putItems });
  await server.stop();
  expect(response).toMatchObject({ Written: 8, UnprocessedItems: {} });
  const sizes = server.requests.map(({ headers }) => Number(headers['content-length']));
  expect(sizes).toHaveLength(2);
  expect(Math.max(...sizes)).toBeLessThan(16_000_000);
  expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(16 * 1024 * 1024);
});

describe('what AWS refuses', () => {
  const throttled: CannedAnswer = { type: 'ProvisionedThroughputExceededException' };
  const putItems = Array.from({ length: 30 }, (_, n) => ({ id: `${n}` }));

  test('for its pace is sent again', async () => {
    const server = await startCannedDynamodb(() => ({ body: { UnprocessedItems: {} } }));
    server.queue(throttled, { type: 'ThrottlingException' });
    const { response } = await resultsOf(server.endpoint)({ ...inTable, putItems });
    await server.stop();
    expect(response).toMatchObject({ Written: 30, UnprocessedItems: {} });
    expect(server.requests).toHaveLength(4);
  });

  test('for its pace until the time of the job is over fails if nothing was written', async () => {
    const server = await startCannedDynamodb(() => throttled);
    const headers = { jobTimeout: 'PT1S' };
    const outcome = await runInput(server.endpoint, { ...inTable, putItems }, { headers, retries: 1 });
    await server.stop();
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: 'ProvisionedThroughputExceededException',
      position: null,
    });
  });

  test('or does not answer in time fails, and says how far it came', async () => {
    const server = await startCannedDynamodb(() => 'hang');
    server.queue({ body: { UnprocessedItems: {} } });
    const headers = { jobTimeout: 'PT1S' };
    const outcome = await runInput(server.endpoint, { ...inTable, putItems }, { headers });
    await server.stop();
    expect(outcome.kind).toBe('failed');
    expect(errorOf(outcome)).toMatchObject({
      message: expect.stringContaining('not done within the jobTimeout (Time limit) of 1 s'),
      position: { Written: 25, Unprocessed: 5 },
    });
  });

  test('fails, and says how far it came', async () => {
    const server = await startCannedDynamodb();
    server.queue({ body: { UnprocessedItems: {} } }, { type: 'AccessDeniedException' });
    const outcome = await runInput(server.endpoint, { ...inTable, putItems });
    await server.stop();
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'AccessDeniedException',
      position: { Written: 25, Unprocessed: 5 },
    });
  });
});

test('where keys are not known, the calls go one by one, and none after one that is left unfinished', async () => {
  const putItems = Array.from({ length: 60 }, (_, n) => ({ id: 'a', n }));
  const seen: number[] = [];
  const server = await startCannedDynamodb(({ body }) => {
    const requests = (body.RequestItems as Record<string, { PutRequest: { Item: Item } }[]>).t ?? [];
    seen.push(...requests.map(({ PutRequest }) => Number(PutRequest.Item.n?.N)));
    const late = requests.filter(({ PutRequest }) => Number(PutRequest.Item.n?.N) === 30);
    return { body: { UnprocessedItems: late.length === 0 ? {} : { t: late } } };
  });
  const headers = { jobTimeout: 'PT1S', resultVariable: 'result' };
  const outcome = await runInput(server.endpoint, { ...inTable, putItems }, { headers });
  await server.stop();
  const { response } = JSON.parse(outcome.variables).result;
  expect(response.Written).toBe(49);
  expect(response.UnprocessedItems.t).toHaveLength(11);
  expect(response.UnprocessedItems.t[0]).toEqual({ PutRequest: { Item: { id: 'a', n: 30 } } });
  expect(Math.max(...seen)).toBe(49);
});
