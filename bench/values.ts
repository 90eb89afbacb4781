import { forkModule } from '../test/support/fork.ts';
import type { CannedAnswers } from './support/canned-child.ts';
import { interleave, median, printTable, spread, type Table, tableOf, writeResult } from './support/figures.ts';
import { bodies } from './support/items.ts';
import type { ReaderAnswers, ReaderCall, ReaderName } from './support/values-child.ts';

const ROUNDS = 3;
const CONCURRENCY = 16;
const QUIET = { NODE_NO_WARNINGS: '1' };
const titles: Record<ReaderName, string> = {
  document: 'DynamoDBDocumentClient',
  plain: 'DynamoDBClient + unmarshall',
  ours: 'this worker',
};
const calls: Record<ReaderCall, { title: string; warmUp: number; count: number }> = {
  getItem: { title: 'GetItem, 3 attributes', warmUp: 1_000, count: 3_500 },
  scanPage: { title: 'Scan page, 100 items x 20 attributes', warmUp: 60, count: 200 },
};

interface Figures {
  callsPerSecond: number;
  cpuMicrosPerCall: number;
  sample: string;
}
type Run = Record<ReaderCall, Figures>;

/** Reads values with all contestants. Prints the tables and writes bench/results/values.json. */
export async function benchValues(): Promise<void> {
  const names = Object.keys(titles) as ReaderName[];
  const server = await forkModule<CannedAnswers>(new URL('./support/canned-child.ts', import.meta.url));
  const endpoint = await server.ask('start', bodies);
  const { rounds, runs, absent } = await interleave(names, ROUNDS, (name) => runOnce(name, endpoint));
  await server.stop();
  const medians = Object.fromEntries(
    [...runs].map(([name, figures]) => [
      name,
      { getItem: medianOf(figures, 'getItem'), scanPage: medianOf(figures, 'scanPage') },
    ]),
  );
  const header = ['client', 'calls/s', 'CPU us/call', 'CPU : document', 'CPU : plain'];
  const tables: Record<string, Table> = {};
  for (const call of Object.keys(calls) as ReaderCall[]) {
    const rows = names.map((name) => {
      const figures = medians[name]?.[call];
      if (!figures) return [titles[name], absent.get(name) ?? ''];
      const rivals = (['document', 'plain'] as const).map(
        (rival) => medians[rival]?.[call].cpuMicrosPerCall ?? Number.NaN,
      );
      const ratios = rivals.map((rival) => (figures.cpuMicrosPerCall / rival).toFixed(2));
      const spreads = (['callsPerSecond', 'cpuMicrosPerCall'] as const).map((figure) =>
        spread((runs.get(name) ?? []).map((run) => run[call][figure])),
      );
      return [titles[name], ...spreads, ...ratios];
    });
    const title = `${calls[call].title}, concurrency ${CONCURRENCY}, medians of ${rounds} runs (least..largest)`;
    printTable(title, header, rows);
    tables[call] = tableOf(header, rows);
  }
  writeResult('values', tables, { runs: Object.fromEntries(runs), absent: Object.fromEntries(absent) });
}

async function runOnce(name: ReaderName, endpoint: string): Promise<Run> {
  const contestant = await forkModule<ReaderAnswers>(new URL('./support/values-child.ts', import.meta.url), QUIET);
  const measure = async (call: ReaderCall): Promise<Figures> => {
    const { warmUp, count } = calls[call];
    await contestant.ask('run', call, warmUp, CONCURRENCY);
    const { cpuMicros, seconds, sample } = await contestant.ask('run', call, count, CONCURRENCY);
    return { callsPerSecond: count / seconds, cpuMicrosPerCall: cpuMicros / count, sample: sample.slice(0, 200) };
  };
  try {
    await contestant.ask('start', name, endpoint);
    return { getItem: await measure('getItem'), scanPage: await measure('scanPage') };
  } finally {
    await contestant.kill();
  }
}

function medianOf(runs: readonly Run[], call: ReaderCall): Omit<Figures, 'sample'> {
  const of = (name: 'callsPerSecond' | 'cpuMicrosPerCall') => median(runs.map((run) => run[call][name]));
  return { callsPerSecond: of('callsPerSecond'), cpuMicrosPerCall: of('cpuMicrosPerCall') };
}
