import { describe, expect, test } from 'vitest';
import { replaceSecrets } from '../../src/connection/secrets.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';
import { namesSecret } from '../../src/fields/secret-placeholder.ts';
import type { Json } from '../../src/json/json.ts';

const secrets: Record<string, string> = { KEY: 'hidden', OTHER: '{{secrets.KEY}}', 'a.b-c': '$&' };

function replace(value: Json) {
  const faults: Fault[] = [];
  const replaced = replaceSecrets(value, (name) => secrets[name], ['authentication'], faults);
  return faults.length > 0 ? formatFaults(faults) : replaced;
}

describe('a placeholder is replaced by its secret', () => {
  test.each<[Json, Json]>([
    ['{{secrets.KEY}}', 'hidden'],
    ['{{ secrets.KEY }}', 'hidden'],
    ['a {{secrets.KEY}} b {{secrets.KEY}}', 'a hidden b hidden'],
    ['{{secrets.OTHER}}', '{{secrets.KEY}}'],
    ['{{secrets.a.b-c}}', '$&'],
    ['a secrets.KEY', 'a secrets.KEY'],
    ['{KEY}', '{KEY}'],
    [{ a: ['{{secrets.KEY}}', 5, null] }, { a: ['hidden', 5, null] }],
    [{ '{{secrets.KEY}}': 1 }, { '{{secrets.KEY}}': 1 }],
  ])('%j is %j', (value, replaced) => {
    expect(replace(value)).toEqual(replaced);
  });
});

test('every secret that is missing is named, with its place', () => {
  const beside = 'beside the worker, where its operator allows it (DYNAMODB_WORKER_ALLOW_SECRETS)';
  expect(replace({ a: '{{secrets.X}}', b: ['{{secrets.Y}}'] })).toBe(
    `authentication.a: expected the secret X ${beside}, got nothing; ` +
      `authentication.b[0]: expected the secret Y ${beside}, got nothing`,
  );
});

test('a value nested without end is refused, not followed', () => {
  let value: Json = 'end';
  for (let level = 0; level < 100_000; level++) value = [value];
  expect(replace(value)).toContain('expected at most 10 levels of nesting, got a list');
});

test.each([
  ['{{secrets.KEY}}', true],
  ['x{{ secrets.KEY}}', true],
  ['{{KEY}}', false],
  ['secrets.KEY', false],
])('%s names a secret: %s', (text, names) => {
  expect(namesSecret(text)).toBe(names);
});
