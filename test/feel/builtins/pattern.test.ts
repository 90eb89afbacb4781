import { describe, expect, test } from 'vitest';
import { invoke, outcome, testCall } from './call.ts';

describe('what a pattern of Java means here', () => {
  test.each<[string, string, boolean]>([
    ['foobar', '^fo*bar', true],
    ['a\nb', 'a.b', false],
    ['a\u2028b', 'a.b', false],
    ['a\n', 'a$', true],
    ['a\r\n', 'a\\Z', true],
    ['a\n\n', 'a$', false],
    ['a\n', 'a\\z', false],
    ['a\nb', '(?m)^b', true],
    ['\u000b', '\\s', true],
    ['\u00a0', '\\h', true],
    ['a\u2028', 'a\\R', true],
    ['é', '\\w', false],
    ['é', '\\p{Alpha}', false],
    ['é', '\\p{L}', true],
    ['é', '[^\\P{IsLatin}]', true],
    ['É', '(?i)é', false],
    ['É', '(?iu)é', true],
    ['\u212a', '(?i)k', false],
    ['ABC', 'a(?-i)B', false],
    ['ABc', '(?i:ab)c', true],
    ['ABC', '(?i:ab)c', false],
    ['x', '(?i)[^X]', false],
    ['Q', '(?i)[a-z&]', true],
    ['A', '(?i)\\p{Ll}', true],
    ['A', '(?i)\\P{Lower}', false],
    ['\u01c5', '(?i)[^\\P{Lu}]', true],
    ['b', '[[ab]c]', true],
    [']', '[]]', true],
    ['x', '[\\w-]', true],
    ['a.b', '^\\Qa.b\\E$', true],
    ['é', '\\xe9\\x{e9}?\\u00e9?\\0351?', true],
    ['\u0001', '\\cA', true],
    ['ab', '(?x) a b # and a comment', true],
    ['a b', '(?x)[a b]{3}', false],
    ['{', '\\{', true],
    ['aaaa', '^a{2,}?$', true],
    ['abc', '^(?<x>a)bc$', true],
    ['😀', '^.$', true],
  ])('%j, %s: %s', (input, pattern, found) => {
    expect(outcome('matches', input, pattern)).toBe(found);
  });

  test.each([
    '[',
    '{',
    'a{,3}',
    '(a',
    'a)',
    '[b-a]',
    '[a-\\d]',
    '\\',
    '\\y',
    '[^]',
    '*a',
    '(?<1a>b)',
    '(?P<a>b)',
    '\\p{Foo}',
  ])('%s is no pattern', (pattern) => {
    expect(outcome('matches', 'a', pattern)).toEqual({ error: `Invalid pattern '${pattern}'` });
  });

  test.each([
    ['(ab)\\1', 'a back-reference'],
    ['(?<n>a)\\k<n>', 'a back-reference'],
    ['(?=a)', 'a lookahead'],
    ['a(?!b)', 'a lookahead'],
    ['(?<=a)b', 'a lookbehind'],
    ['(?<!a)b', 'a lookbehind'],
    ['(?>a+)b', 'an atomic group'],
    ['a++', 'a possessive repetition'],
    ['a{2}+', 'a possessive repetition'],
    ['a{2}{3}', 'a repetition of a repetition'],
    ['\\p{InGreek}', 'the character property InGreek'],
    ['a{1001}', 'a repetition of more than 1000'],
    ['[a-c&&[^b]]', 'an intersection of character classes'],
    ['[a[^b]]', 'a negated character class in another one'],
    ['\\X', 'the escape \\X'],
    ['(?U)\\w', 'the flag U'],
  ])('%s is refused by name', (pattern, name) => {
    const message = `the pattern '${pattern}' has ${name}, which is not supported here`;
    expect(() => invoke('matches', ['a', pattern])).toThrow(message);
  });
});

