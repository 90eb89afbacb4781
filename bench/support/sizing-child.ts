import { operations } from '../../src/operations/index.ts';
import { startWorker } from '../../src/worker/start.ts';
import { answerParent } from '../../test/support/answer-parent.ts';
import { measureUsage } from './usage.ts';

let stop: ReturnType<typeof measureUsage> | undefined;

const answers = {
  /** Starts the worker as its process does, with the settings of the environment and these. */
  async start(settings: Record<string, string>): Promise<void> {
    await startWorker({ operations, env: { ...process.env, ...settings } });
  },
  begin(): void {
    stop = measureUsage();
  },
  end() {
    if (!stop) throw new Error('Nothing was begun');
    return stop();
  },
};

export type SizingAnswers = typeof answers;
answerParent(answers);
