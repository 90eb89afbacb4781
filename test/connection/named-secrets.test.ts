import { describe, expect, test } from 'vitest';
import { findSecrets } from '../../src/connection/named-secrets.ts';
import type { FoundSecret } from '../../src/connection/secrets.ts';
import type { JsonObject } from '../../src/json/json.ts';

/** Finds the secrets of a job. `A…` are at hand, `B…` must be asked for. */
function find(variables: JsonObject, found: string[] = []) {
  const asked: string[] = [];
  const secrets = findSecrets(variables, (name): FoundSecret => {
    found.push(name);
    if (!name.startsWith('B')) return name.startsWith('A') ? `value of ${name}` : undefined;
    return {
      async ask() {
        asked.push(name);
        return `value of ${name}`;
      },
    };
  });
  return { secrets, found, asked };
}

const signal = new AbortController().signal;

describe('nothing is awaited', () => {
  test.each<[JsonObject, string[]]>([
    [{}, []],
    [{ authentication: { accessKey: 'key' } }, []],
    [{ authentication: { accessKey: '{{secrets.A1}}', secretKey: '{{ secrets.A2 }}-{{secrets.A1}}' } }, ['A1', 'A2']],
    [{ authentication: { accessKey: '{{secrets.NONE}}' } }, ['NONE']],
    [{ input: { item: '{{secrets.B}}' }, configuration: { region: '{{secrets.B}}' } }, []],
    [{ authentication: '{{secrets.B}}', awsCredential: { authentication: { accessKey: 'key' } } }, []],
  ])('for %j', (variables, names) => {
    const { secrets, found } = find(variables);
    expect([typeof secrets, found]).toEqual(['function', names]);
  });
});

test('each secret that must be asked for is asked for once, and then all are there', async () => {
  const text = '{{secrets.A}} {{secrets.B1}} {{secrets.B1}}';
  for (const variables of [
    { authentication: [text, '{{secrets.B2}}'] },
    { awsCredential: { authentication: { a: text } } },
  ]) {
    const { secrets, asked } = find(variables);
    const lookUp = typeof secrets === 'function' ? secrets : await secrets.ask(signal);
    expect(asked).toEqual('authentication' in variables ? ['B1', 'B2'] : ['B1']);
    expect(['A', 'B1', 'NONE'].map(lookUp)).toEqual(['value of A', 'value of B1', undefined]);
  }
});

test('a value that is nested without end is not followed', () => {
  let value: JsonObject[string] = '{{secrets.B}}';
  for (let level = 0; level < 100_000; level++) value = [value];
  expect(find({ authentication: value }).found).toEqual([]);
});

describe('a job that names more secrets than an authentication can need', () => {
  const naming = (letter: string, count: number) => ({
    authentication: {
      accessKey: Array.from({ length: count }, (_, number) => `{{secrets.${letter}${number}}}`).join(''),
    },
  });

  test.each(['A', 'B', 'NONE'])('is refused before any of %s is looked up, wherever secrets are', (letter) => {
    const found: string[] = [];
    expect(() => find(naming(letter, 21), found)).toThrow('authentication: expected at most 20 secrets, got 21');
    expect(found).toEqual([]);
    find(naming(letter, 20), found);
    expect(found).toHaveLength(20);
  });
});
