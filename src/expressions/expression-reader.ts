import { describeValue } from '../failure/faults.ts';
import { needsAlias } from './aliases.ts';
import { type Token, tokensOf } from './tokens.ts';
import type { NameUse, Path } from './tree.ts';

/**
 * Something stands in an expression where it cannot. The error has what was expected, what came, and the name that it may be a
 * part of.
 */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError';
  readonly expected: string;
  readonly got: string;
  /** A name that cannot stand in an expression as it is, like `a/b`. */
  readonly oddName: string | undefined;

  constructor(expected: string, got: string, oddName?: string) {
    super(`expected ${expected}, got ${got}`);
    this.expected = expected;
    this.got = got;
    this.oddName = oddName;
  }
}

/** A path in an expression, and where it stands. A placeholder is a part like a name. */
interface PathUse {
  readonly start: number;
  readonly end: number;
  readonly path: Path;
}

/** How many levels of parentheses there may be. AWS allows 300 operators in an expression, so more levels make no sense. */
const MAX_NESTING = 310;

export const PATH = 'a path';
/** The index of a list. DynamoDB takes zeros before the index, too. */
const LIST_INDEX = /^[0-9]+$/;
/** A character at which a name ends, whatever else is in it. */
const BETWEEN_NAMES = /[\s,()=<>[\]]/;
const NO_NAME = /[!"'`&|;*]/;

/** Reads an expression token by token, and notes the names and placeholders in it. */
export class ExpressionReader {
  readonly aliased: NameUse[] = [];
  readonly names = new Set<string>();
  readonly values = new Set<string>();
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private index = 0;
  private nesting = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokensOf(text);
  }

  /** Gives the next token, or one after it, without passing it. */
  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)] as Token;
  }

  textOf({ start, end }: Token): string {
    return this.text.slice(start, end);
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && this.textOf(token) === symbol;
  }

  isKeyword(keyword: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return (
      token.kind === 'word' &&
      token.end - token.start === keyword.length &&
      this.textOf(token).toUpperCase() === keyword
    );
  }

  /** Passes the next token, and gives it. */
  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.index++;
    return token;
  }

  passSymbol(symbol: string): boolean {
    const passed = this.isSymbol(symbol);
    if (passed) this.index++;
    return passed;
  }

  passKeyword(keyword: string): boolean {
    const passed = this.isKeyword(keyword);
    if (passed) this.index++;
    return passed;
  }

  expectSymbol(symbol: string, expected = JSON.stringify(symbol)): void {
    if (!this.passSymbol(symbol)) throw this.error(expected);
  }

  expectEnd(expected: string): void {
    if (this.peek().kind !== 'end') throw this.error(expected);
  }

  /**
   * Makes the error for a token that was not expected.
   * @param token the next one, unless another is given
   * @param oddName the name that the token is a part of
   */
  error(expected: string, token = this.peek(), oddName = this.oddNameAt(token)): ExpressionSyntaxError {
    const text = this.textOf(token);
    const mistaken = token.kind === 'unknown' && /^[#:]/.test(text);
    const what = mistaken ? `a placeholder of the letters A to Z, digits and _, like "${text[0]}name",` : expected;
    const got = token.kind === 'end' ? 'the end' : describeValue(text);
    return new ExpressionSyntaxError(`${what} at character ${token.start + 1}`, got, oddName);
  }

  /** Gives the text from a character on to the next comma. */
  upToComma(start: number): string {
    const end = this.text.indexOf(',', start);
    return this.text.slice(start, end < 0 ? undefined : end).trim();
  }

  /** Gives the name that an unexpected token is a part of, like `a/b` at the slash. */
  private oddNameAt({ kind, start, end }: Token): string | undefined {
    if (kind === 'end' || BETWEEN_NAMES.test(this.text.slice(start, end))) return undefined;
    let from = start;
    while (from > 0 && !BETWEEN_NAMES.test(this.text[from - 1] as string)) from--;
    let to = end;
    while (to < this.text.length && !BETWEEN_NAMES.test(this.text[to] as string)) to++;
    const name = this.text.slice(from, to);
    const isPart = kind === 'unknown' ? to - from > end - start : from < start;
    return isPart && !NO_NAME.test(name) ? name : undefined;
  }

  /**
   * Reads what is in the parentheses that come next.
   * @throws ExpressionSyntaxError when they are nested more than MAX_NESTING levels deep
   */
  inParentheses<T>(read: () => T): T {
    if (++this.nesting > MAX_NESTING) throw this.error(`at most ${MAX_NESTING} levels of parentheses`);
    this.expectSymbol('(');
    const result = read();
    this.expectSymbol(')');
    this.nesting--;
    return result;
  }

  /** Reads at least one of something, with commas in between. */
  list<T>(read: () => T): T[] {
    const members = [read()];
    while (this.passSymbol(',')) members.push(read());
    return members;
  }

  /** Reads the placeholder of a value, which comes next. */
  value(): void {
    this.values.add(this.textOf(this.next()));
  }

  /**
   * Reads a path: names or their placeholders, with points between them, and indexes of lists.
   * @param dashes whether a dash within a name belongs to it
   */
  path(dashes: boolean, expected = PATH): PathUse {
    const { start } = this.peek();
    const path: (string | number)[] = [this.name(dashes, expected)];
    for (;;) {
      if (this.passSymbol('.')) path.push(this.name(dashes, 'a name'));
      else if (this.passSymbol('[')) path.push(this.listIndex());
      else break;
    }
    return { start, end: (this.tokens[this.index - 1] as Token).end, path };
  }

  /** Gives how many tokens the next name has: more than one if there are dashes in it. */
  private lengthOfName(dashes: boolean): number {
    let length = 1;
    if (!dashes) return length;
    for (let ahead = 1; ; ahead++) {
      if (this.peek(ahead).start !== this.peek(ahead - 1).end) return length;
      if (this.peek(ahead).kind === 'word') length = ahead + 1;
      else if (!this.isSymbol('-', ahead)) return length;
    }
  }

  private name(dashes: boolean, expected: string): string {
    const token = this.peek();
    if (token.kind === 'name') {
      const placeholder = this.textOf(this.next());
      this.names.add(placeholder);
      return placeholder;
    }
    if (token.kind !== 'word') throw this.error(expected);
    const { start } = token;
    this.index += this.lengthOfName(dashes);
    const { end } = this.tokens[this.index - 1] as Token;
    const name = this.text.slice(start, end);
    if (needsAlias(name)) this.aliased.push({ start, end, name });
    return name;
  }

  private listIndex(): number {
    const token = this.peek();
    const text = this.textOf(token);
    if (token.kind !== 'word' || !LIST_INDEX.test(text)) throw this.error('the index of a list');
    this.next();
    this.expectSymbol(']');
    return Number(text);
  }
}
