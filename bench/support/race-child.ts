import { answerParent } from '../../test/support/answer-parent.ts';
import type { StartPump } from './pump-child.ts';
import { sampleUsage } from './usage.ts';

const SAMPLE_MS = 20;
const samples = sampleUsage(SAMPLE_MS);

/** The contestants that do nothing. Each is loaded only in the process in which it runs. */
const contestants = {
  noop: async () => (await import('../contestants/noop.ts')).streams,
  bare: async () => (await import('../contestants/bare.ts')).bareLoop,
} satisfies Record<string, () => Promise<StartPump>>;

const answers = {
  /** Starts a contestant that does nothing, or the worker as its command does, with the settings of the environment. */
  async start(name: RacerName, address: string, type: string): Promise<void> {
    if (name === 'worker') return void (await import('../../workers/dynamodb.ts'));
    const start: StartPump = await contestants[name]();
    await start(address, type);
  },
  samples,
};

export type RacerName = 'worker' | keyof typeof contestants;
export type RaceAnswers = typeof answers;
answerParent(answers);
