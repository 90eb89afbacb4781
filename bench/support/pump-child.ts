import { answerParent } from '../../test/support/answer-parent.ts';
import { measureUsage } from './usage.ts';

/** Takes jobs of a type from a gateway and completes each with `{}`, until its process ends. */
export type StartPump = (address: string, type: string) => Promise<void>;

/** The contestants. Each is loaded only in the process in which it runs. */
const contestants = {
  bare: async () => (await import('../contestants/bare.ts')).bareLoop,
  sdk: async () => (await import('../contestants/sdk.ts')).sdkWorker({}),
  'sdk-32': async () => (await import('../contestants/sdk.ts')).sdkWorker({ pollInterval: 10, maxJobsToActivate: 32 }),
  'sdk-256': async () =>
    (await import('../contestants/sdk.ts')).sdkWorker({ pollInterval: 10, maxJobsToActivate: 256 }),
  pump: async () => (await import('../contestants/pump.ts')).pump,
  'rest-bare': async () => (await import('../contestants/rest-bare.ts')).restBareLoop,
  'rest-pump': async () => (await import('../contestants/pump.ts')).restPump,
} satisfies Record<string, () => Promise<StartPump>>;

let stop: ReturnType<typeof measureUsage> | undefined;

const answers = {
  async start(name: PumpName, address: string, type: string): Promise<void> {
    const start: StartPump = await contestants[name]();
    await start(address, type);
  },
  begin(): void {
    stop = measureUsage();
  },
  end() {
    if (!stop) throw new Error('Nothing was begun');
    return stop();
  },
};

export type PumpName = keyof typeof contestants;
export type PumpAnswers = typeof answers;
answerParent(answers);