describe('matches, one after the other', () => {
  test.each<[string, string, string[]]>([
    ['a1b22', '([a-z])([0-9]+)', ['a1', 'b22']],
    ['abc', '', ['', '', '', '']],
    ['abc', 'b*', ['', 'b', '', '']],
    ['ab\ncd\n', '.*$', ['cd', '', '']],
  ])('extract %j, %s', (input, pattern, found) => {
    expect(outcome('extract', input, pattern)).toEqual(found);
  });

  test.each<[string, string, string[]]>([
    ['a,b,', ',', ['a', 'b', '']],
    ['', ',', ['']],
    ['abc', '', ['a', 'b', 'c', '']],
    ['abc', 'b*', ['a', '', 'c', '']],
    ['a.b', '.', ['', '', '', '']],
    ['a\n', '$', ['a', '\n', '']],
  ])('split %j, %s', (text, delimiter, parts) => {
    expect(outcome('split', text, delimiter)).toEqual(parts);
  });

  test.each<[string, string, string, string, string]>([
    ['abcd', '(ab)|(a)', '[1=$1][2=$2]', '', '[1=ab][2=]cd'],
    ['abc', '(b)', '$12', '', 'ab2c'],
    ['abc', '(?<x>b)', '[\x24{x}]', '', 'a[b]c'],
    ['abc', 'b', '\\$\\\\', '', 'a$\\c'],
    ['abc', '', '-', '', '-a-b-c-'],
    ['😀a', '', '-', '', '-\ud83d-\ude00-a-'],
    ['abc', 'b*', '-', '', '-a--c-'],
    ['a\n', '$', 'X', '', 'aX\nX'],
    ['abc', 'z', '$9', '', 'abc'],
    ['aXbx', 'x #', '-', 'xi', 'a-b-'],
  ])('replace %j, %s, %s, %s', (input, pattern, replacement, flags, replaced) => {
    expect(outcome('replace', input, pattern, replacement, flags)).toBe(replaced);
  });

  test.each(['$', '$1', '\x24{x}', '\\', '$x'])('%s replaces nothing', (replacement) => {
    expect(outcome('replace', 'abc', 'b', replacement)).toEqual({ error: "Invalid pattern 'b'" });
  });
});

test('a pattern that would make a backtracking engine hang takes a moment', () => {
  expect(outcome('matches', 'x'.repeat(50_000), '^(x+x+)+y')).toBe(false);
});

test.each<[string, string]>([
  ['searching', '(a?){50}b'],
  ['reading', '(?:ab?c?){1000}'],
  ['reading', '((a{10}){10}){10}b{999}c{999}'],
  ['reading', '\\p{L}'.repeat(20)],
])('%s is paid for before it begins: %s', (_what, pattern) => {
  const poor = {
    ...testCall,
    spend: (steps: number) => {
      if (steps > 100_000) testCall.fail('too much');
    },
  };
  expect(() => invoke('matches', ['a'.repeat(1_000_000), pattern], poor)).toThrow('too much');
});

describe('patterns that were used last are kept', () => {
  /** The steps of reading a pattern and of matching it. */
  const stepsOf = (pattern: string) => {
    let steps = 0;
    const spend = (more: number) => {
      steps += more;
    };
    invoke('matches', ['', pattern], { ...testCall, spend });
    return steps;
  };
  const isKept = (pattern: string) => stepsOf(pattern) < 100;

  test('and read once', () => {
    expect(isKept('kept 1')).toBe(false);
    expect(isKept('kept 1')).toBe(true);
  });

  test('but no more than two hundred', () => {
    isKept('kept 2');
    isKept('kept 3');
    for (let other = 0; other < 199; other++) {
      isKept(`other ${other}`);
      expect(isKept('kept 3')).toBe(true);
    }
    expect(isKept('kept 2')).toBe(false);
  });

  test.each([
    ['a long text', 'x'.repeat(6_000)],
    ['a long program', '(x{10}){600}'],
  ])('and none of %s', (_, pattern) => {
    isKept(pattern);
    expect(isKept(pattern)).toBe(false);
  });
});
