import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openDialect } from '../../src/camunda-dialect/dialect.ts';
import type { DialectVersion } from '../../src/camunda-dialect/exceptions.ts';
import type { Lock } from '../../src/camunda-dialect/job-timeout.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import type { EndedJob, Job } from '../../src/job/run-job.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { endedDialectJob } from '../support/dialect-jobs.ts';
import { hostileAnswers, startHostileServer } from '../support/hostile-answers.ts';
import { hostileJobs } from '../support/hostile-jobs.ts';
import { anything, clientSettings, jobSettings, variablesFor } from '../support/jobs.ts';
import { everyNth, inLongForm } from '../support/long-form.ts';
import { until } from '../support/until.ts';

const JOBS = inLongForm(5_000, 160);
const SEED = 20_251_129;
const AT_ONCE = 32;

const lock: Lock = async (milliseconds) => ({ state: 'locked', until: performance.now() + milliseconds });
/** Values of secrets that are as hostile as may be, with a part that nothing may tell. */
const SECRET = 'n3v3r-t0ld';
const secrets: Readonly<Record<string, string>> = {
  KNOWN: `${SECRET}"}},{{secrets.KNOWN}} secrets.KNOWN\n\\u0000\ud800`,
  A: `${SECRET}{{secrets.B}}`,
  B: `secrets.A ${SECRET}`,
};

/** A worker that asks one server, whatever a job says. */
function workerFor(endpoint: string) {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  const clients = keepClients({
    ...clientSettings,
    maxAttempts: 1,
    connectTimeout: 1_000,
    requestTimeout: 1_000,
  });
  onTestFinished(() => clients.close());
  return jobSettings({
    clients,
    maxJobTime: 3_000,
    policy: {
      ...anything,
      secret: (name) => (Object.hasOwn(secrets, name) ? secrets[name] : undefined),
      allowsEndpoint: (origin) => origin === endpoint,
      allowsDefaultCredentials: false,
    },
  });
}

/** Notes promises whose rejection nobody has awaited. */
function rejections(): unknown[] {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return unhandled;
}

/** What every end of a job promises, and none of its messages tells. */
function check(
  { outcome, failure, tables, region }: EndedJob,
  job: Pick<Job, 'retries' | 'variables' | 'customHeaders'>,
) {
  const about = `${job.variables.slice(0, 500)} ${job.customHeaders.slice(0, 500)}`;
  expect(() => JSON.parse(outcome.variables), about).not.toThrow();
  const message = outcome.kind === 'completed' ? '' : outcome.message;
  expect(message.length, about).toBeLessThanOrEqual(6_000);
  expect(JSON.stringify([message, failure, tables, region]), about).not.toMatch(/n3v3r/i);
  if (outcome.kind !== 'failed') return;
  expect(outcome.retries, about).toBeGreaterThanOrEqual(0);
  const { error } = JSON.parse(outcome.variables);
  if (/ConnectorInputException|Invalid\w+Exception|FeelEngineWrapper/.test(error?.type))
    expect(outcome.retries, about).toBe(0);
  else expect(outcome.retries, about).toBe(Math.max(0, job.retries - 1));
}

/** Puts placeholders of secrets into a text of JSON, where values and names of members begin. */
function withSecrets(text: string, seed: number): string {
  const pieces = [
    'secrets.KNOWN',
    '{{secrets.A}}',
    '{{ secrets.B }}secrets.A',
    '{{secrets.',
    'secrets.',
    '{{secrets.KNOWN}',
  ];
  let count = seed;
  return text.replace(/"/g, (quote) => (++count % 9 === 0 ? `"${pieces[count % pieces.length]}` : quote));
}

describe.each<DialectVersion>(['8.10', '8.6'])('as %s', (version) => {
  test(`${JOBS} hostile jobs end one by one, as jobs do, and tell no secret`, { timeout: 170_000 }, async () => {
    const unhandled = rejections();
    const database = await startCannedDynamodb(
      ({ operation, body }) => {
        if (operation === 'DescribeTable')
          return body.TableName === 'none-such'
            ? { type: 'ResourceNotFoundException' }
            : { body: { Table: { TableStatus: 'ACTIVE' } } };
        if (body.TableName !== 'orders')
          return { type: 'ValidationException', message: JSON.stringify(body).slice(0, 9_000) };
        const item = { id: { S: 'a' }, n: { N: '1' }, big: { N: '9007199254740993' } };
        return { body: operation === 'Scan' ? { Items: [item] } : { Item: item } };
      },
      { describe: 'as others', record: true },
    );
    onTestFinished(() => database.stop());
    const settings = workerFor(database.endpoint);
    const dialect = openDialect(version);
    const jobs = hostileJobs(database.endpoint);
    const counts = { completed: 0, error: 0, failed: 0 };
    let next = 0;
    async function work(): Promise<void> {
      while (next < JOBS) {
        const seed = SEED + next++;
        const [drawn] = fc.sample(jobs, { seed, numRuns: 1 }) as [Job];
        const job = seed % 2 === 0 ? drawn : { ...drawn, variables: withSecrets(drawn.variables, seed) };
        const ended = await dialect.run(job, settings, lock, new AbortController().signal);
        check(ended, job);
        counts[ended.outcome.kind]++;
        database.clear();
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(unhandled).toEqual([]);
    expect(counts.completed).toBeGreaterThan(JOBS / 10);
    expect(counts.failed).toBeGreaterThan(JOBS / 10);
  });
});

test('a job ends, holds nothing, and the next is done, whatever is answered', { timeout: 170_000 }, async () => {
  const unhandled = rejections();
  const right = { body: '{"Item":{"id":{"S":"1"}}}' };
  let hostile: string | undefined;
  const server = await startHostileServer(() => ({ right, ...(hostile !== undefined && { hostile }) }));
  onTestFinished(() => server.stop());
  const settings = workerFor(server.url);
  const input = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: 'secrets.KNOWN' } };
  const variables = variablesFor(server.url, input);
  const headers = { resultVariable: 'result' };
  for (const name of everyNth(Object.keys(hostileAnswers), 4, 0)) {
    hostile = name;
    const ended = await endedDialectJob(variables, { settings, headers });
    check(ended, { retries: 3, variables: name, customHeaders: '' });
    await until(() => server.spoiled.size === 0, `no connection is left after ${name}`);
    hostile = undefined;
    const { outcome } = await endedDialectJob(variables, { settings, headers });
    expect(outcome, `after ${name}`).toEqual({ kind: 'completed', variables: '{"result":[{"id":"1"}]}' });
    expect(settings.memory.held, `after ${name}`).toBe(0);
  }
  expect(unhandled).toEqual([]);
});
