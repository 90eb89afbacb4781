/** What Java's `isWhitespace` knows: not the three spaces that do not break a line. */
const BLANK = /^(?:(?![\u00a0\u2007\u202f])[\p{Z}\t-\r])*$/u;

/** Whether a text is blank for Java's `String.isBlank`. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

/** Gives a text without what Java's `String.trim` cuts off at its ends: everything up to the space. */
export function trim(text: string): string {
  return text.replace(/^[\0-\x20]+|(?<![\0-\x20])[\0-\x20]+$/g, '');
}
