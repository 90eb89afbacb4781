import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placesBare, placesInBraces } from '../../src/camunda-dialect/secret-places.ts';

const found = (places: readonly { start: number; end: number; name: string }[], text: string) =>
  places.map(({ start, end, name }) => [text.slice(start, end), name]);

describe('in braces', () => {
  test.each<[string, [string, string][]]>([
    ['{{secrets.A}}', [['{{secrets.A}}', 'A']]],
    ['{{ secrets.A }}', [['{{ secrets.A }}', 'A']]],
    ['{{\t\n secrets.A\f\r\v}}', [['{{\t\n secrets.A\f\r\v}}', 'A']]],
    ['{{secrets.a/b.c_d-e}}', [['{{secrets.a/b.c_d-e}}', 'a/b.c_d-e']]],
    ['{{secrets.ü?"}}', [['{{secrets.ü?"}}', 'ü?"']]],
    ['{{secrets.A}}}}', [['{{secrets.A}}', 'A']]],
    ['{{secrets.}}}}', [['{{secrets.}}}', '}']]],
    ['{{{{secrets.A}}', [['{{secrets.A}}', 'A']]],
    [
      '{{secrets.A}}{{secrets.B}}',
      [
        ['{{secrets.A}}', 'A'],
        ['{{secrets.B}}', 'B'],
      ],
    ],
    ['{{secrets.{{secrets.A}}', [['{{secrets.{{secrets.A}}', '{{secrets.A']]],
    ['{{secrets.A {{secrets.B}}', [['{{secrets.B}}', 'B']]],
  ])('7.9 %j has these secrets', (text, expected) => {
    expect(found(placesInBraces(text), text)).toEqual(expected);
  });

  test.each([
    '',
    'secrets.A',
    '{secrets.A}',
    '{{secrets.A}',
    '{{secrets.A B}}',
    '{{secrets. A}}',
    '{{secret.A}}',
    '{{ secrets.}}',
  ])('7.9 %j has no secret', (text) => {
    expect(placesInBraces(text)).toEqual([]);
  });

  test('7.9 a blank of Unicode is part of the name, as for Java', () => {
    const text = '{{secrets.A\u00a0}}';
    expect(found(placesInBraces(text), text)).toEqual([[text, 'A\u00a0']]);
  });

  test('7.9 what is found is what one regular expression finds', () => {
    const pattern = /\{\{[ \t\n\v\f\r]*secrets\.([^ \t\n\v\f\r]+?[ \t\n\v\f\r]*)\}\}/g;
    const piece = fc.constantFrom('{{', '}}', '{', '}', ' ', '\t', 'secrets.', 'secrets', 'A', 'b-1', '"', '\\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const expected = Array.from(text.matchAll(pattern), ([all, name = '']) => [all, name.trim()]);
        expect(found(placesInBraces(text), text)).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ['placeholders that do not end', `${'{{secrets.'.repeat(400_000)} `],
    ['names that end in blanks', `${'{{secrets.A  '.repeat(300_000)}`],
    ['braces', '{'.repeat(4_000_000)],
    ['braces with blanks', '{{ '.repeat(1_000_000)],
  ])('7.9 4 MB of %s are gone through once', (_, text) => {
    expect(placesInBraces(text)).toEqual([]);
  });
});

describe('bare', () => {
  test.each<[string, [string, string][]]>([
    ['secrets.A', [['secrets.A', 'A']]],
    ['mysecrets.Akey', [['secrets.Akey', 'Akey']]],
    [
      'see secrets.A, secrets.B.',
      [
        ['secrets.A', 'A'],
        ['secrets.B', 'B'],
      ],
    ],
    ['secrets.a/b.c_d-e', [['secrets.a/b.c_d-e', 'a/b.c_d-e']]],
    ['secrets.a--b', [['secrets.a', 'a']]],
    ['secrets.a-', [['secrets.a', 'a']]],
    ['secrets.secrets.A', [['secrets.secrets.A', 'secrets.A']]],
    ['secrets.é secrets. secret.A Secrets.A secrets._A', []],
  ])('7.9 %j has these secrets', (text, expected) => {
    expect(found(placesBare(text), text)).toEqual(expected);
  });
});
