import { FeelSyntaxError } from '../errors.ts';

/** The text before and after an error, and what was expected there. */
interface Surroundings {
  readonly before: string;
  readonly after: string;
  readonly expected: readonly string[];
}

/** Guesses at what was meant, the most specific first. */
const GUESSES: readonly (readonly [fits: (place: Surroundings) => boolean, hint: string])[] = [
  [({ before, after }) => before === '' && after.startsWith('='), 'leave out the = at the beginning'],
  [({ before, after }) => /^==/.test(after) || (/=\s*$/.test(before) && /^=/.test(after)), 'to compare, write ='],
  [({ after }) => /^:=/.test(after), 'to compare, write ='],
  [({ before, after }) => /=\s*$/.test(before) && /^>/.test(after), 'to compare, write >='],
  [({ before, after }) => /<\s*$/.test(before) && /^>/.test(after), 'for “not equal”, write !='],
  [({ after }) => /^['‘’“”„]/.test(after), 'texts stand in double quotes: "…"'],
  [
    ({ before, after }) => /\d$/.test(before) && /^[eE][+-]?\d/.test(after),
    'numbers have no exponent, write out the digits',
  ],
  [({ before, after }) => /\d$/.test(before) && /^_\d/.test(after), 'numbers have no separators but the point'],
  [({ before, after }) => /\d\s*$/.test(before) && /^,\d/.test(after), 'write a decimal number with a point'],
  [({ after }) => /^\|\|/.test(after), 'write or'],
  [({ after }) => /^&/.test(after), 'write and'],
  [({ after }) => /^!(?!=)/.test(after), 'write not(…)'],
  [({ after }) => /^%/.test(after), 'write modulo(a, b)'],
  [({ after }) => /^\^/.test(after), 'write ** for a power'],
  [({ after }) => /^≥/.test(after), 'write >='],
  [({ after }) => /^≤/.test(after), 'write <='],
  [({ after }) => /^≠/.test(after), 'write !='],
  [({ after }) => /^\?[^.]*:/s.test(after), 'write if … then … else …'],
  [({ after }) => /^\?\./.test(after), 'write . only: a path through null is null'],
  [({ after }) => /^;/.test(after), 'leave out the ;'],
  [({ before, after }) => /[\w`]\s*\.\s*$/.test(before) && /^[a-z]/.test(after), 'a reserved word stands in backticks'],
  [({ before, after }) => /[\w`\])]\s*\.\s*$/.test(before) && /^\d/.test(after), 'an index stands in brackets: a[1]'],
  [({ before, after }) => /,\s*$/.test(before) && /^[\])}]/.test(after), 'leave out the comma'],
  [({ before, after }) => /\bin\s*\[[^\]]*$/.test(before) && /^\.\./.test(after), 'to count, write for i in 1..3'],
  [({ before, after }) => /\bfunction\s*\([^)]*$/.test(before) && /^:/.test(after), 'parameters have no types'],
  [
    ({ before, after }) => /\binstance\s+of\s+\w+$/.test(before) && /^</.test(after),
    'write the type without what it holds',
  ],
  [({ expected }) => expected.includes('else'), 'an if needs both then and else'],
  [({ expected }) => expected.includes('then'), 'an if needs both then and else'],
  [
    ({ before, after }) => /[\p{L}_$][\p{L}\p{N}_$]*\s+$/u.test(before) && /^[\p{L}_$]/u.test(after),
    'a name with blanks stands in backticks: `a b`',
  ],
];

/**
 * Makes the error of an expression that could be read up to a position. The message says what was expected, what was found, and
 * what was meant if that can be guessed.
 */
export function syntaxError(text: string, position: number, expected: readonly string[]): FeelSyntaxError {
  const before = text.slice(0, position);
  const after = text.slice(position, position + 100);
  const nearby = before.slice(-200);
  const place: Surroundings = { before: nearby, after, expected };
  const hint = GUESSES.find(([fits]) => fits(place))?.[1];
  const found = after === '' ? 'nothing more came' : `found ${JSON.stringify(firstWord(after))}`;
  const names = expected.map((what) => (/^(an? |the )/.test(what) ? what : `“${what}”`));
  const wanted =
    names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : (names[0] ?? 'an expression');
  const message = `Expected ${wanted}, but ${found}${hint === undefined ? '' : `: ${hint}`}`;
  return new FeelSyntaxError(message, before.split('\n').length, position - before.lastIndexOf('\n'), expected);
}

function firstWord(text: string): string {
  return /^[\p{L}\p{N}_$]+/u.exec(text)?.[0].slice(0, 30) ?? text.slice(0, 2).trimEnd();
}
