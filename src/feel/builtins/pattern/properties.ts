import { complement, type Range, rangesText } from './ranges.ts';

/** A set of characters: the inside of its character class, and the inside of the class of all other characters. */
export interface CharacterSet {
  readonly inside: string;
  readonly outside: string;
}

const space: Range[] = [
  [9, 13],
  [32, 32],
];
const horizontal: Range[] = [
  [9, 9],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x180e, 0x180e],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];
const vertical: Range[] = [
  [10, 13],
  [0x85, 0x85],
  [0x2028, 0x2029],
];
const lower: Range = [97, 122];
const upper: Range = [65, 90];
const digit: Range = [48, 57];

const posix = new Map<string, readonly Range[]>([
  ['Lower', [lower]],
  ['Upper', [upper]],
  ['ASCII', [[0, 127]]],
  ['Alpha', [upper, lower]],
  ['Digit', [digit]],
  ['Alnum', [digit, upper, lower]],
  [
    'Punct',
    [
      [33, 47],
      [58, 64],
      [91, 96],
      [123, 126],
    ],
  ],
  ['Graph', [[33, 126]]],
  ['Print', [[32, 126]]],
  [
    'Blank',
    [
      [9, 9],
      [32, 32],
    ],
  ],
  [
    'Cntrl',
    [
      [0, 31],
      [127, 127],
    ],
  ],
  ['XDigit', [digit, [65, 70], [97, 102]]],
  ['Space', space],
]);

const unicode = new Map([
  ['IsLetter', 'L'],
  ['IsDigit', 'Nd'],
  ['IsPunctuation', 'P'],
  ['IsControl', 'Cc'],
  ['javaLowerCase', 'Ll'],
  ['javaUpperCase', 'Lu'],
  ['javaDigit', 'Nd'],
  ['javaLetter', 'L'],
]);

const cased = { inside: '\\p{Lu}\\p{Ll}\\p{Lt}', outside: '\\P{L}\\p{Lm}\\p{Lo}' };

const escapes = new Map([
  ['d', setOf([digit])],
  ['w', setOf([digit, upper, [95, 95], lower])],
  ['s', setOf(space)],
  ['h', setOf(horizontal)],
  ['v', setOf(vertical)],
]);

/** Gives the set of a letter after a backslash, like `d` or `S`. Gives undefined for a letter that is not a set. */
export function escapedSet(letter: string): CharacterSet | undefined {
  const set = escapes.get(letter.toLowerCase());
  return set === undefined || letter === letter.toLowerCase() ? set : swap(set);
}

/** Gives the set of a property, like `L` in `\p{L}`. Gives undefined when RE2 has no property of that name. */
export function propertySet(name: string, ignoreCase: boolean): CharacterSet | undefined {
  if (name.startsWith('^')) return undefined;
  const ranges = posix.get(ignoreCase && /^(Lower|Upper)$/.test(name) ? 'Alpha' : name);
  if (ranges !== undefined) return setOf(ranges);
  const [, keyed] = /^(?:script|sc|general_category|gc)=(.+)$/i.exec(name) ?? [];
  const plain = unicode.get(name) ?? keyed ?? name.replace(/^Is/, '');
  if (ignoreCase && /^L[ult]$/.test(plain)) return cased;
  return /^(?!In|java)[A-Za-z_]+$/.test(plain) ? { inside: `\\p{${plain}}`, outside: `\\P{${plain}}` } : undefined;
}

/** Gives the set of all other characters. */
export function swap({ inside, outside }: CharacterSet): CharacterSet {
  return { inside: outside, outside: inside };
}

function setOf(ranges: readonly Range[]): CharacterSet {
  return { inside: rangesText(ranges), outside: rangesText(complement(ranges)) };
}
