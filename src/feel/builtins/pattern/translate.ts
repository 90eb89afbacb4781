import { readClass, readEscapedSet } from './character-class.ts';
import { quote, rangesText, withBothCases } from './ranges.ts';
import { InvalidPattern, Reader, readEscapedCodePoint, UnsupportedPattern } from './reader.ts';
import { ProgramSize } from './size.ts';

/** A Java pattern, translated to RE2. */
export interface Translation {
  readonly source: string;
  /** Whether it has an end of text (`$`, `\Z`), which in Java also matches before the last line break. */
  readonly endsBeforeLineBreak: boolean;
  /** About how many instructions RE2's program will have. */
  readonly size: number;
}

const flagNames = ['i', 'd', 'm', 's', 'u', 'x'] as const;
type Flags = Readonly<Record<(typeof flagNames)[number], boolean>>;

const lineBreaks = '\\n\\r\\x{85}\\x{2028}\\x{2029}';
const maxRepetition = 1000;

/**
 * Translates a pattern of `java.util.regex` to RE2.
 * @param flags any of `s`, `m`, `i`, `x`. Other letters have no effect
 * @throws InvalidPattern when Java refuses it
 * @throws UnsupportedPattern when Java accepts it, but it cannot be translated
 */
export function translate(pattern: string, flags = ''): Translation {
  return new Translator(pattern, flags).run();
}

class Translator {
  readonly #reader: Reader;
  readonly #outer: Flags[] = [];
  readonly #size = new ProgramSize();
  #flags: Flags;
  #endsBeforeLineBreak = false;
  /** Whether the last part was a repetition. */
  #repeated = false;

  constructor(pattern: string, flags: string) {
    this.#reader = new Reader(pattern);
    const has = (flag: string): boolean => flags.includes(flag);
    this.#flags = { i: has('i'), d: false, m: has('m'), s: has('s'), u: false, x: has('x') };
  }

  run(): Translation {
    const parts: string[] = [];
    for (;;) {
      if (this.#flags.x) this.#reader.skipComments();
      if (this.#reader.done) break;
      const char = this.#reader.next();
      parts.push(this.#next(char));
      this.#repeated = /[*+?{]/.test(char);
    }
    if (this.#outer.length > 0) throw new InvalidPattern('a group does not end');
    return { source: parts.join(''), endsBeforeLineBreak: this.#endsBeforeLineBreak, size: this.#size.total };
  }

  #next(char: string): string {
    switch (char) {
      case '\\':
        return this.#escape();
      case '[':
        this.#size.add();
        return readClass(this.#reader, this.#flags);
      case '(':
        return this.#group();
      case ')':
        this.#flags = this.#outer.pop() ?? invalid('a group ends that did not begin');
        this.#size.close();
        return ')';
      case '|':
        return '|';
      case '.':
        this.#size.add();
        if (this.#flags.s) return '(?s:.)';
        return this.#flags.d ? '[^\\n]' : `[^${lineBreaks}]`;
      case '^':
        return this.#flags.m ? '(?m:^)' : '^';
      case '$':
        return this.#flags.m ? '(?m:$)' : this.#end();
      case '*':
      case '+':
      case '?':
        return char + this.#mood();
      case '{':
        if (this.#repeated) throw new UnsupportedPattern('a repetition of a repetition');
        return this.#repetition();
      default:
        return this.#literal(char.codePointAt(0) ?? 0);
    }
  }

  #end(): string {
    this.#endsBeforeLineBreak = true;
    return '\\z';
  }

  #literal(codePoint: number): string {
    this.#size.add();
    if (!this.#flags.i) return quote(codePoint);
    if (this.#flags.u) return `(?i:${quote(codePoint)})`;
    const both = withBothCases([[codePoint, codePoint]]);
    return both.length === 1 ? quote(codePoint) : `[${rangesText(both)}]`;
  }

  #repetition(): string {
    const match = this.#reader.match(/(\d+)(,(\d*))?\}/y) ?? invalid('a brace that is no repetition');
    const times = Math.max(Number(match[1]), Number(match[3] ?? 0));
    if (times > maxRepetition) throw new UnsupportedPattern(`a repetition of more than ${maxRepetition}`);
    this.#size.repeat(times);
    return `{${match[0]}${this.#mood()}`;
  }

  /** Reads the question mark after a repetition, which makes it reluctant. */
  #mood(): string {
    if (this.#reader.peek() === '+') throw new UnsupportedPattern('a possessive repetition');
    return this.#reader.take('?') ? '?' : '';
  }

  #group(): string {
    const reader = this.#reader;
    const outer = this.#flags;
    let opening = '(';
    if (reader.take('?')) {
      if (/[=!]/.test(reader.peek())) throw new UnsupportedPattern('a lookahead');
      if (/<[=!]/.test(reader.peek() + reader.peek(1))) throw new UnsupportedPattern('a lookbehind');
      if (reader.peek() === '>') throw new UnsupportedPattern('an atomic group');
      const name = reader.match(/<([A-Za-z][A-Za-z0-9]*)>/y)?.[1];
      if (name !== undefined) opening = `(?P<${name}>`;
      else if (this.#readFlags() === ')') return '';
      else opening = '(?:';
    }
    this.#outer.push(outer);
    this.#size.open();
    return opening;
  }

  /** Reads the flags of `(?i)` or `(?i:`. Gives the character that ends them. */
  #readFlags(): string {
    const match = this.#reader.match(/([idmsuxU]*)(?:-([idmsuxU]*))?([:)])/y) ?? invalid('a group of no known kind');
    const [, on = '', off = '', end = ''] = match;
    if (on.includes('U')) throw new UnsupportedPattern('the flag U');
    const flags = { ...this.#flags };
    for (const name of flagNames) flags[name] = (flags[name] || on.includes(name)) && !off.includes(name);
    this.#flags = flags;
    return end;
  }

  #escape(): string {
    const reader = this.#reader;
    if (reader.take('Q')) {
      return Array.from(reader.until('\\E'), (char) => this.#literal(char.codePointAt(0) ?? 0)).join('');
    }
    if (/[1-9k]/.test(reader.peek())) throw new UnsupportedPattern('a back-reference');
    if (/[GXN]/.test(reader.peek()) || reader.text.startsWith('b{', reader.position)) {
      throw new UnsupportedPattern(`the escape \\${reader.peek()}`);
    }
    if (reader.take('R')) return `(?:\\r\\n|[\\x0b\\x0c${lineBreaks}])`;
    if (reader.take('Z')) return this.#end();
    if (/[AzbB]/.test(reader.peek())) return `\\${reader.next()}`;
    const set = readEscapedSet(reader, this.#flags);
    if (set !== undefined) {
      this.#size.add();
      return `[${set.inside}]`;
    }
    return this.#literal(readEscapedCodePoint(reader) ?? invalid('an escape of no meaning'));
  }
}

function invalid(message: string): never {
  throw new InvalidPattern(message);
}
