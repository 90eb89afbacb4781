import { keepClients } from '../../src/dynamodb/clients.ts';
import { type EndedJob, runJob } from '../../src/job/run-job.ts';
import { openMetrics } from '../../src/metrics/metrics.ts';
import { answerParent } from '../../test/support/answer-parent.ts';
import { activatedJob, clientSettings, jobSettings, variablesFor } from '../../test/support/jobs.ts';
import { measureUsage } from './usage.ts';

/** What is looked at while jobs run. `sampled`: metrics, and the traces that the sampler of the process keeps. */
export type Observed = 'nothing' | 'metrics' | 'traces' | 'sampled';

const AT_ONCE = 32;
const version = '1.2.3';
const input = {
  itemOperation: 'getItem',
  tableName: 'orders',
  primaryKeyComponents: { id: 'a' },
  consistentRead: true,
};
/** Makes a function that runs a job, as the worker's pump does it. */
async function runnerOf(observed: Observed, endpoint: string): Promise<() => Promise<EndedJob>> {
  const metrics =
    observed === 'nothing'
      ? undefined
      : openMetrics({
          jobType: activatedJob.type,
          maxJobs: AT_ONCE,
          maxTables: 100,
          version,
          onTrouble: console.error,
        });
  const { openTracing } = await import('../../src/tracing/tracing.ts');
  const isTraced = observed === 'traces' || observed === 'sampled';
  const settingsOfSdk = { env: process.env, version, onTrouble: (message: string) => console.error(message) };
  const tracing = isTraced ? await openTracing('worker', settingsOfSdk) : undefined;
  const clients = keepClients({
    ...clientSettings,
    maxAttempts: 1,
    onRequest: metrics?.requested,
    wrapCall: tracing?.call,
  });
  const settings = jobSettings({ clients, onAnswer: metrics?.answered });
  const variables = JSON.stringify(variablesFor(endpoint, input));
  const { signal } = new AbortController();

  async function run(taken: typeof activatedJob & { readonly variables: string }): Promise<EndedJob> {
    metrics?.jobBegan();
    const began = performance.now();
    const ended = await runJob(taken, settings, signal);
    metrics?.jobEnded(ended, (performance.now() - began) / 1000);
    if (ended.outcome.kind !== 'completed') throw new Error(ended.outcome.message);
    return ended;
  }

  return () => {
    const taken = { ...activatedJob, variables };
    return tracing === undefined ? run(taken) : tracing.job(taken, () => run(taken));
  };
}

async function runAll(runOne: () => Promise<EndedJob>, jobs: number): Promise<void> {
  let left = jobs;
  const lane = async () => {
    while (left-- > 0) await runOne();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

const answers = {
  /** Runs jobs without measuring, then those that are measured. */
  async run(observed: Observed, endpoint: string, warmUp: number, jobs: number) {
    const runOne = await runnerOf(observed, endpoint);
    await runAll(runOne, warmUp);
    const stop = measureUsage();
    await runAll(runOne, jobs);
    return stop();
  },
};

export type ObservedAnswers = typeof answers;
answerParent(answers);
