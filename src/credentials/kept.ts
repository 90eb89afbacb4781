import { Failure, toFailure } from '../errors.ts';

/** What a request to AWS is signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Without one they do not end. */
  readonly expiration?: Date;
}

/** Asks a source for credentials. The region is that of the connection, for where AWS's own settings have none. */
export type Ask = (region: string | undefined) => Promise<Credentials>;

/** The credentials of one source, asked for once for all who need them. */
export interface KeptCredentials {
  /**
   * Credentials that are valid, as far as is known: those kept, or new ones.
   * @throws Failure when there are none, which says what the source said
   */
  current(region: string | undefined): Promise<Credentials>;
  /** Drops the credentials with this access key, which AWS did not accept; newer ones are kept. */
  forget(accessKeyId: string): void;
  /** What must not be read in a message. */
  readonly secrets: readonly string[];
}

/** How credentials are kept. */
export interface KeepSettings {
  /** Milliseconds that a source may take to answer. */
  readonly limit: number;
  /** Told when a renewal failed while the credentials are still valid. */
  readonly onTrouble: (failure: Failure) => void;
}

interface Held {
  readonly credentials: Credentials;
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

/**
 * Keeps the credentials of a source. They are renewed before they end; a renewal that fails is tried again while they are valid.
 * Whoever needs credentials while the source is asked waits for the same answer.
 */
export function keepCredentials(ask: Ask, what: string, { limit, onTrouble }: KeepSettings): KeptCredentials {
  let held: Held | undefined;
  let asking: Promise<Credentials> | undefined;
  let pauseUntil = 0;
  let wereGiven = false;

  async function askOnce(region: string | undefined): Promise<Credentials> {
    try {
      const credentials = await answerWithin(limit, what, ask(region));
      held = hold(credentials);
      wereGiven = true;
      return credentials;
    } catch (thrown) {
      const failure = toFailure(thrown);
      // What has worked before may work again.
      if (!wereGiven || failure.class === 'connection') throw failure;
      throw new Failure('connection', failure.message, { cause: failure, ...(failure.type && { type: failure.type }) });
    }
  }

  function renew(region: string | undefined): Promise<Credentials> {
    asking ??= askOnce(region).finally(() => {
      asking = undefined;
    });
    return asking;
  }

  /** Renews credentials that can still be used: they stay in place when the source fails. */
  async function renewOrKeep({ credentials, end }: Held, region: string | undefined): Promise<Credentials> {
    try {
      return await renew(region);
    } catch (failure) {
      const now = Date.now();
      if (now >= end || held?.credentials !== credentials) throw failure;
      if (now >= pauseUntil) onTrouble(failure as Failure);
      pauseUntil = now + Math.min(PAUSE, (end - now) * PAUSE_PART);
      return credentials;
    }
  }

  return {
    async current(region) {
      const now = Date.now();
      if (held === undefined || now >= held.end) return renew(region);
      if (now < held.renewFrom || now < pauseUntil) return held.credentials;
      const renewed = renewOrKeep(held, region);
      if (now >= held.waitFrom) return renewed;
      // Nobody waits for it: that it fails when the credentials have ended meanwhile is found by who needs them then.
      renewed.catch(onTrouble);
      return held.credentials;
    },
    forget(accessKeyId) {
      if (held?.credentials.accessKeyId === accessKeyId) held = undefined;
    },
    get secrets() {
      return held === undefined ? [] : secretsOf(held.credentials);
    },
  };
}

/** What must not be read of credentials in a message. */
export function secretsOf({ accessKeyId, secretAccessKey, sessionToken = '' }: Credentials): string[] {
  return [accessKeyId, secretAccessKey, sessionToken];
}

function hold(credentials: Credentials): Held {
  const now = Date.now();
  const end = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
  if (!Number.isFinite(end)) return { credentials, renewFrom: Infinity, waitFrom: Infinity, end: Infinity };
  const lifetime = Math.max(0, end - now);
  return {
    credentials,
    renewFrom: end - Math.min(RENEWAL_PERIOD, lifetime * RENEWAL_PART),
    waitFrom: end - Math.min(WAITING_PERIOD, lifetime * WAITING_PART),
    end,
  };
}

async function answerWithin<T>(milliseconds: number, what: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const message = `${what} did not answer within ${milliseconds / 1000} s.`;
    timer = setTimeout(() => reject(new Failure('connection', message)), milliseconds);
  });
  return Promise.race([answer, limit]).finally(() => clearTimeout(timer));
}
