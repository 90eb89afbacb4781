import { agree, engineOutcome, type Outcome, ownOutcome } from '../engine/answers.ts';
import type { Engine, Question } from '../engine/ask.ts';

/** A question and what both engines make of it. */
export interface Comparison {
  readonly question: Question;
  readonly own: Outcome;
  readonly theirs: Outcome;
  readonly agree: boolean;
}

const BATCH = 500;

/** Asks both engines; `tell` hears how many are done. */
export async function compareAll(
  engine: Engine,
  questions: readonly Question[],
  tell: (done: number) => void = () => {},
): Promise<Comparison[]> {
  const compared: Comparison[] = [];
  for (let from = 0; from < questions.length; from += BATCH) {
    const batch = questions.slice(from, from + BATCH);
    const answers = engine.ask(batch);
    const own = batch.map(ownOutcome);
    for (const [i, answer] of (await answers).entries()) {
      const question = batch[i] as Question;
      const [mine, theirs] = [own[i] as Outcome, engineOutcome(answer)];
      compared.push({ question, own: mine, theirs, agree: agree(mine, theirs) });
    }
    tell(compared.length);
  }
  return compared;
}
