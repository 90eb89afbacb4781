import type { DescribeTableCommand, DescribeTableCommandOutput } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { keepTableKeys } from '../../src/keys/table-keys.ts';

let now: number;
beforeEach(() => {
  now = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

function describedBy(key: string): DescribeTableCommandOutput {
  const AttributeDefinitions = [{ AttributeName: key, AttributeType: 'S' as const }];
  const KeySchema = [{ AttributeName: key, KeyType: 'HASH' as const }];
  return { Table: { AttributeDefinitions, KeySchema }, $metadata: {} };
}

/** TableKeys of one table, which is described when the test says so; `ends` are the signals of what was asked. */
function slowTable(requestTimeout = 1_000) {
  const ends: AbortSignal[] = [];
  let answer: (output: DescribeTableCommandOutput) => void = () => {};
  const ask = (_command: unknown, signal: AbortSignal) => {
    ends.push(signal);
    return new Promise<DescribeTableCommandOutput>((resolve) => {
      answer = resolve;
    });
  };
  return { schemas: keepTableKeys(ask, { requestTimeout }), ends, answer: () => answer(describedBy('id')) };
}

test('of a name that is longer than any table has nothing is kept', async () => {
  const schemas = keepTableKeys(() => Promise.reject(new Error('no such table')), { requestTimeout: 1_000 });
  const longest = 'a'.repeat(1_024);
  for (const name of [longest, `${longest}a`]) await expect(schemas.describe(name)).rejects.toThrow('no such table');
  expect([schemas.kept(longest), schemas.kept(`${longest}a`)]).toEqual(['unknown', undefined]);
});

describe('a table that does not answer', () => {
  test('is given up at the limit of the look, counts as unknown, and is asked anew', async () => {
    const { schemas, ends, answer } = slowTable(10);
    const looks = [schemas.describe('t'), schemas.describe('t')];
    for (const look of looks) await expect(look).rejects.toThrow('DescribeTable did not answer within 0.01 s');
    expect(ends.map(({ aborted }) => aborted)).toEqual([true]);
    expect(schemas.kept('t')).toBe('unknown');
    const again = schemas.describe('t');
    answer();
    expect(await again).toMatchObject({ keys: [{ name: 'id' }] });
    expect(ends).toHaveLength(2);
  });

  test('is given up when the last job that waits for it goes, without a word of it', async () => {
    const { schemas, ends } = slowTable();
    const jobs = [new AbortController(), new AbortController()];
    const looks = jobs.map(({ signal }) => schemas.describe('t', signal));
    for (const [index, job] of jobs.entries()) {
      expect(ends[0]?.aborted).toBe(false);
      job.abort(new Error('gone'));
      await expect(looks[index]).rejects.toThrow('gone');
    }
    expect(ends[0]?.aborted).toBe(true);
    expect(schemas.kept('t')).toBeUndefined();
  });

  test('is done without where it is asked for advice, for a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { schemas, ends } = slowTable(30_000);
    const advice = expect(schemas.advise('t')).rejects.toThrow('within 5 s');
    await vi.advanceTimersByTimeAsync(5_000);
    await advice;
    expect([ends[0]?.aborted, schemas.kept('t')]).toEqual([true, 'unknown']);
  });

  test('is still waited for by who needs it when others did without', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { schemas, ends, answer } = slowTable(30_000);
    const needed = schemas.describe('t');
    const advice = expect(schemas.advise('t')).rejects.toThrow('within 5 s');
    await vi.advanceTimersByTimeAsync(5_000);
    await advice;
    answer();
    expect(await needed).toMatchObject({ keys: [{ name: 'id' }] });
    expect([ends.length, schemas.kept('t')]).toEqual([1, await needed]);
  });
});

/** TableKeys of tables that have these keys, or cannot be described. */
function schemasOf(answer: (tableName: string) => string | undefined) {
  const ask = async ({ input: { TableName = '' } }: DescribeTableCommand) => {
    const key = answer(TableName);
    if (key === undefined) throw new Error('denied');
    return describedBy(key);
  };
  return keepTableKeys(ask, { requestTimeout: 1_000 });
}

test('a table that cannot be described counts as unknown for a minute', async () => {
  const schemas = schemasOf(() => undefined);
  expect(schemas.kept('t')).toBeUndefined();
  await expect(schemas.describe('t')).rejects.toThrow('denied');
  now += 60_000;
  expect(schemas.kept('t')).toBe('unknown');
  now += 1;
  expect(schemas.kept('t')).toBeUndefined();
});

test('the thousand tables looked at last are kept', async () => {
  const schemas = schemasOf((tableName) => `key of ${tableName}`);
  for (let n = 0; n < 1_000; n++) await schemas.describe(`${n}`);
  await schemas.describe('0');
  await schemas.describe('1000');
  expect(schemas.kept('0')).toMatchObject({ keys: [{ name: 'key of 0' }] });
  expect(schemas.kept('1')).toBeUndefined();
  expect(schemas.kept('2')).toBeDefined();
});
