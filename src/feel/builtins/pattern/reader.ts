/** Java refuses the pattern, too. */
export class InvalidPattern extends Error {}

/** Java accepts the pattern, but it cannot be matched in linear time or is not supported. */
export class UnsupportedPattern extends Error {}

/** Reads a pattern, code point by code point. */
export class Reader {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  /** Gives the next character without taking it. */
  peek(offset = 0): string {
    return this.text.charAt(this.position + offset);
  }

  /** Takes the next code point, as text. @throws InvalidPattern at the end */
  next(): string {
    const codePoint = this.text.codePointAt(this.position);
    if (codePoint === undefined) throw new InvalidPattern('it ends too early');
    const char = String.fromCodePoint(codePoint);
    this.position += char.length;
    return char;
  }

  /** Takes a text if it comes next. Gives whether it did. */
  take(text: string): boolean {
    if (!this.text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** Takes what a sticky expression matches here. Gives undefined when it does not match. */
  match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.position;
    const match = expression.exec(this.text) ?? undefined;
    if (match !== undefined) this.position += match[0].length;
    return match;
  }

  /** Takes everything up to a text, and that text; or the rest if the text does not come. Gives what comes before it. */
  until(text: string): string {
    const end = this.text.indexOf(text, this.position);
    const taken = this.text.slice(this.position, end < 0 ? undefined : end);
    this.position = end < 0 ? this.text.length : end + text.length;
    return taken;
  }

  /** Takes blanks and comments, which the flag `x` ignores. */
  skipComments(): void {
    while (this.match(/[ \t-\r]+|#[^\n\r\u0085\u2028\u2029]*/y)) {}
  }
}

const simple = new Map([
  ['t', 9],
  ['n', 10],
  ['r', 13],
  ['f', 12],
  ['a', 7],
  ['e', 27],
]);

/** Reads one code point, from after its backslash. Gives undefined, and takes nothing, when something else follows. */
export function readEscapedCodePoint(reader: Reader): number | undefined {
  const known = simple.get(reader.peek());
  if (known !== undefined) {
    reader.next();
    return known;
  }
  const hex = reader.match(/x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})/y);
  if (hex !== undefined) return checked(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16));
  const octal = reader.match(/0([0-3]?[0-7]?[0-7])/y)?.[1];
  if (octal !== undefined) return Number.parseInt(octal, 8);
  const control = reader.match(/c([\s\S])/y)?.[1];
  if (control !== undefined) return control.charCodeAt(0) ^ 64;
  return /[A-Za-z0-9]/.test(reader.peek()) || reader.done ? undefined : reader.next().codePointAt(0);
}

function checked(codePoint: number): number {
  if (codePoint > 0x10ffff) throw new InvalidPattern('no such code point');
  return codePoint;
}
