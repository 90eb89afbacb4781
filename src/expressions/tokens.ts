/**
 * `word`: a name, a function or a keyword. `name` and `value`: placeholders, like `#name` and `:value`. `symbol`: any other sign
 * of the language. `unknown`: a character that the language has no use for.
 */
type TokenKind = 'word' | 'name' | 'value' | 'symbol' | 'unknown' | 'end';

/** A piece of an expression, from the character `start` to before `end`. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const SPACE = /[ \t\r\n]/;
/**
 * A character of a name that stands in an expression as it is. A dash is a symbol, because only the parser knows what it means.
 */
const WORD_CHARACTER = /[\p{L}\p{M}\p{N}_$@]/u;
const PLACEHOLDER = /^[#:][A-Za-z0-9_]+$/;

/** Cuts an expression into its tokens, of which the last is the end. Every text has tokens. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let start = 0;
  while (start < text.length) {
    const character = text[start] as string;
    if (SPACE.test(character)) start++;
    else {
      const token = tokenAt(text, start, character);
      tokens.push(token);
      start = token.end;
    }
  }
  tokens.push({ kind: 'end', start, end: start });
  return tokens;
}

/** Whether a text is a placeholder of a name, `#name`, or of a value, `:value`. */
export function isPlaceholder(text: string, sign: '#' | ':'): boolean {
  return text[0] === sign && PLACEHOLDER.test(text);
}

function tokenAt(text: string, start: number, first: string): Token {
  if (first === '#' || first === ':') {
    const end = endOfWord(text, start + 1);
    if (!PLACEHOLDER.test(text.slice(start, end))) return { kind: 'unknown', start, end };
    return { kind: first === '#' ? 'name' : 'value', start, end };
  }
  const end = endOfWord(text, start);
  if (end > start) return { kind: 'word', start, end };
  if ('<>='.includes(first)) return { kind: 'symbol', start, end: start + lengthOfComparator(text, start) };
  if (',().[]+-'.includes(first)) return { kind: 'symbol', start, end: start + 1 };
  return { kind: 'unknown', start, end: start + characterAt(text, start).length };
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const character = characterAt(text, end);
    if (!WORD_CHARACTER.test(character)) break;
    end += character.length;
  }
  return end;
}

function characterAt(text: string, index: number): string {
  return String.fromCodePoint(text.codePointAt(index) as number);
}

function lengthOfComparator(text: string, start: number): number {
  const two = text.slice(start, start + 2);
  return two === '<>' || two === '<=' || two === '>=' ? 2 : 1;
}
