import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { forkModule } from '../support/fork.ts';
import type { ScansAnswers } from '../support/scans-child.ts';

const PAGES = 8;
const ROUNDS = 1;
const JOBS = 32;

/** Pages of 1 MB, of each kind that takes more memory than others. */
const kinds: Readonly<Record<string, (at: number) => object>> = {
  'items of texts': (at) => ({ id: { S: `order-${at}` }, text: { S: 'x'.repeat(1_000) } }),
  'items of small values': (at) => ({
    id: { N: String(at) },
    list: { L: Array.from({ length: 100 }, (_, n) => ({ N: String(n % 10) })) },
  }),
  'items of empty maps': (at) => ({
    id: { N: String(at) },
    list: { L: Array.from({ length: 200 }, () => ({ M: {} })) },
  }),
};

/** The JSON of a page. */
function pageOf(item: (at: number) => object): string {
  const items: string[] = [];
  for (let bytes = 0; bytes < 2 ** 20; bytes += items.at(-1)?.length ?? 0)
    items.push(JSON.stringify(item(items.length)));
  const more = `"Count":${items.length},"ScannedCount":${items.length}`;
  return `{"Items":[${items.join()}],${more}`;
}

let server: CannedDynamodb;
let page = '';
beforeAll(async () => {
  const last = new Map<string, number>();
  server = await startCannedDynamodb(
    ({ body }) => {
      const { ExclusiveStartKey: start, Segment = 0 } = body as {
        ExclusiveStartKey?: { n: { N: string } };
        Segment?: number;
      };
      const number = Number(start?.n.N ?? 0) + 1;
      last.set(String(Segment), number);
      return { body: number < PAGES ? `${page},"LastEvaluatedKey":{"n":{"N":"${number}"}}}` : `${page}}` };
    },
    { record: false },
  );
});
afterAll(() => server.stop());

describe.each(Object.entries(kinds))('a worker with a heap of 256 MB lives through 32 jobs at once: %s', (_, item) => {
  test.each([
    ['scans', { tableOperation: 'scanTable', tableName: 'orders', paging: 'all' }],
    ['scans in segments', { tableOperation: 'scanTable', tableName: 'orders', totalSegments: 8 }],
    ['pages', { tableOperation: 'scanTable', tableName: 'orders', paging: 'page' }],
  ])('%s', async (_, input) => {
    page = pageOf(item);
    const child = forkModule<ScansAnswers>(new URL('../support/scans-child.ts', import.meta.url), {
      NODE_OPTIONS: '--max-old-space-size=256',
    });
    onTestFinished(() => child.kill());
    for (let round = 0; round < ROUNDS; round++) {
      const outcomes = await child.ask('run', server.endpoint, input, JOBS);
      const failed = outcomes.flatMap((outcome) => ('message' in outcome ? [outcome.message] : []));
      for (const message of failed) expect(message).toMatch(/Set a limit|Read less at once/);
      console.log(JSON.stringify(input), outcomes.length - failed.length, new Set(failed));
    }
  });
});
