import { describe, expect, test } from 'vitest';
import { replaceSecrets } from '../../src/connection/secrets.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';
import { namesSecret } from '../../src/fields/secret-placeholder.ts';
import type { Json } from '../../src/json/json.ts';

const secrets: Record<string, string> = { KEY: 'hidden', OTHER: '{{secrets.KEY}}', 'a.b-c': '$&' };

function replace(value: Json, secretPlaces?: (name: string) => string) {
  const faults: Fault[] = [];
  const replaced = replaceSecrets(value, { secret: (name) => secrets[name], secretPlaces }, ['authentication'], faults);
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

test('a message says where a secret that is missing was looked for', () => {
  expect(replace({ a: '{{secrets.X}}' }, (name) => `the environment variable SECRET_${name}`)).toContain(
    'expected the secret X beside the worker (looked for in the environment variable SECRET_X), where its operator allows it',
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

/** The spelling of shells and of JavaScript. */
const inDollars = (name: string) => `$\{secrets.${name}}`;

describe('a secret that is misspelt is refused, with the right spelling', () => {
  test.each([
    ['secrets.KEY', 'KEY'],
    [' secrets.KEY ', 'KEY'],
    ['secret.KEY', 'KEY'],
    ['Secrets.KEY', 'KEY'],
    ['secrets:KEY', 'KEY'],
    ['=secrets.KEY', 'KEY'],
    ['"secrets.KEY"', 'KEY'],
    ['{secrets.KEY}', 'KEY'],
    ['{{secret.KEY}}', 'KEY'],
    ['{{secrets:KEY}}', 'KEY'],
    ['{{ SECRETS . KEY }}', 'KEY'],
    ['{{secrets.KEY}', 'KEY'],
    ['{{secrets.KEY', 'KEY'],
    [inDollars('KEY'), 'KEY'],
    ['$secrets.KEY', 'KEY'],
    ['#{secrets.a.b-c}', 'a.b-c'],
    ['{{secrets.}}', 'NAME'],
    ['secrets.', 'NAME'],
  ])('%s', (text, name) => {
    expect(replace({ accessKey: text })).toBe(
      `authentication.accessKey: expected a secret as {{secrets.${name}}}, got the text ${JSON.stringify(text.trim())}`,
    );
  });

  test.each([
    ['camunda.secrets.KEY', 'KEY', 'KEY'],
    [' camunda.secrets.KEY ', 'KEY', 'KEY'],
    ['=camunda.secrets.KEY', 'KEY', 'KEY'],
    ['camunda.secrets.db-key', 'db-key', '`db-key`'],
    ['camunda.secrets.`db-key`', 'db-key', '`db-key`'],
    ['{{camunda.secrets.KEY}}', 'KEY', 'KEY'],
  ])('%s is one that no engine has put in, and the message says where an engine does', (text, name, reference) => {
    expect(replace({ accessKey: text })).toBe(
      'authentication.accessKey: expected the value of the secret, which an engine from 8.10 on puts in for ' +
        `=camunda.secrets.${reference}, as FEEL in an input of this task itself; or {{secrets.${name}}}, which the worker puts in, ` +
        `got the text ${JSON.stringify(text.trim())}`,
    );
  });

  test('also beside one that is right, and anywhere', () => {
    const right = `expected a secret as {{secrets.OTHER}}, got the text "${inDollars('OTHER')}"`;
    expect(replace({ a: [`{{secrets.KEY}}-${inDollars('OTHER')}`] })).toBe(`authentication.a[0]: ${right}`);
  });

  test('and nothing of the rest of the text is told', () => {
    const told = replace({ secretKey: `wJalrXUtnFEMI/K7MDENG${inDollars('KEY')}bPxRfiCY` });
    expect(told).toBe(
      `authentication.secretKey: expected a secret as {{secrets.KEY}}, got the text "${inDollars('KEY')}"`,
    );
    expect(replace({ secretKey: '{{wJalrXUtnFEMI}}' })).toBe(
      'authentication.secretKey: expected a secret as {{secrets.NAME}}, got the text "{{…}}"',
    );
  });

  test.each([
    'arn:aws:iam::123456789012:role/secrets/reader',
    '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
    'my-secrets.prod',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'secret',
    '{a}',
  ])('but %s is none', (text) => {
    expect(replace({ a: text })).toEqual({ a: text });
  });

  test('a long text of braces takes no time to speak of', () => {
    const long = '{'.repeat(2_000_000);
    expect(replace({ a: long })).toEqual({ a: long });
    const half = '{{ '.repeat(500_000);
    expect(replace({ a: half })).toEqual({ a: half });
  });
});
