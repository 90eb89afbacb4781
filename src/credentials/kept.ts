import { shareLookUps } from '../async/look-ups.ts';
import { withOwner } from '../async/owner.ts';
import { mask } from '../connection/mask.ts';
import { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';

/** What a request to AWS is signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** The AWS account that they belong to, as far as it is known. */
  readonly accountId?: string;
  /** Without one they do not end. */
  readonly expiration?: Date;
}

/**
 * Asks a source for credentials. The region is that of the connection, for where AWS's own settings have none. When the signal aborts,
 * nobody waits for the answer any more.
 */
export type Ask = (region: string | undefined, signal: AbortSignal) => Promise<Credentials>;

/** The credentials of one source, asked for once for all who need them. */
export interface KeptCredentials {
  /**
   * Credentials that are valid, as far as is known: those kept, or new ones.
   * @param waiter who needs them, until it aborts
   * @throws Failure when there are none, which says what the source said; the reason of `waiter`
   */
  current(region: string | undefined, waiter?: AbortSignal): Promise<Credentials>;
  /**
   * Drops the credentials with this access key, which AWS did not accept; newer ones are kept, and so are those that were asked
   * for less than `minimumAge` milliseconds ago.
   * @returns whether the next request has others
   */
  forget(accessKeyId: string, minimumAge?: number): boolean;
  /** What must not be read in a message. */
  readonly secrets: readonly string[];
  /** What the source is called. */
  readonly name: string;
  /** Gives up what the source is asked now, and asks it nothing any more. */
  close(): void;
}

/** How credentials are kept. */
export interface KeepSettings {
  /** Milliseconds that a source may take to answer. Then it is given up: its requests and processes are ended, and it is asked anew. */
  readonly limit: number;
  /** Told when a renewal failed while the credentials are still valid: once for each time that the source is asked. */
  readonly onRenewalFailure: (failure: Failure) => void;
  /** What must not be read in any failure, beside what the source itself has. More may come. */
  readonly secrets: ReadonlySet<string>;
}

interface Held {
  readonly credentials: Credentials;
  /** As `performance.now()` tells it. The others are by the clock, as AWS says when credentials end. */
  readonly askedAt: number;
  /** From then on they are renewed while they are used, later before they are used; at last they cannot be used any more. */
  readonly renewFrom: number;
  readonly waitFrom: number;
  readonly end: number;
}

/** The last part of the lifetime, in which credentials are renewed: that of AWS's SDK, or less where they do not last. */
const RENEWAL_PERIOD = 300_000;
const RENEWAL_PART = 1 / 3;
/** The very last part: a request must not be under way when they end. */
const WAITING_PERIOD = 10_000;
const WAITING_PART = 1 / 10;
/** After a renewal that failed, so long, or so much of the time left, before the next. */
const PAUSE = 10_000;
const PAUSE_PART = 1 / 4;
/** An answer is used for so long at least: by a clock that is ahead it has ended when it comes. */
const LEAST_USE = 60_000;

/**
 * Keeps the credentials of a source. They are renewed before they end; a renewal that fails is tried again while they are valid.
 * Whoever needs credentials while the source is asked waits for the same answer.
 * @param name what the source is called in messages, like `The role x`
 */
export function keepCredentials(ask: Ask, name: string, settings: KeepSettings): KeptCredentials {
  const { limit, onRenewalFailure, secrets } = settings;
  let held: Held | undefined;
  let pauseUntil = 0;
  let wereGiven = false;
  /** What the source is asked now, by the region of who asked. */
  const askings = shareLookUps<string | undefined, Credentials>({
    limit: {
      milliseconds: limit,
      late: () => told(new Failure('connection', `${name} did not answer within ${limit / 1000} s.`)),
    },
    async lookUp(region, signal) {
      const askedAt = performance.now();
      try {
        const credentials = await withOwner({ signal }, () => ask(region, signal));
        // One that comes too late must not take the place of a newer one.
        if (!signal.aborted) held = hold(credentials, askedAt);
        wereGiven = true;
        return credentials;
      } catch (thrown) {
        throw told(toFailure(thrown));
      }
    },
    onFailure: (failure) => tell(failure as Failure),
  });

  /** As it may be read. What has worked before may work again. */
  function told(failure: Failure): Failure {
    const message = mask(failure.message, [...secrets]);
    return failure.retell(wereGiven ? { class: 'connection', message } : { message });
  }

  function tell(failure: Failure): void {
    const now = Date.now();
    if (held === undefined || now >= held.end) return;
    pauseUntil = performance.now() + Math.min(PAUSE, (held.end - now) * PAUSE_PART);
    onRenewalFailure(failure);
  }

  /** The answer to whoever asked already. Where that failed in another region, it may be for that region: it is asked once more. */
  async function renew(region: string | undefined, waiter: AbortSignal | undefined): Promise<Credentials> {
    const regions = [...askings.underWay];
    if (regions.includes(region) || regions.length === 0) return askings.find(region, waiter);
    try {
      return await askings.find(regions[0], waiter);
    } catch {
      return askings.find(region, waiter);
    }
  }

  /** Renews credentials that can still be used: they stay in place when the source fails. */
  async function renewOrKeep(
    { credentials, end }: Held,
    region: string | undefined,
    waiter: AbortSignal | undefined,
  ): Promise<Credentials> {
    try {
      return await renew(region, waiter);
    } catch (failure) {
      if (Date.now() >= end || held?.credentials !== credentials) throw failure;
      return credentials;
    }
  }

  return {
    get name() {
      return mask(name, [...secrets]);
    },
    async current(region, waiter) {
      const now = Date.now();
      if (held === undefined || now >= held.end) return renew(region, waiter);
      if (now < held.renewFrom || performance.now() < pauseUntil) return held.credentials;
      if (now >= held.waitFrom) return renewOrKeep(held, region, waiter);
      // Nobody waits for it: a failure is told while the credentials are valid, and later found by who needs them.
      if ([...askings.underWay].length === 0) askings.find(region).catch(() => {});
      return held.credentials;
    },
    forget(accessKeyId, minimumAge = 0) {
      if (held?.credentials.accessKeyId !== accessKeyId) return true;
      if (performance.now() - held.askedAt < minimumAge) return false;
      held = undefined;
      return true;
    },
    close: () => askings.close(new Failure('connection', 'The worker stops: no credentials are asked for any more.')),
    get secrets() {
      return held === undefined ? [] : secretsOf(held.credentials);
    },
  };
}

/** What must not be read of credentials in a message. */
export function secretsOf({ accessKeyId, secretAccessKey, sessionToken = '' }: Credentials): string[] {
  return [accessKeyId, secretAccessKey, sessionToken];
}

function hold(credentials: Credentials, askedAt: number): Held {
  const now = Date.now();
  const end = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
  if (!Number.isFinite(end)) return { credentials, askedAt, renewFrom: Infinity, waitFrom: Infinity, end: Infinity };
  const lifetime = end - now;
  const notBefore = (moment: number) => Math.max(now + LEAST_USE, moment);
  return {
    credentials,
    askedAt,
    renewFrom: notBefore(end - Math.min(RENEWAL_PERIOD, lifetime * RENEWAL_PART)),
    waitFrom: notBefore(end - Math.min(WAITING_PERIOD, lifetime * WAITING_PART)),
    end: notBefore(end),
  };
}
