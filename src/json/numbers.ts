import { NumberValue } from '@aws-sdk/lib-dynamodb';

/**
 * An exact decimal number. Its value is ±0.{digits} × 10^{point}: 41.5 has the digits 415 and the point 2. Zero has no digits.
 */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** Reads a text like `-41.5e3`. Gives undefined when it is not a number. */
function parseDecimal(text: string): Decimal | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const all = whole + fraction;
  if (all === '') return undefined;
  let start = 0;
  while (all[start] === '0') start++;
  let end = all.length;
  while (end > start && all[end - 1] === '0') end--;
  return {
    negative: sign === '-',
    digits: all.slice(start, end),
    point: start === end ? 0 : whole.length - start + Number(exponent),
  };
}

/** Writes a decimal without an exponent. */
function plain({ negative, digits, point }: Decimal): string {
  if (digits === '') return '0';
  let text: string;
  if (point <= 0) text = `0.${'0'.repeat(-point)}${digits}`;
  else if (point >= digits.length) text = digits + '0'.repeat(point - digits.length);
  else text = `${digits.slice(0, point)}.${digits.slice(point)}`;
  return negative ? `-${text}` : text;
}

/** Whether DynamoDB's range holds the number. `plain` must not write others: their zeros could take gigabytes. */
function isInRange({ point }: Decimal): boolean {
  return point <= 126 && point >= -129;
}

function same(a: Decimal, b: Decimal | undefined): boolean {
  return (
    b !== undefined && a.digits === b.digits && a.point === b.point && (a.negative === b.negative || a.digits === '')
  );
}

/**
 * Gives undefined when a text is a number that DynamoDB can keep, else what was expected, like `a number of at most 38 digits`.
 * DynamoDB keeps up to 38 significant digits, and magnitudes between 1E-130 and 9.99…E+125.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-data-types-number
 */
export function expectedNumber(text: string): string | undefined {
  const decimal = parseDecimal(text);
  if (decimal === undefined) return 'the digits of a number';
  if (decimal.digits.length > 38) return 'a number of at most 38 digits';
  return isInRange(decimal) ? undefined : 'a number between 1E-130 and 9.99E+125 in magnitude';
}

/** Gives the same text for all spellings of a number: `1`, `1.0` and `1e0` all give `1`. */
export function canonicalDigits(text: string): string {
  const decimal = parseDecimal(text);
  return decimal === undefined || !isInRange(decimal) ? text : plain(decimal);
}

/**
 * Converts a DynamoDB number to a JSON value that keeps every digit: a number if a double holds it exactly, a bigint for other
 * integers of up to 64 bits (JSON writes it as an integer), else a text of plain digits.
 */
export function numberFromDigits(text: string): number | bigint | string {
  if (text.length < 16 && !text.includes('E') && !text.includes('e')) {
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
  }
  const decimal = parseDecimal(text);
  if (decimal === undefined || !isInRange(decimal)) return text;
  const { digits, point } = decimal;
  if (digits.length <= point) {
    if (point > 19) return plain(decimal);
    const integer = BigInt(plain(decimal));
    if (integer < INT64_MIN || integer > INT64_MAX) return plain(decimal);
    const number = Number(integer);
    return Number.isSafeInteger(number) ? number : integer;
  }
  const number = Number(text);
  return same(decimal, parseDecimal(String(number))) ? number : plain(decimal);
}

/** A number with more digits than any double is written with. */
const MORE_DIGITS = /^-?[1-9](?=[\d.]{19})[\d.]*[1-9]$/;

/**
 * Converts a number token of a JSON text: to a number if a double holds it exactly, else to a `NumberValue` with all its
 * digits.
 */
export function numberFromJson(text: string): number | NumberValue {
  if (MORE_DIGITS.test(text)) return NumberValue.from(text);
  const number = Number(text);
  const decimal = parseDecimal(text);
  return decimal !== undefined && same(decimal, parseDecimal(String(number))) ? number : NumberValue.from(text);
}
