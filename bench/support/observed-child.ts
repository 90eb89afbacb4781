import { type ContextManager, context } from '@opentelemetry/api';
import { NodeSDK, tracing as sdkTracing } from '@opentelemetry/sdk-node';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { type EndedJob, runJob } from '../../src/job/run-job.ts';
import { openMetrics } from '../../src/metrics/metrics.ts';
import { openTracing, type Tracing } from '../../src/tracing/tracing.ts';
import { answerParent } from '../../test/support/answer-parent.ts';
import { activatedJob, clientSettings, jobSettings, variablesFor } from '../../test/support/jobs.ts';
import { type Block, type BlockSettings, blockOf, measureBlocks } from './blocks.ts';

/** What is looked at while jobs run. `sampled`: metrics, and 1 trace in 100. `traces`: metrics, and all traces. */
export type Observed = 'nothing' | 'metrics' | 'sampled' | 'traces';

const AT_ONCE = 32;
const SAMPLED = 0.01;
const EXPORT_MS = 5_000;
const version = '1.2.3';
const input = {
  itemOperation: 'getItem',
  tableName: 'orders',
  primaryKeyComponents: { id: 'a' },
  consistentRead: true,
};

/** Makes a function that runs a job, as the worker's pump does it. */
function runnerOf(endpoint: string, isMeasured: boolean, tracing?: Tracing): () => Promise<EndedJob> {
  const settingsOfMetrics = { jobType: activatedJob.type, maxJobs: AT_ONCE, maxTables: 100, version };
  const metrics = isMeasured ? openMetrics({ ...settingsOfMetrics, onTrouble: console.error }) : undefined;
  const watchers = { onRequest: metrics?.requested, wrapCall: tracing?.call };
  const clients = keepClients({ ...clientSettings, maxAttempts: 1, ...watchers });
  const settings = jobSettings({ clients, onAnswer: metrics?.answered });
  const variables = JSON.stringify(variablesFor(endpoint, input));
  const { signal } = new AbortController();

  async function run(taken: typeof activatedJob & { readonly variables: string }): Promise<EndedJob> {
    metrics?.jobBegan();
    const began = performance.now();
    const ended = await runJob(taken, settings, signal);
    metrics?.jobEnded(ended, (performance.now() - began) / 1000);
    if (ended.outcome.kind !== 'completed') throw new Error(ended.outcome.message);
    metrics?.reported('taken');
    return ended;
  }

  return () => {
    const taken = { ...activatedJob, variables };
    return tracing === undefined ? run(taken) : tracing.job(taken, () => run(taken));
  };
}

/**
 * Opens traces whose blocks are sampled in their own ways. Where nothing is traced, OpenTelemetry follows no context, as in a
 * process without it. A block ends when its spans are exported, so that no other block pays for them.
 */
async function openTraces(endpoint: string) {
  const ways = {
    sampled: new sdkTracing.TraceIdRatioBasedSampler(SAMPLED),
    traces: new sdkTracing.AlwaysOnSampler(),
  };
  let sampler: sdkTracing.Sampler = ways.traces;
  const shouldSample: sdkTracing.Sampler['shouldSample'] = (...asked) => sampler.shouldSample(...asked);
  new NodeSDK({ sampler: { shouldSample }, metricReaders: [], logRecordProcessors: [] }).start();
  const onTrouble = (message: string) => console.error(message);
  const tracing = await openTracing('preload', { env: process.env, version, onTrouble });
  const { context: manager } = (globalThis as unknown as Record<symbol, { readonly context: ContextManager }>)[
    Symbol.for('opentelemetry.js.api.1')
  ] as { readonly context: ContextManager };
  context.disable();
  const run = blockOf(runnerOf(endpoint, true, tracing));
  return (way: keyof typeof ways): Block =>
    async (jobs) => {
      sampler = ways[way];
      context.setGlobalContextManager(manager);
      await run(jobs);
      await tracing?.close(EXPORT_MS);
      context.disable();
    };
}

const answers = {
  /** Runs jobs in blocks. See `measureBlocks`. */
  async run(ways: readonly Observed[], endpoint: string, settings: BlockSettings) {
    const traced = ways.some((way) => way === 'sampled' || way === 'traces') ? await openTraces(endpoint) : undefined;
    const blocks = ways.map((way) => {
      if (way === 'sampled' || way === 'traces') return traced?.(way) as Block;
      return blockOf(runnerOf(endpoint, way === 'metrics'));
    });
    return measureBlocks(blocks, settings);
  },
};

export type ObservedAnswers = typeof answers;
answerParent(answers);
