import { forkModule } from '../test/support/fork.ts';
import { printBlocks } from './support/block-table.ts';
import type { CannedAnswers } from './support/canned-child.ts';
import { type Table, writeResult } from './support/figures.ts';
import type { Observed, ObservedAnswers } from './support/observed-child.ts';

const WARM_UP_SECONDS = 8;
const SECONDS = 40;
/**
 * What is compared in one process, each to the first, in blocks of so many jobs. The first process has nothing of OpenTelemetry. The
 * shorter the blocks, the less the machine changes between those that are compared; but spans are exported by hundreds.
 */
const comparisons: readonly { readonly ways: readonly Observed[]; readonly jobs: number }[] = [
  { ways: ['nothing', 'metrics'], jobs: 50 },
  { ways: ['metrics', 'sampled', 'traces'], jobs: 200 },
];
const titles: Record<Observed, string> = {
  nothing: 'nothing',
  metrics: 'metrics',
  sampled: 'metrics, and 1 trace in 100',
  traces: 'metrics, and all traces',
};
const ITEM = JSON.stringify({ Item: { id: { S: 'a' }, status: { S: 'paid' }, total: { N: '17.5' } } });
/** An empty message says that all spans were taken. */
const bodies = { GetItem: ITEM, '': '' };

/**
 * Runs getItem jobs at a canned server, with metrics and traces off and on: spans go to a collector that drops them. There is no
 * gateway, so each ratio is larger than that of a worker. Prints the tables and writes bench/results/observed.json.
 */
export async function benchObserved(): Promise<void> {
  const servers = await forkModule<CannedAnswers>(new URL('./support/canned-child.ts', import.meta.url));
  try {
    const [database, collector] = [await servers.ask('start', bodies), await servers.ask('start', bodies)];
    const tables: Record<string, Table> = {};
    const rounds: object[] = [];
    for (const comparison of comparisons) {
      const compared = await compare(comparison, database, collector);
      tables[comparison.ways.join(', ')] = compared.table;
      rounds.push(compared.rounds);
    }
    writeResult('observed', tables, { rounds });
  } finally {
    await servers.stop();
  }
}

async function compare(
  { ways, jobs }: (typeof comparisons)[number],
  database: string,
  collector: string,
): Promise<{ table: Table; rounds: object }> {
  const env = { NODE_NO_WARNINGS: '1', OTEL_EXPORTER_OTLP_ENDPOINT: collector };
  const child = await forkModule<ObservedAnswers>(new URL('./support/observed-child.ts', import.meta.url), env);
  try {
    const rounds = await child.ask('run', ways, database, { jobs, warmUp: WARM_UP_SECONDS, seconds: SECONDS });
    const what = `A getItem, ${jobs} jobs of each`;
    const named = ways.map((way) => titles[way]);
    return { table: printBlocks('observed', what, named, rounds), rounds };
  } finally {
    await child.kill();
  }
}
