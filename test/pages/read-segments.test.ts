import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type CannedAnswer, type CannedRequest, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, jobSettings, resultsOf, runInput } from '../support/jobs.ts';

const scan = { tableOperation: 'scanTable', tableName: 't' };
const keyOf = (id: string) => ({ id: { S: id } });

/** Runs something with a DynamoDB that answers so. */
async function withServer<T>(
  answer: (request: CannedRequest) => CannedAnswer | Promise<CannedAnswer>,
  run: (server: Awaited<ReturnType<typeof startCannedDynamodb>>) => Promise<T>,
): Promise<T> {
  const server = await startCannedDynamodb(answer);
  try {
    return await run(server);
  } finally {
    await server.stop();
  }
}

/** Segments of two pages with an item each. */
function twoPages({ body: { Segment, ExclusiveStartKey } }: CannedRequest): CannedAnswer {
  const Items = [keyOf(`${Segment}${ExclusiveStartKey === undefined ? 'a' : 'b'}`)];
  const LastEvaluatedKey = ExclusiveStartKey === undefined ? Items[0] : undefined;
  return { body: { Items, Count: 1, ScannedCount: 2, LastEvaluatedKey } };
}

test('sixteen segments are read at once, and no more', async () => {
  const arrivals = new EventEmitter();
  const sixteen = once(arrivals, 'sixteen');
  let underWay = 0;
  let most = 0;
  await withServer(
    async (request) => {
      most = Math.max(most, ++underWay);
      if (underWay === 16) arrivals.emit('sixteen');
      await sixteen;
      underWay--;
      return twoPages(request);
    },
    async ({ endpoint, requests }) => {
      const { response } = await resultsOf(endpoint)({ ...scan, totalSegments: 40 });
      expect(response.Items).toEqual(Array.from({ length: 40 }, (_, n) => [{ id: `${n}a` }, { id: `${n}b` }]).flat());
      expect(response).toMatchObject({ Count: 80, ScannedCount: 160, LastEvaluatedKey: null, LastEvaluatedKeys: null });
      expect(requests).toHaveLength(80);
    },
  );
  expect(most).toBe(16);
});

test('a page of each segment gives the keys to go on with, until nothing is left of any', async () => {
  await withServer(twoPages, async ({ endpoint, requests }) => {
    const result = resultsOf(endpoint);
    const page = { ...scan, totalSegments: 3, paging: 'page' };
    const first = (await result({ ...page, exclusiveStartKeys: [null, {}, { id: 'x' }] })).response;
    expect(first.Items).toEqual([{ id: '1a' }, { id: '2b' }]);
    expect(first.LastEvaluatedKeys).toEqual([null, { id: '1a' }, null]);
    const second = (await result({ ...page, exclusiveStartKeys: first.LastEvaluatedKeys })).response;
    expect(second).toMatchObject({ Items: [{ id: '1b' }], LastEvaluatedKey: null, LastEvaluatedKeys: null });
    const sent = requests.map(({ body: { Segment, ExclusiveStartKey } }) => [Segment, ExclusiveStartKey]);
    expect(sent).toEqual([
      [1, undefined],
      [2, keyOf('x')],
      [1, keyOf('1a')],
    ]);
    const nothing = (await result({ ...page, exclusiveStartKeys: '[null, null, null]' })).response;
    expect(nothing).toMatchObject({ Items: [], Count: 0, LastEvaluatedKeys: null });
    expect(requests).toHaveLength(3);
  });
});

test('items are counted without being given', async () => {
  const answer = { body: { Count: 3, ScannedCount: 4 } };
  await withServer(
    () => answer,
    async ({ endpoint }) => {
      const { response } = await resultsOf(endpoint)({ ...scan, totalSegments: 5, select: 'COUNT' });
      expect(response).toMatchObject({ Items: [], Count: 15, ScannedCount: 20 });
    },
  );
});

describe('a failure of one segment', () => {
  test('is told with the keys that all have reached, and is the last that any asks', async () => {
    const told = new EventEmitter();
    const failure = once(told, 'failure');
    const answer = async (request: CannedRequest): Promise<CannedAnswer> => {
      const { operation, body } = request;
      if (operation === 'GetItem') return { body: {} };
      if (body.ExclusiveStartKey === undefined) return twoPages(request);
      if (body.Segment === 2) return { type: 'AccessDeniedException' };
      await failure;
      const { body: page } = twoPages(request) as { body: object };
      return { body: { ...page, LastEvaluatedKey: keyOf('more') } };
    };
    await withServer(answer, async ({ endpoint, requests }) => {
      const settings = jobSettings();
      const outcome = await runInput(endpoint, { ...scan, totalSegments: 20 }, { settings });
      const { type, position } = errorOf(outcome) as { type: string; position: { LastEvaluatedKeys: object[] } };
      expect(type).toBe('AccessDeniedException');
      expect(position).toMatchObject({ Count: expect.any(Number), ScannedCount: expect.any(Number) });
      expect(position.LastEvaluatedKeys).toHaveLength(20);
      expect(position.LastEvaluatedKeys[2]).toEqual({ id: '2a' });
      expect(position.LastEvaluatedKeys.slice(16)).toEqual([{}, {}, {}, {}]);
      told.emit('failure');
      // The answers that were still to come have come when the same client has another.
      const getItem = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
      for (let n = 0; n < 3; n++) await runInput(endpoint, getItem, { settings });
      const third = requests.filter(
        ({ body }) => JSON.stringify(body.ExclusiveStartKey) === JSON.stringify(keyOf('more')),
      );
      expect(third).toEqual([]);
    });
  });

  test('comes from too many items, too', async () => {
    const settings = jobSettings({ maxResultBytes: 1_000 });
    const item = keyOf('x'.repeat(5_000));
    await withServer(
      () => ({ body: { Items: [item], Count: 1, ScannedCount: 1, LastEvaluatedKey: keyOf('x') } }),
      async ({ endpoint }) => {
        const outcome = await runInput(endpoint, { ...scan, totalSegments: 2 }, { settings });
        expect(errorOf(outcome)).toMatchObject({
          code: 'AwsDynamoDbExecutionException',
          message: expect.stringContaining('at most 16000. Set a limit'),
          position: { Count: 4, ScannedCount: 4 },
        });
      },
    );
  });

  test('before any page tells no position', async () => {
    await withServer(
      () => ({ type: 'ResourceNotFoundException' }),
      async ({ endpoint }) => {
        const outcome = await runInput(endpoint, { ...scan, totalSegments: 2 });
        expect(errorOf(outcome)).toMatchObject({ type: 'ResourceNotFoundException', position: null });
      },
    );
  });
});
