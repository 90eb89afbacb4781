import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { printTable } from './figures.ts';

/** What `writeResult` has written. JSON has null for a figure that was none. */
const resultSchema = z.object({
  machine: z.object({ node: z.string(), at: z.string() }),
  tables: z.record(z.string(), z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))),
});

/** The tables of a result, by their names. */
type Tables = z.infer<typeof resultSchema>['tables'];

/** A result of another time. */
export type Result = z.infer<typeof resultSchema>;

/** A table of ratios, as `printTable` takes it. */
interface Ratios {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads a result of `npm run bench`.
 * @param file its path, from where the process runs
 * @throws Error when it is no such result
 */
export function readResult(file: string | URL): Result {
  const read = resultSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (read.success) return read.data;
  throw new Error(`Expected a result of npm run bench in ${file}, got:\n${z.prettifyError(read.error)}`);
}

/**
 * Divides each figure by that of an earlier result: 0.5 is half of what it was. A row is known by its first column.
 * @returns a table for each that both have. A cell is empty where one of the two lacks the figure, or the earlier one is 0
 */
export function ratiosTo(earlier: Tables, later: Tables): Ratios[] {
  return Object.entries(later).flatMap(([name, table]) => {
    const before = earlier[name];
    const header = Object.keys(table[0] ?? {});
    const [subject] = header;
    if (before === undefined || subject === undefined) return [];
    const rows = table.map((row) => {
      const old = before.find((candidate) => candidate[subject] === row[subject]);
      return header.map((column) => (column === subject ? String(row[column]) : ratio(row[column], old?.[column])));
    });
    return [{ name, header, rows }];
  });
}

function ratio(now: unknown, before: unknown): string {
  const quotient = Number(now ?? Number.NaN) / Number(before ?? Number.NaN);
  return Number.isFinite(quotient) ? quotient.toFixed(2) : '';
}

/** Prints a result's ratios to an earlier one. */
export function printRatios(earlier: Result, later: Result): void {
  const { at, node } = earlier.machine;
  const tables = ratiosTo(earlier.tables, later.tables);
  if (tables.length === 0) throw new Error(`The result of ${at} has none of these tables: is it of another bench?`);
  for (const { name, header, rows } of tables) printTable(`${name}, ratios to ${at}, Node ${node}`, header, rows);
}
