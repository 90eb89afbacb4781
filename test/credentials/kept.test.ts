import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Ask, type Credentials, type KeptCredentials, keepCredentials } from '../../src/credentials/kept.ts';
import { Failure } from '../../src/failure/failure.ts';
import { holdClocks } from '../support/both-clocks.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

beforeEach(() => holdClocks(0));
afterEach(() => void vi.useRealTimers());

function credentials(name: string, lifetime?: number): Credentials {
  const expiration = lifetime === undefined ? {} : { expiration: new Date(Date.now() + lifetime) };
  return { accessKeyId: name, secretAccessKey: `secret of ${name}`, ...expiration };
}

const unexpected = (failure: Failure) => expect.unreachable(failure.message);
const refusal = () => Promise.reject(new Failure('configuration', 'No.', { type: 'Refused' }));

/** A source that gives what it is told, in turn, and in the end nothing. */
function keep(...answers: (() => Credentials | Promise<Credentials>)[]) {
  const failures: Failure[] = [];
  const regions: unknown[] = [];
  const ask: Ask = async (region) => {
    regions.push(region);
    return (answers.shift() ?? refusal)();
  };
  const settings = {
    limit: 1_000,
    secrets: new Set<string>(),
    onRenewalFailure: (failure: Failure) => failures.push(failure),
  };
  return { kept: keepCredentials(ask, 'The source', settings), failures, regions, secrets: settings.secrets };
}

/** An answer that comes when it is told to. */
function later() {
  let settle: (answer: () => Credentials | Promise<Credentials>) => void = () => {};
  const answer = new Promise<() => Credentials | Promise<Credentials>>((resolve) => {
    settle = resolve;
  }).then((give) => give());
  return { answer: () => answer, settle };
}

const never = { limit: 10, onRenewalFailure: unexpected, secrets: new Set<string>() };

