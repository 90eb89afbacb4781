import { forkModule } from '../test/support/fork.ts';
import { type FeelCase, feelCases } from './support/feel-cases.ts';
import type { FeelAnswers, FeelContestantName } from './support/feel-child.ts';
import { interleave, median, printTable, spread, type Table, tableOf, writeResult } from './support/figures.ts';

const ROUNDS = 3;
const QUIET = { NODE_NO_WARNINGS: '1' };
const titles: Record<FeelContestantName, string> = { ours: 'this worker', feelin: 'feelin' };
const figures = ['parsed', 'unparsed', 'parsing'] as const;

type Figures = Record<(typeof figures)[number], number>;
type Run = Record<FeelCase, Figures & { sample: string }>;

/** Evaluates FEEL with both engines. Prints the tables and writes bench/results/feel.json. */
export async function benchFeel(): Promise<void> {
  const names = Object.keys(titles) as FeelContestantName[];
  const { rounds, runs, absent } = await interleave(names, ROUNDS, runOnce);
  const ratios: Partial<Record<FeelCase, Record<string, number>>> = {};
  const tables: Record<string, Table> = {};
  for (const which of Object.keys(feelCases) as FeelCase[]) {
    const of = (name: FeelContestantName) => medianOf(runs.get(name) ?? [], which);
    const [ours, feelin] = [of('ours'), of('feelin')];
    ratios[which] = {
      parsed: ours.parsed / feelin.parsed,
      unparsed: ours.unparsed / feelin.unparsed,
      parsedLessParsing: ours.parsed / withoutParsing(feelin),
    };
    const rows = names.map((name) => [
      absent.get(name) ?? titles[name],
      ...figures.map((key) => spread((runs.get(name) ?? []).map((run) => run[which][key]))),
    ]);
    const header = ['engine', 'evaluated, parsed once', 'parsed and evaluated', 'only parsed'];
    tables[which] = tableOf(header, rows);
    const ratio = (key: string) => (ratios[which]?.[key] ?? Number.NaN).toFixed(1);
    printTable(`FEEL, ${feelCases[which].title}, per second, medians of ${rounds} runs (least..largest)`, header, [
      ...rows,
      ['times feelin', ratio('parsed'), ratio('unparsed'), (ours.parsing / feelin.parsing).toFixed(1)],
    ]);
    process.stdout.write(
      `feelin parses at each evaluation. Without what parsing takes it would do ${withoutParsing(feelin).toFixed(0)} ` +
        `evaluations per second; this worker does ${ratio('parsedLessParsing')} times that.\n`,
    );
  }
  writeResult('feel', tables, { ratios, runs: Object.fromEntries(runs), absent: Object.fromEntries(absent) });
}

/** Gives how many evaluations a second there would be if parsing took no time. */
function withoutParsing({ parsed, parsing }: Figures): number {
  return 1 / (1 / parsed - 1 / parsing);
}

async function runOnce(name: FeelContestantName): Promise<Run> {
  const contestant = await forkModule<FeelAnswers>(new URL('./support/feel-child.ts', import.meta.url), QUIET);
  try {
    return { page: await contestant.ask('run', name, 'page'), report: await contestant.ask('run', name, 'report') };
  } finally {
    await contestant.kill();
  }
}

function medianOf(runs: readonly Run[], which: FeelCase): Figures {
  const of = (key: (typeof figures)[number]) => median(runs.map((run) => run[which][key]));
  return { parsed: of('parsed'), unparsed: of('unparsed'), parsing: of('parsing') };
}
