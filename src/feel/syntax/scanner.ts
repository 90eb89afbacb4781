import { FeelSyntaxError } from '../errors.ts';
import { isDigit, isNamePart, isNameStart, isWhitespace } from './characters.ts';
import { syntaxError } from './syntax-error.ts';
import type { Link, Node } from './tree.ts';

/** Expressions with deeper nesting are refused. Camunda's engine runs out of stack between 100 and 200 brackets. */
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

/** What a rule has given at each position: a node and its end, or null if the rule does not fit. */
export type Memo = Map<number, { readonly node: Node; readonly end: number } | null>;

/** Where a part of an expression begins and ends in its text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the values of an expression stand, and each path and filter behind them. What stands in brackets has its place without them. */
export type Places = Map<Node | Link, Span>;

/**
 * A text, and the position to which the parser has come. The parser tries alternatives in order, as Camunda's does. A method that
 * scans moves the position only when it succeeds, but it may always pass white space.
 */
export class Scanner {
  readonly text: string;
  position = 0;
  readonly expressions: Memo = new Map();
  readonly sums: Memo = new Map();
  /** Whether the parser tries something so unlikely that an error message must not suggest it. */
  quiet = false;
  /** Where parts stand; undefined if nobody asks. */
  places: Places | undefined;
  private nesting = 0;
  private furthest = 0;
  private expected: Set<string> | undefined;

  /**
   * @param explain notes what was expected at the furthest position. This is slower, so use it only for a text that is known to have
   * an error
   */
  constructor(text: string, explain: boolean) {
    this.text = text;
    this.expected = explain ? new Set() : undefined;
  }

  /** Notes what could have been at this position. */
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

  /** Makes an error at the current position, for a text that no alternative can read. */
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

  /** Passes white space, then takes exactly these characters. Something else may follow a keyword without a blank. */
  eat(characters: string, what = characters): boolean {
    this.skip();
    return this.match(characters, what);
  }

  /** Passes white space, then takes a point that is not the first of two. */
  eatPoint(): boolean {
    this.skip();
    if (this.text.startsWith('..', this.position)) return this.miss('an operator') ?? false;
    return this.match('.', 'an operator');
  }

  /** Takes exactly these characters, without white space before them. */
  match(characters: string, what = characters): boolean {
    if (this.text.startsWith(characters, this.position)) {
      this.position += characters.length;
      return true;
    }
    this.miss(what);
    return false;
  }

  /** Takes a name without backticks that is not a reserved word. */
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

  /** Takes two or more identifiers with blanks between them. */
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

  /** Takes an identifier, or any characters in backticks. */
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

  /** Takes a text in double quotes, and gives it without the quotes. Its escapes stay as they are. */
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

  /** Takes the digits of a number, with its sign if it has one. */
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
