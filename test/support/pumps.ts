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
  const extended: string[] = [];
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
        extended.push(taken.key);
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
  return { pump, running, ran, reported, handedBack, extended, errors };
}

/** A stream that the test holds. */
export interface HeldStream {
  readonly paused: boolean;
  readonly closed: boolean;
  /** Gives whether the stream took the job. One that is paused takes as many as are still on their way. */
  push(job: Job): boolean;
  end(error?: Error): void;
}

/**
 * A source whose streams the test holds.
 * @param open gives why no stream can be opened, if so
 * @param onTheWay how many jobs a paused stream takes
 * @param onStream is given each stream that is opened
 */
export function pushedSource({
  open = () => undefined,
  onTheWay = Number.POSITIVE_INFINITY,
  onStream = () => {},
}: {
  open?: (() => Error | undefined) | undefined;
  onTheWay?: number;
  onStream?: (stream: HeldStream) => void;
} = {}) {
  let current: HeldStream | undefined;
  const state = { streams: 0, closed: 0, push: (pushed: Job) => void current?.push(pushed) };
  const stream = async (onJob: (taken: Job) => void): Promise<Stream> => {
    const failure = open();
    if (failure !== undefined) throw failure;
    state.streams++;
    let resolve = () => {};
    let reject = (_error: Error) => {};
    const ended = new Promise<void>((done, failed) => {
      resolve = done;
      reject = failed;
    });
    const buffered: Job[] = [];
    const held = {
      paused: false,
      closed: false,
      push(pushed: Job): boolean {
        if (held.paused && buffered.length >= onTheWay) return false;
        if (held.paused) buffered.push(pushed);
        else onJob(pushed);
        return true;
      },
      end: (error?: Error) => (error === undefined ? resolve() : reject(error)),
    };
    current = held;
    onStream(held);
    return {
      ended,
      pause() {
        held.paused = true;
      },
      resume() {
        held.paused = false;
        for (const pushed of buffered.splice(0)) onJob(pushed);
      },
      close() {
        held.closed = true;
        state.closed++;
        resolve();
      },
    };
  };
  return { source: { activate: idle, stream }, state };
}
