import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** Gives the median of some figures. For an even number of figures, it is the lower of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** Gives the figure that such a part of all is not above, such as 0.99. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
}

/** Writes the median of some figures, with the least and the largest: `12 (11..15)`. */
export function spread(values: readonly number[], digits = 0): string {
  const [middle, least, largest] = [median(values), Math.min(...values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${least.toFixed(digits)}..${largest.toFixed(digits)})`;
}

/** Gives the figure that a tenth of the others is below: CPU times are larger while others use the machine, and these least so. */
export function lowestTenth(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 10)] ?? Number.NaN;
}

/**
 * Gives the limits between which the median of all that could be measured is, with a probability of 95 %. It takes them from the
 * order of the figures, so it does not matter how these are spread.
 */
export function medianInterval(values: readonly number[]): readonly [from: number, to: number] {
  const sorted = [...values].sort((a, b) => a - b);
  const half = 0.98 * Math.sqrt(sorted.length);
  const at = (rank: number) => sorted[Math.min(sorted.length - 1, Math.max(0, rank))] ?? Number.NaN;
  return [at(Math.floor(sorted.length / 2 - half)), at(Math.ceil(sorted.length / 2 + half) - 1)];
}

/**
 * Runs every contestant once in each round, one after the other, so that a noisy moment of the machine affects all alike.
 * @param most how many rounds there are, where the time is enough
 * @param limit in milliseconds: a round that would not end within it, if it took as long as the one before, is left out
 * @returns how many rounds there were, the figures of each run with the machine's load, and for each contestant that failed, why
 */
export async function interleave<Name extends string, Run>(
  names: readonly Name[],
  most: number,
  run: (name: Name) => Promise<Run>,
  limit = 100_000,
): Promise<{ rounds: number; runs: Map<Name, (Run & { load: number })[]>; absent: Map<Name, string> }> {
  const runs = new Map<Name, (Run & { load: number })[]>();
  const absent = new Map<Name, string>();
  const start = performance.now();
  let rounds = 0;
  for (let took = 0; rounds < most && performance.now() - start + took < limit; ) {
    const before = performance.now();
    rounds += 1;
    for (const name of names) {
      if (absent.has(name)) continue;
      process.stderr.write(`round ${rounds} of ${most}: ${name}\n`);
      try {
        const figures = await run(name);
        runs.set(name, [...(runs.get(name) ?? []), { ...figures, load: loadavg()[0] ?? 0 }]);
      } catch (error) {
        absent.set(name, error instanceof Error ? error.message : String(error));
      }
    }
    took = performance.now() - before;
  }
  return { rounds, runs, absent };
}

/** Prints rows as a table. Each column is as wide as its longest cell, and numbers are at the right. */
export function printTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  process.stdout.write(`\n${title}\n${[header, ...rows].map(line).join('\n')}\n`);
}

/** A table of a result: each row with what it is about, in the first column, and its figures by the names of the others. */
export type Table = readonly Readonly<Record<string, string | number>>[];

/**
 * Makes an object of each row, with the names of the columns, for `writeResult`. All cells but the first become numbers: of a spread,
 * its median.
 */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): Table {
  return rows.map((row) =>
    Object.fromEntries(
      header.map((name, column) => [name, column === 0 ? (row[column] ?? '') : Number.parseFloat(row[column] ?? '')]),
    ),
  );
}

/**
 * Writes a result to `bench/results/<name>.json`, with a description of the machine.
 * @param tables what `--against` compares, by title
 * @param details whatever else is known, such as the figures of each run
 */
export function writeResult(name: string, tables: Readonly<Record<string, Table>>, details: object = {}): void {
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model, at: new Date().toISOString() };
  const file = resultFile(name);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine, tables, ...details }, null, 2)}\n`);
}

/** Where the result of a bench is. */
export function resultFile(name: string): URL {
  return new URL(`../results/${name}.json`, import.meta.url);
}
