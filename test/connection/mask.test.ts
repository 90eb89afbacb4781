import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mask, maskJson, maskOf } from '../../src/connection/mask.ts';

describe('a secret is not to be read in a text', () => {
  test.each([
    ['key hidden here', ['hidden'], 'key *** here'],
    ['hidden-longer', ['hidden', 'hidden-longer'], '***'],
    ['https://vpce.example.com refused', ['VPCE.Example.com'], 'https://*** refused'],
    ['a.b+c(d)', ['a.b+c(d)'], '***'],
    ['axb+c(d)', ['a.b+c(d)'], 'axb+c(d)'],
    ['got "a\\"bcd"', ['a"bcd'], 'got "***"'],
    ['a cat', ['cat', ''], 'a cat'],
  ])('%s', (text, hidden, masked) => {
    expect(mask(text, hidden)).toBe(masked);
  });

  test('however long it is', () => {
    const secret = '.A'.repeat(500_000);
    expect(mask(`a ${secret} b`, [secret])).toBe('a *** b');
  });

  test('also where an address spells it with percent signs', () => {
    expect(mask('https://host/a%2Fb%2Bc%3D?x', ['a/b+c='])).toBe('https://host/***?x');
    expect(mask('https://host/a%2fb%2bc%3d?x', ['a/b+c='])).toBe('https://host/***?x');
  });

  test('also where an address spells it as RFC 3986 has it', () => {
    expect(mask('https://host/pass%21word%2A', ['pass!word*'])).toBe('https://host/***');
  });

  test.each([
    ['', ''],
    ['a', 'z'],
    ['ab', 'yz'],
  ])('also in a binary value, in base64: between %j and %j', (before, after) => {
    const secret = 'secretKeyOfTest+/';
    for (const encoding of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${before}${secret}${after}`).toString(encoding);
      const masked = mask(text, [secret]);
      expect(masked).toContain('***');
      expect(Buffer.from(masked.replace('***', ''), 'base64').toString('latin1')).not.toMatch(/secret|Test/);
    }
  });

  test('also where only the beginning of a long one is left', () => {
    const secret = `${'k'.repeat(63)}0123456789`;
    expect(mask(`token ${secret.slice(0, 66)}…`, [secret])).toBe('token ***…');
  });
});

const secrets = fc.array(
  fc.string({ unit: fc.constantFrom('a', 'B', '"', '/', '%', 'é'), minLength: 4, maxLength: 9 }),
);
const parts = fc.string({ unit: fc.constantFrom('a', 'B', '"', '/', ' '), maxLength: 9 });

test('no secret is left, and what is none stays', () => {
  fc.assert(
    fc.property(secrets, fc.array(parts), (hidden, between) => {
      const text = between.map((part, index) => part + (hidden[index] ?? '')).join(' ');
      const masked = mask(text, hidden);
      for (const secret of hidden) expect(masked.toLowerCase()).not.toContain(secret.toLowerCase());
      if (hidden.length === 0) expect(masked).toBe(text);
    }),
  );
});

test('a cut text has no part of a secret at its end', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.nat(30), (before, longest) => {
      const masked = mask(`${before}0123456789 and more`, ['0123456789'], longest);
      expect(masked.length).toBeLessThanOrEqual(longest);
      expect(masked).not.toMatch(/0123/);
    }),
  );
});

test.each([
  ['one secret 4,000 times', Array.from({ length: 4_000 }, () => 'hidden'), 'x'.repeat(2_000_000)],
  ['secrets with a long common beginning', [`${'a'.repeat(500_000)}b`], 'a'.repeat(2_000_000)],
  ['many secrets', Array.from({ length: 4_000 }, (_, index) => `secret-${index}`), 'secret'.repeat(300_000)],
  ['a text of secrets', ['abcd'], 'abcd'.repeat(500_000)],
])('a message of 6,000 characters is masked in one pass: %s', (_, hidden, text) => {
  let looked = 0;
  const counted = new Proxy(hidden, {
    get(list, name, receiver) {
      if (typeof name === 'string' && /^\d+$/.test(name)) looked++;
      return Reflect.get(list, name, receiver) as unknown;
    },
  });
  expect(mask(text, counted, 6_000).length).toBeLessThanOrEqual(6_000);
  expect(looked).toBeLessThanOrEqual(hidden.length);
});

describe('in a value', () => {
  test('every text is masked, and the names of members', () => {
    const value = { a: ['hidden', { b: 'x hidden y' }], 'name hidden': 1, n: 5, z: null };
    expect(maskJson(value, maskOf(['hidden']))).toEqual({ a: ['***', { b: 'x *** y' }], 'name ***': 1, n: 5, z: null });
  });

  test('members that get the same name are all there', () => {
    const value = { hidden: 1, HIDDEN: 2, '***': 3, __proto__: 4 };
    const masked = maskJson(value, maskOf(['hidden'])) as object;
    expect(Object.values(masked).sort()).toEqual(Object.values(value).sort());
  });
});
