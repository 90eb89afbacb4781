import { startDynoxide } from '../examples/local/dynoxide.ts';
import { forkModule } from '../test/support/fork.ts';
import { interleave, median, printTable, spread, type Table, tableOf, writeResult } from './support/figures.ts';
import { fillTable } from './support/filled-table.ts';
import type { ScanAnswers, ScannerName } from './support/scan-child.ts';
import type { TableAnswers } from './support/table-child.ts';

const ROUNDS = 3;
/** Of each of the three comparisons. */
const LIMIT_MS = 35_000;
const ITEMS = 30_000;
const FEW_ITEMS = 5_000;
const SEGMENTS = 4;
const QUIET = { NODE_NO_WARNINGS: '1' };
const titles = {
  paginator: "document client's paginator",
  paginators: `${SEGMENTS} paginators in parallel`,
  ours: `this worker, ${SEGMENTS} segments`,
} satisfies Partial<Record<ScannerName, string>>;
type Contestant = keyof typeof titles;

/** What a comparison has shown, and the figures of each run. */
interface Compared {
  readonly table: Table;
  readonly runs: object;
}

interface Figures {
  itemsPerSecond: number;
  cpuMicrosPerItem: number;
  peakRssMb: number;
}

/** Scans a table with all contestants. Prints the tables and writes bench/results/parallel-scan.json. */
export async function benchParallelScan(): Promise<void> {
  const canned = await withCannedTable(ITEMS, (endpoint) => compare('a canned server', endpoint, 1));
  const dynoxide = await withDynoxide((endpoint) => compare('dynoxide', endpoint, 1));
  const memory = await measureMemory();
  const tables = { 'a canned server': canned.table, dynoxide: dynoxide.table, memory: memory.table };
  writeResult('parallel-scan', tables, { canned: canned.runs, dynoxide: dynoxide.runs, memory: memory.runs });
}

async function compare(server: string, endpoint: string, times: number): Promise<Compared> {
  const names = Object.keys(titles) as Contestant[];
  const { rounds, runs, absent } = await interleave(
    names,
    ROUNDS,
    (name) => runOnce(name, endpoint, name === 'paginator' ? 1 : SEGMENTS, times),
    LIMIT_MS,
  );
  const medians = new Map([...runs].map(([name, figures]) => [name, medianOf(figures)]));
  const rows = names.map((name) => {
    const figures = medians.get(name);
    if (!figures) return [titles[name], absent.get(name) ?? ''];
    const ratios = (['paginator', 'paginators'] as const).map((rival) =>
      (figures.itemsPerSecond / (medians.get(rival)?.itemsPerSecond ?? Number.NaN)).toFixed(2),
    );
    const of = (figure: keyof Figures, digits = 0) =>
      spread(
        (runs.get(name) ?? []).map((run) => run[figure]),
        digits,
      );
    return [titles[name], of('itemsPerSecond'), of('cpuMicrosPerItem', 1), of('peakRssMb'), ...ratios];
  });
  const header = ['scan', 'items/s', 'CPU us/item', 'RSS MB', 'items/s : 1 paginator', `items/s : ${SEGMENTS}`];
  printTable(`Scan of ${ITEMS} items on ${server}, medians of ${rounds} runs (least..largest)`, header, rows);
  return { table: tableOf(header, rows), runs: Object.fromEntries(runs) };
}

/** Reads the same number of items of a small table and of a large one, page by page: the memory must not depend on the table. */
async function measureMemory(): Promise<Compared> {
  const { rounds, runs } = await interleave(
    [String(FEW_ITEMS), String(ITEMS)],
    ROUNDS,
    (items) =>
      withCannedTable(Number(items), (endpoint) => runOnce('paged', endpoint, SEGMENTS, (2 * ITEMS) / Number(items))),
    LIMIT_MS,
  );
  const header = ['items of the table', 'RSS MB'];
  const rows = [...runs].map(([items, figures]) => [items, spread(figures.map(({ peakRssMb }) => peakRssMb))]);
  printTable(
    `Peak memory, a page of each of ${SEGMENTS} segments at a time, ${2 * ITEMS} items read, medians of ${rounds} runs (least..largest)`,
    header,
    rows,
  );
  return { table: tableOf(header, rows), runs: Object.fromEntries(runs) };
}

async function runOnce(name: ScannerName, endpoint: string, segments: number, times: number): Promise<Figures> {
  const contestant = await forkModule<ScanAnswers>(new URL('./support/scan-child.ts', import.meta.url), QUIET);
  try {
    const { items, seconds, cpuMicros, peakRssMb } = await contestant.ask(
      'run',
      name,
      endpoint,
      't-bench',
      segments,
      times,
    );
    return { itemsPerSecond: items / seconds, cpuMicrosPerItem: cpuMicros / items, peakRssMb };
  } finally {
    await contestant.kill();
  }
}

async function withCannedTable<T>(items: number, run: (endpoint: string) => Promise<T>): Promise<T> {
  const server = await forkModule<TableAnswers>(new URL('./support/table-child.ts', import.meta.url), QUIET);
  try {
    return await run(await server.ask('start', items));
  } finally {
    await server.stop();
  }
}

async function withDynoxide<T>(run: (endpoint: string) => Promise<T>): Promise<T> {
  const database = await startDynoxide();
  try {
    await fillTable(database.endpoint, 't-bench', ITEMS);
    return await run(database.endpoint);
  } finally {
    await database.stop();
  }
}

function medianOf(runs: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => median(runs.map((run) => run[name]));
  return {
    itemsPerSecond: of('itemsPerSecond'),
    cpuMicrosPerItem: of('cpuMicrosPerItem'),
    peakRssMb: of('peakRssMb'),
  };
}
