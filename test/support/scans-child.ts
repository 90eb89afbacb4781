import type { Outcome } from '../../src/job/outcome.ts';
import { answerParent } from './answer-parent.ts';
import { runInput } from './jobs.ts';

const answers = {
  /** Runs so many jobs with this input at once. */
  run(endpoint: string, input: object, count: number): Promise<Outcome[]> {
    const headers = { resultExpression: '={count: response.response.Count}' };
    return Promise.all(Array.from({ length: count }, () => runInput(endpoint, input, { headers })));
  },
};

export type ScansAnswers = typeof answers;
answerParent(answers);
