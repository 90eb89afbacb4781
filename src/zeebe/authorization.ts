import { type TimeLimit, within } from '../async/deadline.ts';
import { CALL_LIMIT_MS } from './limits.ts';

type Headers = Readonly<Record<string, string>>;

/** What proves to the gateway who asks. */
export interface Authorization {
  /**
   * Gives the headers of a call.
   * @throws what their source throws; an Error when it does not answer in time; the reason of `signal` when that aborts before
   */
  headers(signal?: AbortSignal): Promise<Headers>;
  /** Says that the gateway has refused the headers. The next call gets new ones. */
  refused(): void;
}

/**
 * A refused token is dropped at most once in this time. So calls that were refused with the same token do not drop the new one,
 * and a gateway that refuses every token does not make the worker ask for one with each call.
 */
const DROP_INTERVAL_MS = 30_000;

/** The source, like an OAuth server, has no time-out of its own. */
const LIMIT: TimeLimit = {
  milliseconds: CALL_LIMIT_MS,
  late: () => new Error(`The source of the authorization did not answer within ${CALL_LIMIT_MS / 1_000} s`),
};

/**
 * Makes an authorization whose source keeps what it was given, like a token, until it ends. The gateway may refuse it before
 * that, because keys were rotated or a clock is wrong.
 * @param ask gives the headers, kept ones if there are any
 * @param drop makes the source forget what it keeps
 */
export function keepAuthorization(ask: () => Promise<Headers>, drop: () => void): Authorization {
  let droppedAt = Number.NEGATIVE_INFINITY;
  return {
    headers: (signal) => within(LIMIT, ask(), signal),
    refused() {
      const now = performance.now();
      if (now - droppedAt < DROP_INTERVAL_MS) return;
      droppedAt = now;
      drop();
    },
  };
}
