import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { originMatcher, textMatcher } from '../../src/json/patterns.ts';
import { inLongForm } from '../support/long-form.ts';

describe('a text is allowed when a pattern matches all of it', () => {
  test.each<[string, string[], string[]]>([
    ['orders', ['orders'], ['orders-2', 'order', 'Orders']],
    ['orders*', ['orders', 'orders-2'], ['my-orders', 'order']],
    ['*-eu', ['a-eu', '-eu'], ['a-eu-1']],
    ['a*b*c', ['abc', 'a-b-b-c'], ['acb', 'ab', 'ac']],
    ['*', ['a', ''], []],
    ['aa*aa', ['aaaa', 'aa-aa'], ['aaa', 'aa']],
    ['a.c*', ['a.c'], ['abc']],
  ])('%s: %j, and not %j', (pattern, texts, others) => {
    const matches = textMatcher([pattern]);
    expect([texts.filter(matches), others.filter(matches)]).toEqual([texts, []]);
  });

  test.each([
    ['*', 'anything', true],
    ['arn:aws:iam::123456789012:role/tenant-*', 'arn:aws:iam::123456789012:role/tenant-a', true],
    ['arn:aws:iam::123456789012:role/tenant-*', 'arn:aws:iam::999999999999:role/tenant-a', false],
    ['arn:aws:iam::*:role/reader', 'arn:aws:iam::123456789012:role/reader', true],
    ['arn:aws:iam::*:role/reader', 'arn:aws:iam::123456789012:role/reader2', false],
    ['a.b', 'axb', false],
    ['a[b]$^(c)|d+?\\', 'a[b]$^(c)|d+?\\', true],
    ['/tokens/*', '/tokens/a/b', true],
    ['/tokens/*', '/token', false],
    ['a*b*b', 'ab', false],
    ['a*b*b', 'abb', true],
    ['ab*ba', 'aba', false],
    ['a*bc*c', 'abc', false],
    ['**', '', true],
  ])('%s, %s: %s', (pattern, text, allowed) => {
    expect(textMatcher([pattern])(text)).toBe(allowed);
    expect(textMatcher(['other', pattern])(text)).toBe(allowed);
  });

  test('none is, when there is no pattern', () => {
    expect(textMatcher([])('')).toBe(false);
  });

  test('as a regular expression would find, however the parts lie', () => {
    const text = fc.stringMatching(/^[ab]{0,12}$/);
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*]{0,8}$/), text, (pattern, text) => {
        const expression = new RegExp(`^${pattern.replace(/\*+/g, '.*')}$`);
        expect(textMatcher([pattern])(text)).toBe(expression.test(text));
      }),
      { numRuns: inLongForm(2_000, 1_000) },
    );
  });

  test('in a text of a megabyte too, which would take a regular expression forever', () => {
    expect(textMatcher(['team-*-orders-*-prod'])(`team-${'-orders-'.repeat(125_000)}`)).toBe(false);
    expect(textMatcher(['*a*a*a*a*b'])('a'.repeat(1_000_000))).toBe(false);
    expect(textMatcher([`${'a*'.repeat(5_000)}b`])('a'.repeat(10_000))).toBe(false);
  });
});

describe('an origin is allowed when a pattern matches all of it', () => {
  test.each([
    ['https://a.example.com', 'https://a.example.com', true],
    ['https://A.Example.com', 'https://a.example.com', true],
    ['https://*.example.com', 'https://a.b.example.com', true],
    ['https://*.example.com', 'https://example.com', false],
    ['https://*.example.com', 'https://a.example.com.evil.com', false],
    ['https://*.example.com', 'http://a.example.com', false],
    ['https://*.example.com', 'https://a.example.com:8443', false],
    ['https://a.example.com', 'https://aXexample.com', false],
    ['http://localhost:8000', 'http://localhost:80001', false],
    ['http://dynamodb_tests:8000', 'http://dynamodb_tests:8000', true],
    ['http://[::1]:8000', 'http://[::1]:8000', true],
    ['http://*', 'http://a.example.com', true],
    ['http://*', 'http://a.example.com:8000', false],
    ['http://*', 'http://[::1]', false],
    ['https://*.dynamodb.*.amazonaws.com', 'https://a.dynamodb.b.amazonaws.com', true],
  ])('%s, %s: %s', (pattern, origin, allowed) => {
    expect(originMatcher(['https://other.com', pattern])(origin)).toBe(allowed);
  });

  test('in one of a megabyte too', () => {
    const origin = `https://${'a.dynamodb.'.repeat(100_000)}x`;
    expect(originMatcher(['https://*.dynamodb.*.amazonaws.com'])(origin)).toBe(false);
  });

  test('the usual port may be written or not', () => {
    expect(originMatcher(['https://db.example.com:443'])('https://db.example.com')).toBe(true);
    expect(originMatcher(['http://db.example.com:80'])('http://db.example.com')).toBe(true);
  });

  test('none is, when there is no pattern', () => {
    expect(originMatcher([])('https://dynamodb.eu-central-1.amazonaws.com')).toBe(false);
  });
});
