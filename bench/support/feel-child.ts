import { answerParent } from '../../test/support/answer-parent.ts';
import { type FeelCase, feelCases } from './feel-cases.ts';

/** An engine. */
export interface FeelContestant {
  /** Gives a function that evaluates the text, as fast as the engine can do it again and again. */
  prepare(text: string, context: Record<string, unknown>): () => unknown;
  /** Only parses the text. Its time is not a part of evaluating a parsed expression. */
  parse(text: string, context: Record<string, unknown>): unknown;
}

/** The contestants. Each is loaded only in the process in which it runs. */
const contestants = {
  ours: async () => (await import('../contestants/feel.ts')).feel,
  feelin: async () => (await import('../contestants/feelin.ts')).feelin,
} satisfies Record<string, () => Promise<FeelContestant>>;

export type FeelContestantName = keyof typeof contestants;
const WARM_UP_MS = 1_000;
const MEASURED_MS = 1_200;

const answers = {
  /**
   * Gives how many evaluations a second there are of a text that is prepared once and of a new text each time, and how many
   * parses.
   */
  async run(name: FeelContestantName, which: FeelCase) {
    process.setSourceMapsEnabled(false);
    const contestant: FeelContestant = await contestants[name]();
    const { text, context } = feelCases[which];
    const prepared = contestant.prepare(text, context);
    let n = 0;
    // The comment changes, so that no engine can know the text from before.
    const fresh = () => `${text} // ${n++}`;
    const sample = JSON.stringify(prepared());
    if (JSON.stringify(contestant.prepare(fresh(), context)()) !== sample)
      throw new Error('A comment changes the value');
    return {
      sample: sample.slice(0, 300),
      parsed: rate(prepared),
      unparsed: rate(() => contestant.prepare(fresh(), context)()),
      parsing: rate(() => contestant.parse(fresh(), context)),
    };
  },
};

function rate(once: () => unknown): number {
  repeat(once, WARM_UP_MS);
  return repeat(once, MEASURED_MS);
}

function repeat(once: () => unknown, milliseconds: number): number {
  let count = 0;
  const start = performance.now();
  for (;;) {
    for (let i = 0; i < 10; i += 1) once();
    count += 10;
    const elapsed = performance.now() - start;
    if (elapsed >= milliseconds) return (count / elapsed) * 1000;
  }
}

export type FeelAnswers = typeof answers;
answerParent(answers);
