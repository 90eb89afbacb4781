import { describe, expect, test } from 'vitest';
import { putInSecrets } from '../../src/camunda-dialect/secrets.ts';
import type { FoundSecret } from '../../src/connection/secrets.ts';
import { STOPPED } from '../../src/job/run-job.ts';
import type { Waiting } from '../../src/job/time-limit.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { rejected } from '../support/dialect.ts';
import { anything } from '../support/jobs.ts';

const waiting: Waiting = (work) => work(new AbortController().signal);

/** A policy with these secrets, which allows all names but some. */
function having(secrets: Readonly<Record<string, FoundSecret>>, denied: readonly string[] = []): Policy {
  const allowsSecret = (name: string) => !denied.includes(name);
  return { ...anything, allowsSecret, secret: (name) => (Object.hasOwn(secrets, name) ? secrets[name] : undefined) };
}

const put = (text: string, secrets: Readonly<Record<string, FoundSecret>>, denied?: readonly string[]) =>
  putInSecrets(text, having(secrets, denied), waiting);

describe('where secrets are put in', () => {
  const secrets = { A: 'one', B: 'two', 'a/b.c_d-e': 'three' };
  test.each([
    ['a whole text', '{"a":"{{secrets.A}}"}', '{"a":"one"}'],
    ['a whole text, bare', '{"a":"secrets.A"}', '{"a":"one"}'],
    ['a part of a text', '{"a":"x{{ secrets.A }}y"}', '{"a":"xoney"}'],
    ['a sentence, bare', '{"a":"the secrets.A of it"}', '{"a":"the one of it"}'],
    ['a longer word, bare', '{"a":"mysecrets.A"}', '{"a":"myone"}'],
    ['the name of a member', '{"{{secrets.A}}":"secrets.B"}', '{"one":"two"}'],
    ['data deep in an item', '{"input":{"item":{"l":[{"m":"secrets.B"}]}}}', '{"input":{"item":{"l":[{"m":"two"}]}}}'],
    ['several of both spellings', '["{{secrets.A}}-secrets.B"]', '["one-two"]'],
    ['a name with all that a name may have', '["secrets.a/b.c_d-e"]', '["three"]'],
    ['a name in braces that is not bare', '["{{secrets.A}}secrets.B"]', '["onetwo"]'],
  ])('7.9 a secret is put in as %s', async (_, text, expected) => {
    expect((await put(text, secrets)).text).toBe(expected);
  });

  test('7.9 a text without placeholders stays as it is, and has no secrets', async () => {
    expect(await put('{"a":"{{A}} secret"}', secrets)).toEqual({ text: '{"a":"{{A}} secret"}', secrets: [] });
  });

  test.each([
    ['quotes', 'a"b"'],
    ['backslashes', 'a\\b\\'],
    ['line breaks', 'a\nb\r\n'],
    ['control characters', '\0\u001f'],
    ['unpaired surrogates', '\ud800x\udc00'],
    ['what would end the object', '"},"input":{"a":"'],
    ['nothing', ''],
  ])('7.9 a secret with %s is escaped as a JSON text', async (_, value) => {
    const { text } = await put('{"a":"{{secrets.A}}","b":"secrets.A"}', { A: value });
    expect(JSON.parse(text)).toEqual({ a: value, b: value });
  });

  test('6.4 a missing name that stands in a secret only is not told: it is a part of that', async () => {
    const found = await rejected(put('["{{secrets.A}}"]', { A: 'my secrets.password' }));
    expect(found.message).toBe("Secret with name '***' is not available");
  });

  test('7.9 a secret in a value that was put in is resolved by as many rounds as there were places', async () => {
    const nested = { C: '{{secrets.A}}', A: 'one', X: 'x' };
    expect((await put('["{{secrets.C}}"]', nested)).text).toBe('["{{one}}"]');
    expect((await put('["{{secrets.C}} {{secrets.X}}"]', nested)).text).toBe('["one x"]');
  });

  test('7.9 a secret whose value names itself ends', async () => {
    expect((await put('["secrets.A secrets.A"]', { A: 'x secrets.A' })).text).toBe('["x x secrets.A x x secrets.A"]');
  });

  test('6.4 the values of all that were put in are given, so that they can be hidden', async () => {
    expect((await put('["secrets.A {{secrets.B}} secrets.A"]', secrets)).secrets.toSorted()).toEqual(['one', 'two']);
  });
});

