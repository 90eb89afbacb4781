const WHITESPACE =
  '\u0009\u000a\u000b\u000c\u000d\u0020\u0085\u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008' +
  '\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff';
const WHITESPACE_CODES = new Set([...WHITESPACE].map((character) => character.charCodeAt(0)));

/** What Java allows in a name, tested for single UTF-16 units. Half of a surrogate pair is not allowed. */
const NAME_START = /^[\p{L}\p{Nl}\p{Sc}\p{Pc}]$/u;
const NAME_PART = /^[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mc}\p{Mn}\p{Cf}\p{Cc}]$/u;

const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
const ASCII_START = ASCII.map((character) => NAME_START.test(character));
const ASCII_PART = ASCII.map(
  (character, code) => NAME_PART.test(character) && (code < 9 || code > 13) && (code < 28 || code > 31),
);

/** Whether a UTF-16 unit is white space. NaN, which `charCodeAt` gives past the end of a text, is not. */
export function isWhitespace(code: number): boolean {
  return code === 32 || (code <= 13 && code >= 9) || (code > 127 && WHITESPACE_CODES.has(code));
}

/** Whether a name can begin with a UTF-16 unit. */
export function isNameStart(code: number): boolean {
  if (code < 128) return ASCII_START[code] === true;
  return code >= 128 && NAME_START.test(String.fromCharCode(code));
}

/** Whether a name can go on with a UTF-16 unit. */
export function isNamePart(code: number): boolean {
  if (code < 128) return ASCII_PART[code] === true;
  return code >= 128 && !WHITESPACE_CODES.has(code) && NAME_PART.test(String.fromCharCode(code));
}

/** Whether a UTF-16 unit is one of the digits 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
