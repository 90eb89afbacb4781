import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Pump, type PumpParts, type PumpSettings, type Source, startPump } from '../../src/worker/pump.ts';
import type { Stream } from '../../src/worker/push-loop.ts';

/** What a pump needs of a job, and no more. */
export interface Job {
  readonly key: string;
  deadline: number;
}

export const LOCK = 60_000;
/** A poll that brings nothing. */
export const idle: Source<Job>['activate'] = (_max, _onJob, signal) =>
  sleep(60_000, undefined, { signal }).catch(() => {});
/** A job that has just come. */
export const job = (key: string, lock = LOCK): Job => ({ key, deadline: performance.now() + lock });

/** A pump over sources in memory, whose jobs end when the test says so. It ends with the test. */
export function pumpOf(
  sources: Source<Job>[],
  parts: Partial<PumpParts<Job, string>> = {},
  settings: Partial<PumpSettings> = {},
) {
  const running = new Map<string, () => void>();
  const ran: string[] = [];
  const reported: string[] = [];
  const handedBack: string[] = [];
  const errors: Error[] = [];
  const pump: Pump = startPump<Job, string>(
    {
      sources,
      run: ({ key }, signal) =>
        new Promise((resolve) => {
          ran.push(key);
          running.set(key, () => resolve('done'));
          signal.addEventListener('abort', () => resolve('cut off'));
        }),
      async report({ key }) {
        running.delete(key);
        reported.push(key);
        return true;
      },
      isEnd: () => true,
      extendLock: async (taken) => {
        taken.deadline = performance.now() + (settings.lock ?? LOCK);
        return true;
      },
      handBack: async ({ key }) => handedBack.push(key),
      onError: (error) => errors.push(error),
      onBrokenStream: () => false,
      ...parts,
    },
    { maxJobs: 4, lock: LOCK, longest: 3_600_000, reportGrace: 200, stopped: new Error('stopped'), ...settings },
  );
  onTestFinished(async () => {
    await pump.stop(0);
  });
  return { pump, running, ran, reported, handedBack, errors };
}

/** A source whose stream the test holds. */
export function pushedSource(activate = idle) {
  let push = (_job: Job) => {};
  const state = { streams: 0, closed: 0, push: (pushed: Job) => push(pushed) };
  const stream = async (onJob: (taken: Job) => void): Promise<Stream> => {
    state.streams++;
    let resolve = () => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    let isPaused = false;
    const buffered: Job[] = [];
    push = (pushed) => void (isPaused ? buffered.push(pushed) : onJob(pushed));
    return {
      ended: promise,
      pause() {
        isPaused = true;
      },
      resume() {
        isPaused = false;
        for (const pushed of buffered.splice(0)) onJob(pushed);
      },
      close() {
        state.closed++;
        resolve();
      },
    };
  };
  return { source: { activate, stream }, state };
}
