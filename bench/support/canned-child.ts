import { answerParent } from '../../test/support/answer-parent.ts';
import { startCannedDynamodb } from '../../test/support/canned-dynamodb.ts';

const answers = {
  /** Starts a server that answers each operation with a fixed body, after some milliseconds. */
  async start(bodies: Record<string, string>, delayMs?: number): Promise<string> {
    const late = delayMs === undefined ? {} : { delayMs };
    const answer = ({ operation }: { operation: string }) => ({ body: bodies[operation] ?? '{}', ...late });
    return (await startCannedDynamodb(answer, { record: false })).endpoint;
  },
};

export type CannedAnswers = typeof answers;
answerParent(answers);
