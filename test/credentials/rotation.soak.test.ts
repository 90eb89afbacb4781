import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { memoryOfJobs } from '../../src/job/memory.ts';
import { withoutAwsSettings } from '../support/aws-files.ts';
import { holdClocks } from '../support/both-clocks.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { type CannedSources, session, startCannedSources, stsAnswer } from '../support/canned-sources.ts';
import { clientSettings, jobSettings, runVariables } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

const MINUTE = 60_000;
const JOBS = inLongForm(1_000, 40);
const ROLES = ['a', 'b', 'c'];
/** Each session lasts shorter than the one before, down to the shortest that STS makes. */
const LIFETIMES = [30 * MINUTE, 20 * MINUTE, 15 * MINUTE];
/** Calls of one job, and what passes while each is under way for all jobs. */
const PAGES = 8;
const STEP = 9 * MINUTE;

interface Given {
  readonly role: string;
  readonly at: number;
  readonly lifetime: number;
  used: number;
}

let database: CannedDynamodb;
let sts: CannedSources;
const given = new Map<string, Given>();
let waiting: (() => void)[] = [];

/** Waits for the calls of all jobs; then time passes. */
function together(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length < JOBS) return;
    const all = waiting;
    waiting = [];
    vi.setSystemTime(Date.now() + STEP);
    for (const go of all) go();
  });
}

beforeAll(async () => {
  sts = await startCannedSources((request) => {
    const role = String(request.form.RoleArn).split('/').at(-1) as string;
    const count = [...given.values()].filter((session) => session.role === role).length;
    const lifetime = LIFETIMES[Math.min(count, LIFETIMES.length - 1)] as number;
    const made = session(`${role}${count}`, lifetime);
    given.set(made.token, { role, at: Date.now(), lifetime, used: 0 });
    return stsAnswer(request, made);
  });
  // A table of some pages, at a DynamoDB that knows when a session has ended.
  database = await startCannedDynamodb(async ({ headers, body }) => {
    const used = given.get(String(headers['x-amz-security-token']));
    if (used === undefined) return { type: 'UnrecognizedClientException' };
    if (Date.now() >= used.at + used.lifetime) return { type: 'ExpiredTokenException' };
    used.used++;
    await together();
    const page = Number((body.ExclusiveStartKey as { id: { N: string } } | undefined)?.id.N ?? 1);
    const next = page < PAGES && { LastEvaluatedKey: { id: { N: String(page + 1) } } };
    return { body: { Items: [], Count: 0, ScannedCount: 0, ...next } };
  });
});
afterAll(() => Promise.all([database.stop(), sts.stop()]));
beforeEach(() => {
  withoutAwsSettings();
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
  holdClocks();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test(`${JOBS} jobs at once over three roles outlive their sessions: none fails, and each session is asked for once`, async () => {
  // No limit of time matters here, for so many jobs in one process with their servers are slow.
  const limits = { connectTimeout: 120_000, requestTimeout: 120_000 };
  const clients = keepClients({ ...clientSettings, ...limits, maxSockets: JOBS, maxAttempts: 3 });
  // Nor does memory: all jobs are to ask at the same time.
  const memory = memoryOfJobs({ heap: 2 ** 40, maxJobs: JOBS, maxResultBytes: 1 });
  const settings = jobSettings({ clients, memory });
  const run = (job: number) =>
    runVariables(
      {
        authentication: {
          type: 'assumeRole',
          roleArn: `arn:aws:iam::123456789012:role/${ROLES[job % ROLES.length]}`,
          accessKey: 'key',
          secretKey: 'secret',
        },
        configuration: { region: 'eu-central-1', endpoint: database.endpoint },
        input: { tableOperation: 'scanTable', tableName: 't' },
      },
      { settings },
    );
  const outcomes = await Promise.all(Array.from({ length: JOBS }, (_, job) => run(job)));
  const ends = outcomes.map((outcome) => (outcome.kind === 'completed' ? 'completed' : outcome.message));
  expect(new Set(ends)).toEqual(new Set(['completed']));

  for (const role of ROLES) {
    const sessions = [...given.values()].filter((session) => session.role === role);
    expect(sessions.length).toBeGreaterThanOrEqual(LIFETIMES.length);
    for (const [index, { at, used }] of sessions.entries()) {
      const before = sessions[index - 1];
      if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(before.lifetime - 5 * MINUTE);
      // The last may have been made for calls that did not come any more.
      if (index < sessions.length - 1) expect(used).toBeGreaterThan(0);
    }
  }
  clients.close();
});
