import { describe, expect, test } from 'vitest';
import type { Value } from '../../../src/feel/values.ts';
import { invoke, outcome } from './call.ts';

describe('texts', () => {
  test.each<[string, Value[], unknown]>([
    ['substring', ['hello', 0], ''],
    ['substring', ['hello', -3, 2], 'll'],
    ['substring', ['hello', 4_294_967_297], 'hello'],
    ['substring', ['😀a', 2], '\ude00a'],
    ['substring before', ['foobar', 'foo'], ''],
    ['substring after', ['a/b/c', '/'], 'b/c'],
    ['upper case', ['straße'], 'STRASSE'],
    ['lower case', ['ΑΣ'], 'ας'],
    ['trim', ['\t\u0000a \u00a0\n'], 'a \u00a0'],
    ['is blank', [' \n\u001c\u3000'], true],
    ['is blank', ['\u00a0'], false],
    ['to base64', ['é😀'], 'w6nwn5iA'],
    ['string length', ['😀'], 2],
  ])('%s of %j is %j', (name, args, expected) => {
    expect(outcome(name, ...args)).toBe(expected);
  });

  test.each<[number, number]>([
    [7, 1],
    [-6, 1],
    [2, -1],
    [2, 2_147_483_647],
  ])('a substring from %d, %d long, outside the text fails', (start, length) => {
    expect(() => invoke('substring', ['hello', start, length])).toThrow('outside a text of 5 characters');
  });

  test('a uuid is of version 7, and each is another one', () => {
    expect(invoke('uuid', [])).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(invoke('uuid', [])).not.toBe(invoke('uuid', []));
  });
});
