import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { type Child, forkWithPackages } from '../support/fork.ts';
import { inLongForm, isLongForm } from '../support/long-form.ts';
import type { ScansAnswers } from '../support/scans-child.ts';

const JOBS = 32;

/** Pages of 1 MB, of each kind that takes more memory than others. */
const kinds = {
  'items of texts': (at: number) => ({ id: { S: `order-${at}` }, text: { S: 'x'.repeat(1_000) } }),
  'items of small values': (at: number) => ({
    id: { N: String(at) },
    list: { L: Array.from({ length: 100 }, (_, n) => ({ N: String(n % 10) })) },
  }),
  'items of empty maps': (at: number) => ({
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

let child: Child<ScansAnswers>;
let server: CannedDynamodb;
let page = '';
let pages = 0;
beforeAll(async () => {
  child = await forkWithPackages<ScansAnswers>(new URL('../support/scans-child.ts', import.meta.url), {
    NODE_OPTIONS: '--max-old-space-size=256',
  });
  server = await startCannedDynamodb(({ body }) => {
    const { ExclusiveStartKey: start } = body as { ExclusiveStartKey?: { n: { N: string } } };
    const number = Number(start?.n.N ?? 0) + 1;
    return { body: number < pages ? `${page},"LastEvaluatedKey":{"n":{"N":"${number}"}}}` : `${page}}` };
  });
});
afterAll(() => Promise.all([server.stop(), child.kill()]));

const inBothForms = ['items of texts', { totalSegments: 2 }, inLongForm(8, 6), 1] as const;
/** Fewer pages of these would fit without the guard. */
const inLongFormOnly = [
  ['items of texts', { paging: 'all' }, 8, 3],
  ['items of small values', { paging: 'all' }, 3, 1],
  ['items of empty maps', { paging: 'all' }, 3, 1],
] as const;

test.each([inBothForms, ...(isLongForm ? inLongFormOnly : [])])(
  `a worker with a heap of 256 MB lives through ${JOBS} scans at once: %s, %j, %i pages`,
  async (kind, said, count, rounds) => {
    page = pageOf(kinds[kind]);
    pages = count;
    const input = { tableOperation: 'scanTable', tableName: 'orders', ...said };
    for (let round = 0; round < rounds; round++) {
      const outcomes = await child.ask('run', server.endpoint, input, JOBS);
      expect(outcomes).toHaveLength(JOBS);
      for (const outcome of outcomes) {
        if (outcome.kind === 'completed') expect(JSON.parse(outcome.variables).count).toBeGreaterThan(0);
        else expect(outcome.message).toMatch(/Set limit|Read less at once/);
      }
      // They wait for each other.
      expect(outcomes.some(({ kind }) => kind === 'completed')).toBe(true);
    }
  },
);
