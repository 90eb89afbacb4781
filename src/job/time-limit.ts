import { unlessOverdue, withTimeLimit } from '../async/deadline.ts';
import { Failure } from '../failure/failure.ts';
import { headerLabels } from './headers.ts';

/** Does work that a job waits for: as long as the job may run, and until it is cut off. */
export type Waiting = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** For how long a job may run. */
export interface JobLimit {
  /** When the job's time is over, as `performance.now()` tells it. */
  readonly deadline: number;
  /** The setting that gives the limit, and how long it is, for the message. */
  readonly words: string;
}

/** Waits for something as long as the job may run. What it gives throws a Failure (connection) after that; the reason of `signal`. */
export function waitingFor(what: string, { deadline, words }: JobLimit, signal: AbortSignal): Waiting {
  const late = () => new Failure('connection', `The job was not begun within ${words}, while it waited for ${what}.`);
  return (work) => withTimeLimit({ milliseconds: deadline - performance.now(), late }, work, signal);
}

/** Gives the limit from now on: that of the task, or that of the operator if it is shorter. A task cannot lengthen it. */
export function limitOf(jobTimeoutMs: number | undefined, maxJobTime: number): JobLimit {
  const [milliseconds, name] =
    jobTimeoutMs === undefined || jobTimeoutMs > maxJobTime
      ? [maxJobTime, 'DYNAMODB_WORKER_MAX_JOB_TIME']
      : [jobTimeoutMs, `the jobTimeout (${headerLabels.jobTimeout})`];
  return { deadline: performance.now() + milliseconds, words: `${name} of ${milliseconds / 1000} s` };
}

/** What the work of a job knows of its time. */
export interface TimedWork {
  readonly signal: AbortSignal;
  readonly deadline: number;
  /** Is given the calls with which the work is done, so that a message can say what they waited for. */
  readonly watch: (calls: { awaited(): string | undefined }) => void;
}

/** How long a job that was cut off may take to say how far it has come. Its own code may not look at the signal at all. */
const CUT_OFF_GRACE_MS = 1_000;

/**
 * Does the work of a job. Gives up waiting for it when its time is over or its signal aborts.
 * @throws what the work throws; Failure (connection) when the time is over; the reason of `signal`
 */
export function withinTime<T>(
  { deadline, words }: JobLimit,
  signal: AbortSignal,
  perform: (work: TimedWork) => Promise<T>,
): Promise<T> {
  let awaited: () => string | undefined = () => undefined;
  const late = () => {
    const what = awaited();
    const waiting = what === undefined ? '' : `, while it waited for ${what}`;
    const message = `not done within ${words}${waiting}, and cut off; it may have been done or not.`;
    return new Failure('connection', message);
  };
  const watch: TimedWork['watch'] = (calls) => {
    awaited = calls.awaited;
  };
  return withTimeLimit(
    { milliseconds: deadline - performance.now(), late },
    (limited) => unlessOverdue(perform({ signal: limited, deadline, watch }), CUT_OFF_GRACE_MS, limited),
    signal,
  );
}
