import { lowestTenth, median, medianInterval, printTable, type Table, tableOf } from './figures.ts';

/**
 * Prints what `measureBlocks` gave: the CPU time of each way, and its ratio to the first.
 * @param title what stands over the column of the ways
 * @param ways their titles, the base first
 */
export function printBlocks(
  title: string,
  what: string,
  [base = '', ...others]: readonly string[],
  rounds: readonly (readonly number[])[],
): Table {
  const ways = [base, ...others];
  const blocksOf = (at: number) => rounds.map((micros) => micros[at] as number);
  const quietBase = lowestTenth(blocksOf(0));
  const header = [title, 'CPU us/job', `: ${base}`, '95 % from', 'to', 'quiet us/job', `: ${base}`];
  const rows = ways.map((way, at) => {
    const ratios = rounds.map((micros) => (micros[at] as number) / (micros[0] as number));
    const [from, to] = medianInterval(ratios);
    const quiet = lowestTenth(blocksOf(at));
    return [
      way,
      median(blocksOf(at)).toFixed(0),
      ...[median(ratios), from, to].map((figure) => (at === 0 ? '' : figure.toFixed(3))),
      quiet.toFixed(0),
      at === 0 ? '' : (quiet / quietBase).toFixed(3),
    ];
  });
  printTable(`${what}, ${rounds.length} rounds in one process, medians; quiet: the lowest tenth`, header, rows);
  return tableOf(header, rows);
}
