import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** Gives the median of some figures. For an even number of figures, it is the lower of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
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
 * @returns the figures of each run with the machine's load, and for each contestant that failed, why
 */
export async function interleave<Name extends string, Run>(
  names: readonly Name[],
  rounds: number,
  run: (name: Name) => Promise<Run>,
): Promise<{ runs: Map<Name, (Run & { load: number })[]>; absent: Map<Name, string> }> {
  const runs = new Map<Name, (Run & { load: number })[]>();
  const absent = new Map<Name, string>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of names) {
      if (absent.has(name)) continue;
      process.stderr.write(`round ${round} of ${rounds}: ${name}\n`);
      try {
        const figures = await run(name);
        runs.set(name, [...(runs.get(name) ?? []), { ...figures, load: loadavg()[0] ?? 0 }]);
      } catch (error) {
        absent.set(name, error instanceof Error ? error.message : String(error));
      }
    }
  }
  return { runs, absent };
}

/** Prints rows as a table. Each column is as wide as its longest cell, and numbers are at the right. */
export function printTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  process.stdout.write(`\n${title}\n${[header, ...rows].map(line).join('\n')}\n`);
}

/** Makes an object of each row, with the names of the columns, for `writeResult`. All cells but the first become numbers. */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): object[] {
  return rows.map((row) =>
    Object.fromEntries(header.map((name, column) => [name, column === 0 ? row[column] : Number(row[column])])),
  );
}

/** Writes a result to `bench/results/<name>.json`, with a description of the machine. */
export function writeResult(name: string, result: object): void {
  const folder = new URL('../results/', import.meta.url);
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model, at: new Date().toISOString() };
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify({ machine, ...result }, null, 2)}\n`);
}
