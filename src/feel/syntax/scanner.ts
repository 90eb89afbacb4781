import { FeelSyntaxError } from '../errors.ts';
import { isDigit, isNamePart, isNameStart, isWhitespace } from './characters.ts';
import { syntaxError } from './syntax-error.ts';
import type { Node } from './tree.ts';

/** Deeper nesting is refused; Camunda's engine runs out of stack between 100 and 200 brackets. */
const MAX_NESTING = 200;

const RESERVED = new Set([
  'null',
  'true',
  'false',
  'function',
  'in',
  'return',
  'then',
  'else',
  'satisfies',
  'and',
  'or',
]);

const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/(?<!\\)\\n/g, '\n'],
  [/(?<!\\)\\r/g, '\r'],
  [/(?<!\\)\\t/g, '\t'],
  [/(?<!\\)\\b/g, '\b'],
  [/(?<!\\)\\f/g, '\f'],
  [/(?<!\\)\\'/g, "'"],
  [/(?<!\\)\\"/g, '"'],
  [/\\\\/g, '\\'],
];

/** What parsing a rule at a place has given: a node and where it ends, or null where the rule does not fit. */
export type Memo = Map<number, { readonly node: Node; readonly end: number } | null>;

/**
 * A text and the place that the parser has come to. The parser tries alternatives in order, as Camunda's does; every scanning
 * method moves the place only when it succeeds, up to white space.
 */
export class Scanner {
  readonly text: string;
  position = 0;
  readonly expressions: Memo = new Map();
  readonly sums: Memo = new Map();
  /** Whether what is tried is too unlikely to be what was meant. */
  quiet = false;
  private nesting = 0;
  private furthest = 0;
  private expected: Set<string> | undefined;

  /** With `explain`, notes what was expected at the furthest place: slower, so only once it is known that there is an error. */
  constructor(text: string, explain: boolean) {
    this.text = text;
    this.expected = explain ? new Set() : undefined;
  }

  /** Notes what would have fitted here. */
  miss(what: string): undefined {
    if (this.expected !== undefined && !this.quiet && this.position >= this.furthest) {
      if (this.position > this.furthest) this.expected.clear();
      this.furthest = this.position;
      this.expected.add(what);
    }
  }

  error(): FeelSyntaxError {
    return syntaxError(this.text, this.furthest, [...(this.expected ?? [])]);
  }

  enter(): void {
    if (++this.nesting > MAX_NESTING) throw this.refuse(`More than ${MAX_NESTING} levels of nesting`);
  }

  leave(): void {
    this.nesting--;
  }

  /** An error at the current place that no alternative can mend. */
  refuse(message: string, expected: readonly string[] = []): FeelSyntaxError {
    const before = this.text.slice(0, this.position);
    const line = before.split('\n').length;
    return new FeelSyntaxError(message, line, this.position - before.lastIndexOf('\n'), expected);
  }

  get code(): number {
    return this.text.charCodeAt(this.position);
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Passes white space and comments. */
  skip(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.position);
      if (isWhitespace(code)) this.position++;
      else if (code !== 47) return;
      else {
        const next = text.charCodeAt(this.position + 1);
        if (next === 47) {
          const end = text.indexOf('\n', this.position);
          this.position = end < 0 ? text.length : end + 1;
        } else if (next === 42) {
          const end = text.indexOf('*/', this.position + 2);
          if (end < 0) throw this.refuse('The comment /* is not closed', ['*/']);
          this.position = end + 2;
        } else return;
      }
    }
  }

  /** White space, then exactly these characters; a keyword may be glued to what follows. */
  eat(characters: string, what = characters): boolean {
    this.skip();
    return this.match(characters, what);
  }

  /** White space, then a point that is not the first of two. */
  eatPoint(): boolean {
    this.skip();
    if (this.text.startsWith('..', this.position)) return this.miss('an operator') ?? false;
    return this.match('.', 'an operator');
  }

  /** Exactly these characters, without white space before. */
  match(characters: string, what = characters): boolean {
    if (this.text.startsWith(characters, this.position)) {
      this.position += characters.length;
      return true;
    }
    this.miss(what);
    return false;
  }

  /** A name without backticks that is no reserved word. */
  identifier(): string | undefined {
    const { text, position } = this;
    if (!isNameStart(text.charCodeAt(position))) return undefined;
    let end = position + 1;
    while (isNamePart(text.charCodeAt(end))) end++;
    const word = text.slice(position, end);
    if (RESERVED.has(word)) return undefined;
    this.position = end;
    return word;
  }

  /** Two or more identifiers with blanks between them. */
  spacedName(): string | undefined {
    const start = this.position;
    if (this.identifier() === undefined) return undefined;
    let end = this.position;
    let words = 1;
    for (;;) {
      while (this.code === 32) this.position++;
      if (this.position === end || this.identifier() === undefined) break;
      end = this.position;
      words++;
    }
    this.position = words > 1 ? end : start;
    return words > 1 ? this.text.slice(start, end) : undefined;
  }

  /** An identifier, or any characters in backticks. */
  name(): string | undefined {
    const { text, position } = this;
    if (text.charCodeAt(position) !== 96) return this.identifier() ?? this.miss('a name');
    const end = text.indexOf('`', position + 1);
    if (end <= position + 1) {
      if (end < 0) this.position = text.length;
      this.miss('`');
      this.position = position;
      return undefined;
    }
    this.position = end + 1;
    return text.slice(position + 1, end);
  }

  /** What stands between double quotes, with its escapes as they are. */
  rawString(): string | undefined {
    const { text, position } = this;
    if (text.charCodeAt(position) !== 34) return this.miss('"');
    for (let end = position + 1; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === 92) end++;
      else if (code === 34) {
        this.position = end + 1;
        return text.slice(position + 1, end);
      }
    }
    this.position = text.length;
    this.miss('"');
    this.position = position;
    return undefined;
  }

  string(): string | undefined {
    const raw = this.rawString();
    if (raw === undefined || !raw.includes('\\')) return raw;
    return ESCAPES.reduce((text, [escaped, character]) => text.replace(escaped, character), raw);
  }

  /** The digits of a number, perhaps with a sign. */
  number(): string | undefined {
    const { text, position } = this;
    let end = position;
    if (text.charCodeAt(end) === 45) end++;
    const whole = end;
    while (isDigit(text.charCodeAt(end))) end++;
    const hasWhole = end > whole;
    if (text.charCodeAt(end) === 46 && isDigit(text.charCodeAt(end + 1))) {
      end++;
      while (isDigit(text.charCodeAt(end))) end++;
    } else if (!hasWhole) return undefined;
    this.position = end;
    return text.slice(position, end);
  }
}
