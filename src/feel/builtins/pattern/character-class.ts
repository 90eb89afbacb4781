import { type CharacterSet, escapedSet, propertySet, swap } from './properties.ts';
import { rangesText, withBothCases } from './ranges.ts';
import { InvalidPattern, type Reader, readEscapedCodePoint, UnsupportedPattern } from './reader.ts';

/** The flags that matter in a character class. */
interface ClassFlags {
  readonly i: boolean;
  readonly u: boolean;
  readonly x: boolean;
}

/**
 * Reads a character class, from after its opening bracket. Gives it as RE2 writes it.
 * @throws InvalidPattern or UnsupportedPattern, as `translate` does
 */
export function readClass(reader: Reader, flags: ClassFlags): string {
  const negated = reader.take('^');
  const text = `[${negated ? '^' : ''}${readInside(reader, flags)}]`;
  return flags.i && flags.u ? `(?i:${text})` : text;
}

/**
 * Reads a set of characters like `\d` or `\p{L}`, from after its backslash. Gives undefined when something else follows.
 * @throws UnsupportedPattern when RE2 has no such property
 */
export function readEscapedSet(reader: Reader, { i }: Pick<ClassFlags, 'i'>): CharacterSet | undefined {
  const property = reader.match(/([pP])(?:\{([^}]*)\}|([^{]))/y);
  if (property !== undefined) {
    const name = property[2] ?? property[3] ?? '';
    const set = propertySet(name, i);
    if (set === undefined) throw new UnsupportedPattern(`the character property ${name}`);
    return property[1] === 'P' ? swap(set) : set;
  }
  const set = escapedSet(reader.peek());
  if (set !== undefined) reader.next();
  return set;
}

function readInside(reader: Reader, flags: ClassFlags): string {
  let inside = '';
  for (;;) {
    if (flags.x) reader.skipComments();
    if (reader.done) throw new InvalidPattern('a character class does not end');
    if (inside !== '' && reader.take(']')) return inside;
    if (reader.take('&&')) throw new UnsupportedPattern('an intersection of character classes');
    if (reader.take('[')) {
      if (reader.peek() === '^') throw new UnsupportedPattern('a negated character class in another one');
      inside += readInside(reader, flags);
    } else if (reader.take('\\Q')) {
      for (const char of reader.until('\\E')) inside += single(char.codePointAt(0) ?? 0, flags);
    } else inside += readItem(reader, flags);
  }
}

/** Reads a set of characters, a code point, or a range of code points. */
function readItem(reader: Reader, flags: ClassFlags): string {
  const first = readPoint(reader, flags);
  if (typeof first === 'string') return first;
  if (flags.x) reader.skipComments();
  if (reader.peek() !== '-' || reader.peek(1) === ']' || reader.peek(1) === '[') return single(first, flags);
  reader.next();
  const last = readPoint(reader, flags);
  if (typeof last === 'string') throw new InvalidPattern('a range of characters ends in a set of them');
  if (last < first) throw new InvalidPattern('a range of characters is upside down');
  return rangesText(flags.i ? withBothCases([[first, last]]) : [[first, last]]);
}

function readPoint(reader: Reader, flags: ClassFlags): number | string {
  if (!reader.take('\\')) return reader.next().codePointAt(0) ?? 0;
  const set = readEscapedSet(reader, flags);
  if (set !== undefined) return set.inside;
  const codePoint = readEscapedCodePoint(reader);
  if (codePoint === undefined) throw new InvalidPattern('an escape of no meaning in a character class');
  return codePoint;
}

function single(codePoint: number, { i }: ClassFlags): string {
  return rangesText(i ? withBothCases([[codePoint, codePoint]]) : [[codePoint, codePoint]]);
}
