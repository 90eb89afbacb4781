import { createHmac, hash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpRequest } from '@smithy/core/protocols';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Credentials } from '../../src/credentials/kept.ts';
import { amzDate, bodyHash, canonicalPath, type Scope, signatureOf } from '../../src/dynamodb/signature.ts';

/**
 * The cases of POST without a query of AWS's test suite for signatures, and its keys.
 * https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite/v4
 */
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const sessionToken = [
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx',
  '7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6',
  'd+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==',
].join('');
const form = 'application/x-www-form-urlencoded';
const vectors: [name: string, more: object, signature: string, body?: string][] = [
  ['post-vanilla', {}, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ['post-header-key-case', {}, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-header-key-sort',
    { 'my-header1': 'value1' },
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
  [
    'post-header-value-case',
    { 'my-header1': 'VALUE1' },
    'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  ],
  [
    'post-sts-header-before',
    { 'x-amz-security-token': sessionToken },
    '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
  ],
  ['post-sts-header-after', {}, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-x-www-form-urlencoded',
    { 'content-type': form },
    'd3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b',
    'Param1=value1',
  ],
  [
    'post-x-www-form-urlencoded-parameters',
    { 'content-type': `${form}; charset=utf-8` },
    '328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422',
    'Param1=value1',
  ],
];

const vanilla = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
const scopeOf = (place: Partial<Scope> = {}): Scope => ({
  region: 'us-east-1',
  service: 'service',
  path: '/',
  ...place,
});

/** Signs all headers. */
function signAll(headers: Readonly<Record<string, string>>, ...others: [string, Credentials, Scope]): string {
  return signatureOf(headers, Object.keys(headers).sort(), ...others);
}

test.each(vectors)('a request is signed as AWS says: %s', (_, more, signature, body = '') => {
  const ofBody = { 'content-length': String(body.length), 'x-amz-content-sha256': bodyHash(body) };
  const headers = { ...vanilla, ...more, ...(body !== '' && ofBody) };
  const scope = scopeOf();
  expect(signAll(headers, bodyHash(body), keys, scope)).toBe(
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${Object.keys(headers).sort().join(';')}, Signature=${signature}`,
  );
});

test.each([
  ['get-relative-normalized', '/example/..', '/'],
  ['get-relative-relative-normalized', '/example1/example2/../..', '/'],
  ['get-slash-normalized', '//', '/'],
  ['get-slash-dot-slash-normalized', '/./', '/'],
  ['get-slash-pointless-dot-normalized', '/./example', '/example'],
  ['get-slashes-normalized', '//example//', '/example/'],
  ['get-space-normalized', '/example space/', '/example%20space/'],
  [
    'get-unreserved',
    '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  ],
  ['get-utf8', '/ሴ', '/%E1%88%B4'],
])('a path is signed as AWS says: %s', (_, path, canonical) => {
  expect(canonicalPath(path)).toBe(canonical);
});

test('the key of a day is the one that AWS shows', () => {
  // https://docs.aws.amazon.com/general/latest/gr/sigv4-calculate-signature.html
  const key = Buffer.from('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9', 'hex');
  const empty = bodyHash('');
  const request = `POST\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n${empty}`;
  const toSign = `AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n${hash('sha256', request)}`;
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  expect(signAll(vanilla, empty, keys, scopeOf({ service: 'iam' }))).toMatch(signature);
});

describe('a key is kept only for what it was made for', () => {
  /** Signs with objects that nobody has seen before, so that no key is kept. */
  const afresh = (date: string, scope: Scope, secretAccessKey = keys.secretAccessKey) =>
    signAll({ ...vanilla, 'x-amz-date': date }, '', { ...keys, secretAccessKey }, { ...scope });
  const scope = scopeOf();
  const sign = (date: string, place = scope, credentials = keys) =>
    signAll({ ...vanilla, 'x-amz-date': date }, '', credentials, place);

  test('the day ends at midnight, and may come again when a clock is set back', () => {
    for (const date of ['20150830T235959Z', '20150831T000000Z', '20150830T235959Z', '20160830T000000Z'])
      expect(sign(date)).toBe(afresh(date, scope));
  });

  test('another region, another service and another path', () => {
    const others = [{ region: 'eu-west-1' }, { service: 'iam' }, { path: '/x/' }, {}];
    for (const place of others.map((other) => scopeOf(other)))
      expect(sign('20150830T123600Z', place)).toBe(afresh('20150830T123600Z', place));
  });

  test('other credentials with the same access key', () => {
    const others = ['one', 'two', 'one'].map((secretAccessKey) => ({ ...keys, secretAccessKey }));
    for (const other of others)
      expect(sign('20150830T123600Z', scope, other)).toBe(afresh('20150830T123600Z', scope, other.secretAccessKey));
  });
});

test('a date is written to the second, whatever was written before', () => {
  const at = Date.UTC(2015, 7, 30, 23, 59, 59, 999);
  expect([at, at + 1, at - 999, at - 1_000, at + 1_000].map(amzDate)).toEqual([
    '20150830T235959Z',
    '20150831T000000Z',
    '20150830T235959Z',
    '20150830T235958Z',
    '20150831T000000Z',
  ]);
});

describe('any request is signed as by the SDK', () => {
  const texts = fc
    .string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) })
    .filter((text) => text !== '');
  const names = fc.stringMatching(/^my-[a-z0-9-]{1,10}$/);
  /** A blank within a value, not at its ends, as HTTP has it. */
  const values = fc.array(texts, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
  const signs = fc.constantFrom(..."aZ09-._~ %+/?#&=:;@$,!'()*[]éß語💾");
  const parts = fc.array(fc.string({ unit: signs, maxLength: 6 }), { maxLength: 4 });

  test('with any headers, body, path, keys and time', async () => {
    const { config } = new DynamoDBClient({ region: 'eu-central-1', credentials: keys });
    const known = await config.signer({ name: 'sigv4', signingName: 'x', signingRegion: 'x', properties: {} });
    const Signer = known.constructor as new (settings: object) => typeof known;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          more: fc.dictionary(names, values, { maxKeys: 5 }),
          body: fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()),
          path: parts.map((all) => `/${all.map(encodeURIComponent).join('/')}`),
          region: fc.stringMatching(/^[a-z]{2}-[a-z]{1,8}-\d$/),
          accessKeyId: fc.stringMatching(/^[A-Z0-9]{1,20}$/),
          secretAccessKey: texts,
          sessionToken: fc.option(texts, { nil: undefined }),
          time: fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        }),
        async ({ more, body, path, region, accessKeyId, secretAccessKey, sessionToken, time }) => {
          const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
          const settings = { credentials, region, service: 'dynamodb', sha256: config.sha256, uriEscapePath: true };
          const signer = new Signer(settings);
          const headers = { host: 'h', 'content-type': 'application/x-amz-json-1.0', ...more };
          const request = new HttpRequest({ method: 'POST', hostname: 'h', path, headers, body });
          const signed = (await signer.sign(request, { signingDate: time })) as HttpRequest;
          const { authorization, ...given } = signed.headers;
          expect(given['x-amz-date']).toBe(amzDate(time.getTime()));
          expect(given['x-amz-content-sha256']).toBe(bodyHash(body));
          const scope = scopeOf({ region, service: 'dynamodb', path: canonicalPath(path) });
          expect(signAll(given, bodyHash(body), credentials, scope)).toBe(authorization);
        },
      ),
      { seed: 15, numRuns: 200 },
    );
  });
});
