/** JSON with more in it than is read. The message says what, and how much may be: `more than 1000 levels of nesting`. */
export abstract class LimitError extends SyntaxError {}

/** JSON with too many lists and objects within each other. */
export class NestingError extends LimitError {
  override readonly name = 'NestingError';

  constructor(levels: number) {
    super(`more than ${levels} levels of nesting`);
  }
}

/** What a JSON text has in it. */
interface Extent {
  /** How many values, within each other or side by side. */
  readonly values: number;
  /** Where its long numbers are: the beginning of each and the place behind it, one after the other. */
  readonly longNumbers: readonly number[];
}

const [QUOTE, PLUS, COMMA, MINUS, POINT, BACKSLASH] = [34, 43, 44, 45, 46, 92];
const [ZERO, NINE, UPPER_E, LOWER_E] = [48, 57, 69, 101];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/** A number of so many characters may have more digits than a double. */
export const LONG = 16;
/** An exponent of three digits may be more than a double has. */
const LARGE_EXPONENT = /[eE][+-]?\d{3}/;

/**
 * Goes through a JSON text once, without reading it. A text that is no JSON is gone through all the same.
 * @throws NestingError when its brackets are nested in more levels than so many
 */
export function extentOf(text: string, most: number): Extent {
  const longNumbers: number[] = [];
  let values = 1;
  let levels = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case QUOTE:
        at = endOfString(text, at + 1);
        break;
      case COMMA:
        values++;
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        values++;
        if (++levels > most) throw new NestingError(most);
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        levels--;
        break;
      default:
        if (code === MINUS || (code >= ZERO && code <= NINE)) {
          const end = endOfNumber(text, at + 1);
          if (end - at >= LONG || LARGE_EXPONENT.test(text.slice(at, end))) longNumbers.push(at, end);
          at = end - 1;
        }
    }
  }
  return { values, longNumbers };
}

/** Where the quotation mark is that ends a text. */
function endOfString(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) break;
    if (code === BACKSLASH) at++;
  }
  return at;
}

/** Where the number ends that has begun. */
function endOfNumber(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isOfNumber = code >= ZERO && code <= NINE;
    if (!isOfNumber && code !== POINT && code !== LOWER_E && code !== UPPER_E && code !== PLUS && code !== MINUS) break;
  }
  return at;
}
