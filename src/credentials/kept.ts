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
  /** The AWS account that they belong to, if it is known. */
  readonly accountId?: string;
  /** When they end. Credentials without this time do not end. */
  readonly expiration?: Date;
}

/**
 * Asks a source for credentials. `region` is that of the connection; it counts if AWS's own settings have none. When `signal`
 * aborts, nobody waits for the answer any more.
 */
export type Ask = (region: string | undefined, signal: AbortSignal) => Promise<Credentials>;

/** The credentials of one source. They are asked for once for all who need them. */
export interface KeptCredentials {
  /**
   * Gives credentials that are valid, as far as is known: kept ones, or new ones.
   * @param waiter aborts when whoever asked does not need them any more
   * @throws Failure with what the source said when there are none; the reason of `waiter`
   */
  current(region: string | undefined, waiter?: AbortSignal): Promise<Credentials>;
  /**
   * Drops the kept credentials if they have this access key, which AWS did not accept. They stay if they were asked for less than
   * `minimumAge` milliseconds ago.
   * @returns whether the next request gets other credentials
   */
  forget(accessKeyId: string, minimumAge?: number): boolean;
  /** Texts that no message may show. */
  readonly secrets: readonly string[];
  /** What messages call the source. */
  readonly name: string;
  /** Gives up what the source is asked now, and never asks it again. */
  close(): void;
}

/** How credentials are kept. */
export interface KeepSettings {
  /**
   * How many milliseconds a source may take to answer. After that it is given up: its requests and processes are ended, and it is
   * asked again the next time.
   */
  readonly limit: number;
  /** Is called when a renewal fails while the credentials are still valid: once for each time that the source is asked. */
  readonly onRenewalFailure: (failure: Failure) => void;
  /** Is told whenever the source has been asked, whether it gave credentials. */
  readonly onAsked?: ((isOk: boolean) => void) | undefined;
  /** Texts that no failure may show, beside the source's own. More may be added later. */
  readonly secrets: ReadonlySet<string>;
}

interface Held {
  readonly credentials: Credentials;
  /**
   * When they were asked for, as `performance.now()` tells it. The other times are by the clock, as AWS says when credentials
   * end.
   */
  readonly askedAt: number;
  /**
   * From `renewFrom` on, credentials are renewed while they are used. From `waitFrom` on, they are renewed before they are used.
   * From `end` on, they cannot be used.
   */
  readonly renewFrom: number;
  readonly waitFrom: number;
  readonly end: number;
}

/** Credentials are renewed in the last 300 s of their lifetime, as in AWS's SDK, or in the last third if that is shorter. */
const RENEWAL_PERIOD = 300_000;
const RENEWAL_PART = 1 / 3;
/** In the last 10 s, or the last tenth, requests wait for the renewal: credentials must not end while a request is under way. */
const WAITING_PERIOD = 10_000;
const WAITING_PART = 1 / 10;
/** After a failed renewal, the next one waits for 10 s, or for a quarter of the time that is left if that is shorter. */
const PAUSE = 10_000;
const PAUSE_PART = 1 / 4;
/** New credentials are used for at least 60 s. If the clock of this machine is ahead, they seem to have ended when they come. */
const LEAST_USE = 60_000;

/**
 * Keeps the credentials of a source, and renews them before they end. A renewal that fails is tried again while they are valid.
 * All who need credentials while the source is asked wait for the same answer.
 * @param name what messages call the source, like `The role x`
 */
export function keepCredentials(ask: Ask, name: string, settings: KeepSettings): KeptCredentials {
  const { limit, onRenewalFailure, onAsked, secrets } = settings;
  let held: Held | undefined;
  let pauseUntil = 0;
  let wereGiven = false;
  /** The questions that the source is asked now, by the region for which they are asked. */
  const askings = shareLookUps<string | undefined, Credentials>({
    limit: {
      milliseconds: limit,
      late: () => told(new Failure('connection', `${name} did not answer within ${limit / 1000} s.`)),
    },
    async lookUp(region, signal) {
      const askedAt = performance.now();
      try {
        const credentials = await withOwner({ signal }, () => ask(region, signal));
        // An answer that comes too late must not replace a newer one.
        if (!signal.aborted) held = hold(credentials, askedAt);
        wereGiven = true;
        onAsked?.(true);
        return credentials;
      } catch (thrown) {
        onAsked?.(false);
        throw told(toFailure(thrown));
      }
    },
    onFailure: (failure) => tell(failure as Failure),
  });

  /**
   * Hides the secrets in a failure. If the source has given credentials before, it may do so again: the class is then
   * `connection`.
   */
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

  /**
   * Joins a question that is under way, or asks the source. If a question for another region was joined and failed, asks once
   * more for this region.
   */
  async function renew(region: string | undefined, waiter: AbortSignal | undefined): Promise<Credentials> {
    const regions = [...askings.underWay];
    if (regions.includes(region) || regions.length === 0) return askings.find(region, waiter);
    try {
      return await askings.find(regions[0], waiter);
    } catch {
      return askings.find(region, waiter);
    }
  }

  /**
   * Renews credentials that can still be used. If the source fails, gives the old ones.
   * @throws what the source throws, when the old ones have ended or were dropped meanwhile
   */
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
      // Nobody waits for this renewal. `onRenewalFailure` is told if it fails, and whoever needs credentials later asks again.
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

/** Gives the texts of credentials that no message may show. */
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
