import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Ask, type Credentials, type KeptCredentials, keepCredentials } from '../../src/credentials/kept.ts';
import { Failure } from '../../src/errors.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 0 }));
afterEach(() => void vi.useRealTimers());

function credentials(name: string, lifetime?: number): Credentials {
  const expiration = lifetime === undefined ? {} : { expiration: new Date(Date.now() + lifetime) };
  return { accessKeyId: name, secretAccessKey: `secret of ${name}`, ...expiration };
}

const unexpected = (failure: Failure) => expect.unreachable(failure.message);
const refusal = () => Promise.reject(new Failure('configuration', 'No.', { type: 'Refused' }));

/** A source that gives what it is told, in turn, and in the end nothing. */
function keep(...answers: (() => Credentials | Promise<Credentials>)[]) {
  const troubles: Failure[] = [];
  const regions: unknown[] = [];
  const ask: Ask = async (region) => {
    regions.push(region);
    return (answers.shift() ?? refusal)();
  };
  const kept = keepCredentials(ask, 'The source', { limit: 1_000, onTrouble: (failure) => troubles.push(failure) });
  return { kept, troubles, regions };
}

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
        fc.array(fc.integer({ min: 1, max: 12 * HOUR }), { minLength: 1, maxLength: 8 }),
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
            { limit: 1_000, onTrouble: unexpected },
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
    const { kept, troubles, regions } = keep(
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
    expect(troubles).toMatchObject([{ class: 'connection', message: 'No.' }]);
    vi.setSystemTime(56 * MINUTE + 10_000);
    await nameOf(kept);
    await settled();
    expect(await nameOf(kept)).toBe('b');
  });

  test('in the last moments keeps them too', async () => {
    const { kept, troubles } = keep(() => credentials('a', HOUR), refusal);
    await nameOf(kept);
    vi.setSystemTime(HOUR - 1_000);
    expect(await nameOf(kept)).toBe('a');
    expect(troubles).toHaveLength(1);
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

describe('credentials that were rejected', () => {
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
    let refuse = () => {};
    const late = () =>
      new Promise<Credentials>((_, reject) => {
        refuse = () => reject(new Failure('connection', 'No.'));
      });
    const { kept } = keep(() => credentials('a', HOUR), late);
    await nameOf(kept);
    vi.setSystemTime(HOUR - 1_000);
    const waiting = expect(kept.current(undefined)).rejects.toThrow('No.');
    kept.forget('a');
    refuse();
    await waiting;
  });
});

test('the first failure is of the class that the source says, and the next asks anew', async () => {
  const { kept } = keep(refusal, () => credentials('a'));
  await expect(kept.current(undefined)).rejects.toMatchObject({ class: 'configuration' });
  expect(await nameOf(kept)).toBe('a');
});

test('a source that hangs is a connection failure that names it', async () => {
  const kept = keepCredentials(() => new Promise(() => {}), 'The role x', { limit: 10, onTrouble: unexpected });
  await expect(kept.current(undefined)).rejects.toMatchObject({
    class: 'connection',
    message: 'The role x did not answer within 0.01 s.',
  });
});