const nameOf = async (kept: KeptCredentials) => (await kept.current('eu-central-1')).accessKeyId;
/** What is done in the background is done. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('credentials without an end are asked for once', async () => {
  const { kept, regions } = keep(() => credentials('a'));
  expect(await nameOf(kept)).toBe('a');
  vi.setSystemTime(1_000 * HOUR);
  expect(await nameOf(kept)).toBe('a');
  expect(regions).toEqual(['eu-central-1']);
});

test('an end that is no date is none', async () => {
  const { kept } = keep(() => ({ ...credentials('a'), expiration: new Date('?') }));
  expect([await nameOf(kept), await nameOf(kept)]).toEqual(['a', 'a']);
});

test('whoever asks at once gets the same answer', async () => {
  const { kept, regions } = keep(() => credentials('a', HOUR));
  const given = await Promise.all(Array.from({ length: 50 }, () => nameOf(kept)));
  expect(new Set(given)).toEqual(new Set(['a']));
  expect(regions).toHaveLength(1);
});

describe('credentials are renewed before they end', () => {
  test('while they are used', async () => {
    const { kept, regions } = keep(
      () => credentials('a', HOUR),
      () => credentials('b', HOUR),
    );
    await nameOf(kept);
    vi.setSystemTime(55 * MINUTE - 1);
    expect(await nameOf(kept)).toBe('a');
    expect(regions).toHaveLength(1);
    vi.setSystemTime(55 * MINUTE);
    expect(await nameOf(kept)).toBe('a');
    await settled();
    expect(await nameOf(kept)).toBe('b');
    expect(regions).toHaveLength(2);
  });

  test('and shortly before the end they are not used any more', async () => {
    const { kept } = keep(
      () => credentials('a', HOUR),
      () => credentials('b', HOUR),
    );
    await nameOf(kept);
    vi.setSystemTime(HOUR - 10_000);
    expect(await nameOf(kept)).toBe('b');
  });

  test('however short or long they last: once in each lifetime, and none is used after its end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: MINUTE, max: 12 * HOUR }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), { minLength: 1, maxLength: 40 }),
        async (lifetimes, steps) => {
          vi.setSystemTime(0);
          const given: { at: number; lifetime: number; end: number }[] = [];
          const kept = keepCredentials(
            async () => {
              const at = Date.now();
              const lifetime = lifetimes[given.length % lifetimes.length] ?? 1;
              given.push({ at, lifetime, end: at + lifetime });
              return credentials(String(given.length - 1), lifetime);
            },
            'The source',
            { ...never, limit: 1_000 },
          );
          for (const step of steps) {
            const used = given[Number(await nameOf(kept))];
            expect(used?.end).toBeGreaterThan(Date.now());
            await settled();
            vi.setSystemTime(Date.now() + Math.floor(step * (given.at(-1)?.lifetime ?? 1)));
          }
          for (const [index, { at }] of given.entries()) {
            const before = given[index - 1];
            if (before !== undefined)
              expect(at - before.at).toBeGreaterThanOrEqual(Math.floor((before.lifetime * 2) / 3));
          }
        },
      ),
    );
  });
});

describe('a renewal that fails', () => {
  test('keeps the credentials, tells of it, and is tried again after a while', async () => {
    const { kept, failures, regions } = keep(
      () => credentials('a', HOUR),
      refusal,
      () => credentials('b', HOUR),
    );
    await nameOf(kept);
    vi.setSystemTime(56 * MINUTE);
    expect(await nameOf(kept)).toBe('a');
    await settled();
    expect(await nameOf(kept)).toBe('a');
    expect(regions).toHaveLength(2);
    expect(failures).toMatchObject([{ class: 'connection', message: 'No.' }]);
    vi.setSystemTime(56 * MINUTE + 10_000);
    await nameOf(kept);
    await settled();
    expect(await nameOf(kept)).toBe('b');
  });

  test('in the last moments keeps them too', async () => {
    const { kept, failures } = keep(() => credentials('a', HOUR), refusal);
    await nameOf(kept);
    vi.setSystemTime(HOUR - 1_000);
    expect(await nameOf(kept)).toBe('a');
    expect(failures).toHaveLength(1);
  });

  test('is told once, however many wait for it', async () => {
    const { kept, failures } = keep(() => credentials('a', HOUR), refusal);
    await nameOf(kept);
    vi.setSystemTime(56 * MINUTE);
    await Promise.all(Array.from({ length: 10 }, () => nameOf(kept)));
    await settled();
    expect(failures).toHaveLength(1);
  });

  test('is not told as one of valid credentials when they have ended meanwhile', async () => {
    const late = later();
    const { kept, failures } = keep(() => credentials('a', HOUR), late.answer);
    await nameOf(kept);
    vi.setSystemTime(56 * MINUTE);
    await Promise.all([nameOf(kept), nameOf(kept)]);
    vi.setSystemTime(HOUR);
    late.settle(refusal);
    await settled();
    expect(failures).toEqual([]);
  });

  test('is a connection failure that says what the source said, when they have ended', async () => {
    const { kept } = keep(() => credentials('a', HOUR));
    await nameOf(kept);
    vi.setSystemTime(HOUR);
    await expect(kept.current(undefined)).rejects.toMatchObject({
      class: 'connection',
      message: 'No.',
      type: 'Refused',
    });
  });
});

describe('credentials that were refused', () => {
  test('are dropped at once', async () => {
    const { kept } = keep(
      () => credentials('a', HOUR),
      () => credentials('b', HOUR),
    );
    await nameOf(kept);
    kept.forget('a');
    expect(await nameOf(kept)).toBe('b');
  });

  test('but newer ones are not', async () => {
    const { kept, regions } = keep(
      () => credentials('a', HOUR),
      () => credentials('b', HOUR),
    );
    await nameOf(kept);
    kept.forget('a');
    await nameOf(kept);
    kept.forget('a');
    expect(await nameOf(kept)).toBe('b');
    expect(regions).toHaveLength(2);
  });

  test('do not come back when their renewal fails', async () => {
    const late = later();
    const { kept } = keep(() => credentials('a', HOUR), late.answer);
    await nameOf(kept);
    vi.setSystemTime(HOUR - 1_000);
    const waiting = expect(kept.current(undefined)).rejects.toThrow('No.');
    kept.forget('a');
    late.settle(refusal);
    await waiting;
  });

  test('stay when they must have an age that they have not', async () => {
    const { kept } = keep(
      () => credentials('a', HOUR),
      () => credentials('b', HOUR),
    );
    await nameOf(kept);
    vi.setSystemTime(MINUTE - 1);
    expect(kept.forget('a', MINUTE)).toBe(false);
    expect(await nameOf(kept)).toBe('a');
    vi.setSystemTime(MINUTE);
    expect([kept.forget('a', MINUTE), kept.forget('a', MINUTE)]).toEqual([true, true]);
    expect(await nameOf(kept)).toBe('b');
  });
});

describe('callers of several regions', () => {
  test('share what one of them asks', async () => {
    const { kept, regions } = keep(() => credentials('a', HOUR));
    const given = await Promise.all(['a-1', 'b-1', 'c-1'].map((region) => kept.current(region)));
    expect(given.map(({ accessKeyId }) => accessKeyId)).toEqual(['a', 'a', 'a']);
    expect(regions).toEqual(['a-1']);
  });

  test('do not share its failure: each region is asked once more', async () => {
    const { kept, regions } = keep(refusal, () => credentials('a', HOUR));
    const given = await Promise.allSettled(['nowhere', 'nowhere', 'a-1', 'a-1'].map((region) => kept.current(region)));
    expect(given.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
    expect(regions).toEqual(['nowhere', 'a-1']);
  });
});

test('the first failure is of the class that the source says, and the next asks anew', async () => {
  const { kept } = keep(refusal, () => credentials('a'));
  await expect(kept.current(undefined)).rejects.toMatchObject({ class: 'configuration' });
  expect(await nameOf(kept)).toBe('a');
});

describe('a source that hangs', () => {
  test('is a connection failure that names it', async () => {
    const kept = keepCredentials(() => new Promise(() => {}), 'The role x', never);
    await expect(kept.current(undefined)).rejects.toMatchObject({
      class: 'connection',
      message: 'The role x did not answer within 0.01 s.',
    });
  });

  test('is asked once for all who wait, is given up at its limit, and then asked anew', async () => {
    const signals: AbortSignal[] = [];
    const ask: Ask = (_region, signal) => {
      signals.push(signal);
      return signals.length === 1 ? new Promise(() => {}) : Promise.resolve(credentials('b'));
    };
    const kept = keepCredentials(ask, 'The role x', never);
    const waiting = ['a-1', 'a-1', 'a-1'].map((region) => kept.current(region));
    for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe('rejected');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(await nameOf(kept)).toBe('b');
    expect(signals).toHaveLength(2);
  });

  test('is given up when the last who waits goes, and its late answer replaces no newer one', async () => {
    const late = later();
    const { kept, regions } = keep(late.answer, () => credentials('b', HOUR));
    const jobs = [new AbortController(), new AbortController()];
    const waiting = jobs.map(({ signal }) => kept.current('a-1', signal));
    jobs[0]?.abort(new Error('first gone'));
    await expect(waiting[0]).rejects.toThrow('first gone');
    expect(regions).toHaveLength(1);
    jobs[1]?.abort(new Error('last gone'));
    await expect(waiting[1]).rejects.toThrow('last gone');
    expect(await nameOf(kept)).toBe('b');
    late.settle(() => credentials('a', HOUR));
    await settled();
    expect([await nameOf(kept), regions.length]).toEqual(['b', 2]);
  });

  test('is given up when all is closed', async () => {
    const kept = keepCredentials(() => new Promise(() => {}), 'The role x', { ...never, limit: HOUR });
    const waiting = expect(kept.current('a-1')).rejects.toThrow('The worker stops');
    kept.close();
    await waiting;
  });
});

test('an answer that has ended by the clock of the worker is used for a minute', async () => {
  const { kept, regions } = keep(
    () => credentials('a', -HOUR),
    () => credentials('b', -HOUR),
  );
  await nameOf(kept);
  vi.setSystemTime(MINUTE - 1);
  expect(await nameOf(kept)).toBe('a');
  expect(regions).toHaveLength(1);
  vi.setSystemTime(MINUTE);
  expect(await nameOf(kept)).toBe('b');
});

test('no secret of a job that named the source is in a failure, be it told or thrown', async () => {
  const refuse = () => Promise.reject(new Failure('connection', 'Not hidden-role by hidden-id.'));
  const { kept, secrets, failures } = keep(() => credentials('a', HOUR), refuse, refuse);
  secrets.add('hidden-role').add('hidden-id');
  await nameOf(kept);
  vi.setSystemTime(HOUR - 1_000);
  await nameOf(kept);
  vi.setSystemTime(HOUR);
  await expect(kept.current(undefined)).rejects.toThrow('Not *** by ***.');
  expect(failures.map(({ message }) => message)).toEqual(['Not *** by ***.']);
  const hanging = keepCredentials(() => new Promise(() => {}), 'The role hidden-role', { ...never, secrets });
  await expect(hanging.current(undefined)).rejects.toThrow('The role *** did not answer');
});
