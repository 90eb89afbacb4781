import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { attributesDecoder } from '../../src/operation/response.ts';
import type { Page, PageRequest } from '../../src/pages/page.ts';
import { readSegments } from '../../src/pages/read-segments.ts';
import { jobInItsOwnTime } from '../batches/fake-clock.ts';
import { type CannedAnswer, type CannedRequest, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, jobSettings, resultsOf, runInput } from '../support/jobs.ts';
import { until } from '../support/until.ts';

afterEach(() => vi.restoreAllMocks());

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
  const decode = attributesDecoder('json');

  test('is told with the keys that all have reached, when the pages under way have come, and none is asked for after it', async () => {
    const { dynamodb, positions } = jobInItsOwnTime();
    const asked: PageRequest[] = [];
    const pages = new EventEmitter().setMaxListeners(0);
    const readPage = async (request: PageRequest): Promise<Page> => {
      asked.push(request);
      const { Segment = 0, ExclusiveStartKey } = request;
      const Items = [keyOf(`${Segment}`)];
      if (ExclusiveStartKey === undefined) return { Items, Count: 1, ScannedCount: 2, LastEvaluatedKey: keyOf('b') };
      await once(pages, 'come');
      if (Segment === 2) throw new Error('Segment 2 fails');
      await once(pages, 'come');
      return { Items, Count: 1, ScannedCount: 2, LastEvaluatedKey: keyOf('c') };
    };
    let ended = false;
    const scanned = readSegments(dynamodb, { readPage, totalSegments: 20 }, decode).finally(() => {
      ended = true;
    });
    const failure = expect(scanned).rejects.toThrow('Segment 2 fails');
    await until(() => asked.length === 32, 'sixteen segments have a page and ask for another');
    pages.emit('come');
    await turn();
    expect(ended).toBe(false);
    pages.emit('come');
    await failure;
    expect(asked).toHaveLength(32);
    const LastEvaluatedKeys = Array.from({ length: 20 }, (_, n) => (n < 16 ? { id: n === 2 ? 'b' : 'c' } : {}));
    expect(positions).toEqual([{ LastEvaluatedKeys, Count: 31, ScannedCount: 62 }]);
  });

  test('ends at once those that wait for their turn at a rate, and they ask no more', async () => {
    const { dynamodb } = jobInItsOwnTime();
    const pause = (milliseconds: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        if (milliseconds <= 1_000) resolve();
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    let asked = 0;
    const readPage = async (): Promise<Page> => {
      if (++asked === 2) throw new Error('The second page fails');
      const ConsumedCapacity = { TableName: 't', CapacityUnits: 1 };
      return { Items: [keyOf('a')], Count: 1, ScannedCount: 1, LastEvaluatedKey: keyOf('b'), ConsumedCapacity };
    };
    const reading = { readPage, totalSegments: 4, maxReadUnits: 1, limit: 1, paging: 'all' } as const;
    await expect(readSegments({ ...dynamodb, pause }, reading, decode)).rejects.toThrow('The second page fails');
    expect(asked).toBe(2);
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
          message: expect.stringContaining('at most 16000. Set limit (Limit), maxItems'),
        });
        const { Count, ScannedCount } = errorOf(outcome).position as { Count: number; ScannedCount: number };
        expect(Count).toBe(ScannedCount);
        expect([4, 5]).toContain(Count);
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
