import type { ActivatedJob, ActivateJobsRequest, Caller, Refusal } from './contract.ts';
import type { Jobs } from './jobs.ts';
import { type createWishes, invalid, sentJob, type Wish } from './wishes.ts';

/** A poll that waits for its answer, whatever carries it. */
export interface Poll {
  /** Whether nobody waits any more. */
  isGone(): boolean;
  onGone(listener: () => void): void;
  /** Sends the one answer; without jobs if the poll found none. */
  answer(jobs: readonly ActivatedJob[]): void;
}

interface PollsOptions {
  jobs: Jobs;
  wishOf: ReturnType<typeof createWishes>;
  longPoll(): boolean;
  defaultRequestTimeoutMs: number;
  maxMessageBytes: number;
}

interface OpenPoll {
  poll: Poll;
  wish: Wish;
  max: number;
  forget(): void;
}

/** Polls for jobs: answered at once when there are jobs, else kept open until there are or until their time is over. */
export function createPolls({ jobs, wishOf, longPoll, defaultRequestTimeoutMs, maxMessageBytes }: PollsOptions) {
  const open = new Set<OpenPoll>();
  const woken = new Set<string>();

  /** Answers a poll now or later, or gives the reason why it is refused. */
  function activate(request: ActivateJobsRequest, caller: Caller, poll: Poll): Refusal | undefined {
    const { maxJobsToActivate: max } = request;
    const wish = wishOf(request, caller);
    if ('code' in wish) return wish;
    if (max < 1) return invalid(`maxJobsToActivate to be greater than zero, but it was ${max}`);
    if (poll.isGone() || serve(poll, wish, max)) return undefined;
    const requestTimeout = Number(request.requestTimeout);
    if (requestTimeout < 0 || !longPoll()) poll.answer([]);
    else park(poll, wish, max, requestTimeout || defaultRequestTimeoutMs);
    return undefined;
  }

  function serve(poll: Poll, wish: Wish, max: number): boolean {
    const taken = jobs.lock({ ...wish, max, maxBytes: maxMessageBytes });
    if (taken.length === 0) return false;
    poll.answer(taken.map((job) => sentJob(job, wish)));
    return true;
  }

  function park(poll: Poll, wish: Wish, max: number, milliseconds: number): void {
    const forget = () => {
      clearTimeout(timer);
      open.delete(entry);
    };
    const end = () => {
      forget();
      poll.answer([]);
    };
    const timer = setTimeout(end, milliseconds);
    const entry = { poll, wish, max, forget };
    open.add(entry);
    poll.onGone(forget);
  }

  /** Serves the open polls of a type, soon: jobs that come in one go are handed out together. */
  function wake(type: string): void {
    if (woken.size === 0) setImmediate(serveWoken);
    woken.add(type);
  }

  function serveWoken(): void {
    const types = new Set(woken);
    woken.clear();
    for (const { poll, wish, max, forget } of open) {
      if (!types.has(wish.type) || poll.isGone()) continue;
      if (serve(poll, wish, max)) forget();
    }
  }

  return { activate, wake, count: () => open.size };
}
