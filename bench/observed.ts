import { forkModule } from '../test/support/fork.ts';
import type { CannedAnswers } from './support/canned-child.ts';
import { interleave, median, printTable, tableOf, writeResult } from './support/figures.ts';
import type { Observed, ObservedAnswers } from './support/observed-child.ts';

const ROUNDS = 5;
const WARM_UP = 2_000;
const JOBS = 6_000;
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
 * Runs getItem jobs at a canned server, with metrics and traces off and on: spans go to a collector that drops them. Prints the table
 * and writes bench/results/observed.json.
 */
export async function benchObserved(): Promise<void> {
  const servers = await forkModule<CannedAnswers>(new URL('./support/canned-child.ts', import.meta.url));
  try {
    const [database, collector] = [await servers.ask('start', bodies), await servers.ask('start', bodies)];
    const names = Object.keys(titles) as Observed[];
    const { runs, absent } = await interleave(names, ROUNDS, (name) => runOnce(name, database, collector));
    const medians = new Map([...runs].map(([name, figures]) => [name, median(figures.map(({ cpu }) => cpu))]));
    const ratio = (cpu: number, to: Observed) => (cpu / (medians.get(to) ?? Number.NaN)).toFixed(3);
    const rows = names.map((name) => {
      const cpu = medians.get(name);
      if (cpu === undefined) return [titles[name], absent.get(name) ?? ''];
      return [titles[name], cpu.toFixed(0), ratio(cpu, 'nothing'), ratio(cpu, 'metrics')];
    });
    const header = ['observed', 'CPU us/job', ': nothing', ': metrics'];
    printTable(`A getItem, ${ROUNDS} runs of ${JOBS} jobs each, medians`, header, rows);
    writeResult('observed', { table: tableOf(header, rows), runs: Object.fromEntries(runs) });
  } finally {
    await servers.stop();
  }
}

async function runOnce(name: Observed, database: string, collector: string): Promise<{ cpu: number }> {
  const sampler =
    name === 'sampled' ? { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' } : {};
  const env = { NODE_NO_WARNINGS: '1', OTEL_EXPORTER_OTLP_ENDPOINT: collector, ...sampler };
  const child = await forkModule<ObservedAnswers>(new URL('./support/observed-child.ts', import.meta.url), env);
  try {
    const { cpuMicros } = await child.ask('run', name, database, WARM_UP, JOBS);
    return { cpu: cpuMicros / JOBS };
  } finally {
    await child.kill();
  }
}