describe('secrets that are not put in', () => {
  test.each([['{"a":"{{secrets.NONE}}"}'], ['{"a":"secrets.NONE"}']])(
    '7.9 a missing secret in %s is told by its name, and leaves no retries',
    async (text) => {
      const error = await rejected(put(text, {}));
      expect(error).toMatchObject({
        type: 'io.camunda.connector.api.error.ConnectorInputException',
        message: "Secret with name 'NONE' is not available",
        isInput: true,
      });
    },
  );

  test('7.9 a name that is denied stays as literal text, and no source is asked for it', async () => {
    const asked: string[] = [];
    const policy = { ...having({}, ['A']), secret: (name: string) => void asked.push(name) };
    const text = '["{{secrets.A}} secrets.A"]';
    expect(await putInSecrets(text, policy, waiting)).toEqual({ text, secrets: [] });
    expect(asked).toEqual([]);
  });

  test('7.9 names of members that every object has are no secrets', async () => {
    for (const name of ['toString', 'constructor', '__proto__']) {
      await expect(put(`["{{secrets.${name}}}"]`, {})).rejects.toThrow(`'${name}' is not available`);
    }
  });
});

describe('secrets that a source must be asked for', () => {
  test('7.9 all that are not at hand are asked for at once, each once', async () => {
    const asked: string[] = [];
    const stored = (name: string): FoundSecret => ({
      ask: async () => {
        asked.push(name);
        return `value of ${name}`;
      },
    });
    const { text } = await put('["secrets.A {{secrets.B}} secrets.A {{secrets.B}}"]', {
      A: stored('A'),
      B: stored('B'),
    });
    expect(text).toBe('["value of A value of B value of A value of B"]');
    expect(asked.toSorted()).toEqual(['A', 'B']);
  });

  test('7.9 a secret that its source does not have is missing', async () => {
    await expect(put('["secrets.A"]', { A: { ask: async () => undefined } })).rejects.toThrow("'A' is not available");
  });

  test('6.4 a source without an answer fails with a retry and no back-off, and nothing else is told', async () => {
    const ask = () => Promise.reject(new Error('the store is away'));
    expect(await rejected(put('["secrets.A"]', { A: { ask } }))).toMatchObject({
      type: 'java.lang.RuntimeException',
      message:
        "Fetching secrets failed, original error can't be displayed as the error message might contain secrets: the store is away",
      isInput: false,
      hasBackoff: false,
    });
  });

  test('6.4 a secret that is there and cannot be read fails in the same way', async () => {
    const secret = () => {
      throw new Error('the file is a folder');
    };
    const error = await rejected(putInSecrets('["secrets.A"]', { ...having({}), secret }, waiting));
    expect(error.message).toMatch(/^Fetching secrets failed.*: the file is a folder$/);
  });

  test('7.4 a stop of the worker while secrets are awaited is passed on', async () => {
    const stopping: Waiting = () => Promise.reject(STOPPED);
    const secrets = { A: { ask: async () => 'x' } };
    await expect(putInSecrets('["secrets.A"]', having(secrets), stopping)).rejects.toBe(STOPPED);
  });
});

describe('bounds', () => {
  test('7.9 data with thousands of places of one secret is put together once for each round', async () => {
    const { text } = await put(`["${'secrets.A '.repeat(50_000)}"]`, { A: 'one' });
    expect(text).toBe(`["${'one '.repeat(50_000)}"]`);
  });

  test('7.9 data that names thousands of secrets is refused', async () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `secrets.N${index}`);
    const all = Object.fromEntries(names.map((name) => [name.slice(8), 'x']));
    const error = await rejected(put(JSON.stringify(names), all));
    expect(error).toMatchObject({ isInput: true, message: 'The variables of the job name more than 100 secrets' });
  });

  test.each([
    ['is long', 'x'.repeat(100_000)],
    ['names itself many times', 'secrets.A '.repeat(500)],
  ])('7.9 variables that get too long by a secret that %s are refused', async (_, value) => {
    const error = await rejected(put(`["${'secrets.A '.repeat(300)}"]`, { A: value }));
    expect(error).toMatchObject({
      isInput: true,
      message: 'The variables of the job, with their secrets, have more than 16777216 characters',
    });
  });
});
