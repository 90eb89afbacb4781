/** The code points from the first to the last, both included. */
export type Range = readonly [number, number];

const lastCodePoint = 0x10ffff;

/** Gives all code points outside the ranges. The ranges must be in ascending order. */
export function complement(ranges: readonly Range[]): Range[] {
  const outside: Range[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) outside.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= lastCodePoint) outside.push([next, lastCodePoint]);
  return outside;
}

/** Adds the other case of each ASCII letter. */
export function withBothCases(ranges: readonly Range[]): Range[] {
  const both = [...ranges];
  for (const [first, last] of ranges) {
    const [upperFirst, upperLast] = [Math.max(first, 65), Math.min(last, 90)];
    const [lowerFirst, lowerLast] = [Math.max(first, 97), Math.min(last, 122)];
    if (upperFirst <= upperLast) both.push([upperFirst + 32, upperLast + 32]);
    if (lowerFirst <= lowerLast) both.push([lowerFirst - 32, lowerLast - 32]);
  }
  return both;
}

/** Writes the ranges as the inside of a character class. */
export function rangesText(ranges: readonly Range[]): string {
  return ranges.map(([first, last]) => quote(first) + (first === last ? '' : `-${quote(last)}`)).join('');
}

/** Writes a code point so that it stands for itself everywhere in a pattern. */
export function quote(codePoint: number): string {
  const char = String.fromCodePoint(codePoint);
  return /[A-Za-z0-9]/.test(char) ? char : `\\x{${codePoint.toString(16)}}`;
}
