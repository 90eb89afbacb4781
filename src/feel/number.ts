import { FeelError } from './errors.ts';
import { Decimal, type FeelNumber } from './values.ts';

/** Numbers of more digits are refused: their arithmetic could take too long. */
export const MAX_DIGITS = 1_000;
const PRECISION = 34;
const SCALE_LIMIT = 2 ** 31 - 1;

export type RoundingMode = 'UP' | 'DOWN' | 'CEILING' | 'FLOOR' | 'HALF_UP' | 'HALF_DOWN' | 'HALF_EVEN' | 'UNNECESSARY';

const SMALL_POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const POWERS = Array.from({ length: 80 }, (_, exponent) => 10n ** BigInt(exponent));

function powerOf10(exponent: number): bigint {
  if (exponent > MAX_DIGITS * 3) throw new FeelError(`The number has more than ${MAX_DIGITS} digits.`);
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function digitsOf(value: number | bigint): number {
  if (value === 0 || value === 0n) return 1;
  const text = String(value);
  return text.charCodeAt(0) === 45 ? text.length - 1 : text.length;
}

/** Makes a number: an integer that a double holds becomes a plain one, unless its precision is extended. */
function make(coefficient: number | bigint, scale: number, precision: number): FeelNumber {
  if (typeof coefficient === 'bigint') {
    const number = Number(coefficient);
    if (Number.isSafeInteger(number)) coefficient = number;
  } else if (coefficient === 0) coefficient = 0; // not -0
  if (scale === 0 && precision === PRECISION && typeof coefficient === 'number') return coefficient;
  if (scale > SCALE_LIMIT || scale < -SCALE_LIMIT) throw new FeelError('The exponent of a number is out of range.');
  return new Decimal(coefficient, scale, precision);
}

/** The decimal that a number stands for. */
export function toDecimal(value: FeelNumber): Decimal {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') {
    const digits = digitsOf(value);
    if (digits > MAX_DIGITS) throw new FeelError(`The number has more than ${MAX_DIGITS} digits.`);
    const number = Number(value);
    return new Decimal(Number.isSafeInteger(number) ? number : value, 0, Math.max(PRECISION, digits));
  }
  return Number.isSafeInteger(value) ? new Decimal(value, 0) : decimalOfDouble(value);
}

/** A double as a number, as Java does by way of `Double.toString`: `2` has the text `2.0`. */
export function fromDouble(value: number): FeelNumber {
  return decimalOfDouble(value);
}

function decimalOfDouble(value: number): Decimal {
  if (!Number.isFinite(value)) throw new FeelError(`${value} is not a number.`);
  const [mantissa = '', exponentText = ''] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  let digits = mantissa.replace('.', '');
  let scale = digits.replace('-', '').length - 1 - exponent;
  const size = Math.abs(value);
  const fraction = (size >= 1e-3 && size < 1e7) || value === 0 ? scale : scale + exponent;
  if (fraction < 1) {
    digits += '0'.repeat(1 - fraction);
    scale += 1 - fraction;
  }
  const coefficient = Number(digits);
  return new Decimal(Number.isSafeInteger(coefficient) ? coefficient + 0 : BigInt(digits), scale);
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Reads the text of a number as `new BigDecimal(text)` does; undefined when it is none. */
export function fromText(text: string): FeelNumber | undefined {
  if (/^-?\d{1,15}$/.test(text)) return Number(text) + 0;
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  if (digits === '') return undefined;
  if (digits.length > MAX_DIGITS) throw new FeelError(`The number has more than ${MAX_DIGITS} digits.`);
  const coefficient = BigInt(digits) * (sign === '-' ? -1n : 1n);
  const precision = Math.max(PRECISION, digitsOf(coefficient));
  return make(coefficient, fraction.length - Number(exponent), precision);
}

/** Rounds to a number of digits, half to even. */
function round(coefficient: bigint, scale: number, digits: number, precision = digits): FeelNumber {
  const over = digitsOf(coefficient) - digits;
  if (over <= 0) return make(coefficient, scale, precision);
  const rounded = divideRounded(coefficient, powerOf10(over), 'HALF_EVEN') as bigint;
  // 99…9 rounds up to one digit more
  return digitsOf(rounded) > digits
    ? make(rounded / 10n, scale - over - 1, precision)
    : make(rounded, scale - over, precision);
}

/** An integer quotient; undefined when it must not be rounded, but would have to. */
function divideRounded(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint | undefined {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (remainder === 0n) return quotient;
  const negative = dividend < 0n !== divisor < 0n;
  const twice = abs(remainder) * 2n - abs(divisor);
  let away: boolean;
  switch (mode) {
    case 'UP':
      away = true;
      break;
    case 'DOWN':
      away = false;
      break;
    case 'CEILING':
      away = !negative;
      break;
    case 'FLOOR':
      away = negative;
      break;
    case 'HALF_UP':
      away = twice >= 0n;
      break;
    case 'HALF_DOWN':
      away = twice > 0n;
      break;
    case 'HALF_EVEN':
      away = twice > 0n || (twice === 0n && quotient % 2n !== 0n);
      break;
    default:
      return undefined;
  }
  if (!away) return quotient;
  return negative ? quotient - 1n : quotient + 1n;
}

/** a + b, rounded to the precision of a. */
export function add(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) && Number.isInteger(b)) {
    const sum = a + b;
    if (Number.isSafeInteger(sum) && Number.isSafeInteger(a) && Number.isSafeInteger(b)) return sum;
  }
  return addDecimals(toDecimal(a), toDecimal(b));
}

function addDecimals(a: Decimal, b: Decimal): FeelNumber {
  if (typeof a.coefficient === 'number' && typeof b.coefficient === 'number') {
    const up = b.scale - a.scale;
    if (up === 0) {
      const sum = a.coefficient + b.coefficient;
      if (Number.isSafeInteger(sum)) return make(sum, a.scale, a.precision);
    } else if (up < 16 && up > -16) {
      const x = up > 0 ? a.coefficient * (SMALL_POWERS[up] as number) : a.coefficient;
      const y = up < 0 ? b.coefficient * (SMALL_POWERS[-up] as number) : b.coefficient;
      const sum = x + y;
      if (Number.isSafeInteger(sum) && Number.isSafeInteger(x) && Number.isSafeInteger(y)) {
        return make(sum, Math.max(a.scale, b.scale), a.precision);
      }
    }
  }
  let x = BigInt(a.coefficient);
  let y = BigInt(b.coefficient);
  if (x === 0n || y === 0n) return addZero(a, b);
  const scale = Math.max(a.scale, b.scale);
  const { precision } = a;
  const gap = Math.abs(a.scale - b.scale);
  if (gap > precision * 2 + MAX_DIGITS) {
    // The smaller one can only tip the rounding of the larger one.
    const [big, small] = a.scale < b.scale ? [a, b] : [b, a];
    const digits = digitsOf(big.coefficient);
    const smallTop = digitsOf(small.coefficient) - small.scale;
    const padded = precision + 3;
    if (smallTop < digits - big.scale - padded) {
      const shift = Math.max(0, padded - digits);
      const sticky = BigInt(big.coefficient) * powerOf10(shift) * 10n + (BigInt(small.coefficient) < 0n ? -1n : 1n);
      return round(sticky, big.scale + shift + 1, precision);
    }
  }
  x *= powerOf10(scale - a.scale);
  y *= powerOf10(scale - b.scale);
  return round(x + y, scale, precision);
}

function addZero(a: Decimal, b: Decimal): FeelNumber {
  const scale = Math.max(a.scale, b.scale);
  const { precision } = a;
  const other = BigInt(a.coefficient) === 0n ? b : a;
  const coefficient = BigInt(other.coefficient);
  if (coefficient === 0n) return make(0, scale, precision);
  const rounded = toDecimal(round(coefficient, other.scale, precision));
  if (rounded.scale >= scale) return strip(BigInt(rounded.coefficient), rounded.scale, scale, precision);
  const room = Math.min(precision - digitsOf(rounded.coefficient), scale - rounded.scale);
  return make(BigInt(rounded.coefficient) * powerOf10(room), rounded.scale + room, precision);
}

/** Takes trailing zeros off until the scale is the one wanted. */
function strip(coefficient: bigint, scale: number, wanted: number, precision: number): FeelNumber {
  while (scale > wanted && coefficient % 10n === 0n && coefficient !== 0n) {
    coefficient /= 10n;
    scale--;
  }
  return make(coefficient, scale, precision);
}

/** a - b, rounded to the precision of a. */
export function subtract(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  const y = toDecimal(b);
  return addDecimals(toDecimal(a), new Decimal(-y.coefficient, y.scale, y.precision));
}

/** a · b, rounded to the precision of a. */
export function multiply(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  const x = toDecimal(a);
  const y = toDecimal(b);
  const scale = x.scale + y.scale;
  if (typeof x.coefficient === 'number' && typeof y.coefficient === 'number') {
    const product = x.coefficient * y.coefficient;
    if (Number.isSafeInteger(product)) return make(product, scale, x.precision);
  }
  return round(BigInt(x.coefficient) * BigInt(y.coefficient), scale, x.precision);
}

/** a / b, rounded to the precision of a; b must not be zero. */
export function divide(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    if (a % b === 0) return a / b + 0;
  }
  const x = toDecimal(a);
  const y = toDecimal(b);
  return divideDecimals(BigInt(x.coefficient), x.scale, BigInt(y.coefficient), y.scale, x.precision, 'HALF_EVEN');
}

function divideDecimals(
  x: bigint,
  xScale: number,
  y: bigint,
  yScale: number,
  precision: number,
  mode: RoundingMode,
): FeelNumber {
  if (y === 0n) throw new FeelError('Division by zero');
  const wanted = xScale - yScale;
  if (x === 0n) return make(0, wanted, precision);
  const xDigits = digitsOf(x);
  let yDigits = digitsOf(y);
  const gap = yDigits - xDigits;
  const [left, right] = gap >= 0 ? [abs(x) * powerOf10(gap), abs(y)] : [abs(x), abs(y) * powerOf10(-gap)];
  if (left > right) yDigits--;
  const shift = yDigits - xDigits + precision;
  const [dividend, divisor] = shift >= 0 ? [x * powerOf10(shift), y] : [x, y * powerOf10(-shift)];
  const quotient = divideRounded(dividend, divisor, mode) as bigint;
  if (dividend % divisor === 0n) {
    const exact = toDecimal(strip(quotient, wanted + shift, wanted, precision));
    return round(BigInt(exact.coefficient), exact.scale, precision);
  }
  return round(quotient, wanted + shift, precision);
}

/** What is left of a division with an integer quotient, with the sign of a. */
export function remainder(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b) && b !== 0) {
    return (a % b) + 0;
  }
  const x = toDecimal(a);
  const y = toDecimal(b);
  if (isZero(y)) throw new FeelError('Division by zero');
  if (digitsOf(x.coefficient) - x.scale - (digitsOf(y.coefficient) - y.scale) > x.precision) {
    throw new FeelError('Division impossible');
  }
  const scale = Math.max(x.scale, y.scale);
  if (digitsOf(y.coefficient) - y.scale > digitsOf(x.coefficient) - x.scale + 1) return x;
  const left = BigInt(x.coefficient) * powerOf10(scale - x.scale);
  const right = BigInt(y.coefficient) * powerOf10(scale - y.scale);
  if (abs(left) < abs(right)) return make(x.coefficient, x.scale, x.precision);
  if (digitsOf(left / right) > x.precision) throw new FeelError('Division impossible');
  return make(left % right, scale, x.precision);
}

/** base to the power of an integer, rounded to the precision of the base. */
export function powerOf(base: FeelNumber, exponent: number): FeelNumber {
  if (exponent === 0) return 1;
  if (exponent < -999_999_999 || exponent > 999_999_999) throw new FeelError('Invalid operation');
  const x = toDecimal(base);
  const work = x.precision + digitsOf(Math.abs(exponent)) + 1;
  const size = Math.abs(exponent);
  let result = toDecimal(1);
  for (let bit = Math.floor(Math.log2(size)); bit >= 0; bit--) {
    result = times(result, result, work);
    if (Math.floor(size / 2 ** bit) % 2 === 1) result = times(result, x, work);
  }
  if (exponent < 0) {
    if (isZero(result)) throw new FeelError('Division by zero');
    result = toDecimal(divideDecimals(1n, 0, BigInt(result.coefficient), result.scale, work, 'HALF_EVEN'));
  }
  return round(BigInt(result.coefficient), result.scale, x.precision);
}

function times(a: Decimal, b: Decimal, precision: number): Decimal {
  return toDecimal(round(BigInt(a.coefficient) * BigInt(b.coefficient), a.scale + b.scale, precision));
}

/** The number with its sign turned. */
export function negate(value: FeelNumber): FeelNumber {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  const { coefficient, scale, precision } = toDecimal(value);
  return make(-coefficient, scale, precision);
}

/** The sign: -1, 0 or 1. */
export function signOf(value: FeelNumber): number {
  if (typeof value !== 'object') return value > 0 ? 1 : value < 0 ? -1 : 0;
  return value.coefficient > 0 ? 1 : value.coefficient < 0 ? -1 : 0;
}

export function isZero(value: FeelNumber): boolean {
  return signOf(value) === 0;
}

/** Below, at or above zero, as a is less than, equal to or greater than b; the scale does not count. */
export function compareNumbers(a: FeelNumber, b: FeelNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const x = toDecimal(a);
  const y = toDecimal(b);
  const sign = signOf(x);
  if (sign !== signOf(y) || sign === 0) return Math.sign(sign - signOf(y));
  if (x.scale === y.scale) return x.coefficient < y.coefficient ? -1 : x.coefficient > y.coefficient ? 1 : 0;
  const size = digitsOf(x.coefficient) - x.scale - (digitsOf(y.coefficient) - y.scale);
  if (size !== 0) return Math.sign(size) * sign;
  const scale = Math.max(x.scale, y.scale);
  const left = BigInt(x.coefficient) * powerOf10(scale - x.scale);
  const right = BigInt(y.coefficient) * powerOf10(scale - y.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A text that is the same for equal numbers, whatever their scale: a key for maps and sets. */
export function numberKey(value: FeelNumber): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const { coefficient, scale } = toDecimal(value);
  const digits = String(coefficient);
  const bare = digits.replace(/0+$/, '');
  if (bare === '') return '0';
  const exponent = digits.length - bare.length - scale;
  return exponent >= 0 && exponent < 16 ? bare + '0'.repeat(exponent) : `${bare}e${exponent}`;
}

/** The number with this many digits after the point; undefined when it would be rounded, but must not be. */
export function setScale(value: FeelNumber, scale: number, mode: RoundingMode): FeelNumber | undefined {
  if (typeof value === 'number' && scale === 0 && Number.isSafeInteger(value)) return value;
  const { coefficient, scale: from, precision } = toDecimal(value);
  if (scale === from) return value;
  const big = BigInt(coefficient);
  if (big === 0n) return make(0, scale, precision);
  if (scale > from) {
    if (digitsOf(big) + scale - from > MAX_DIGITS)
      throw new FeelError(`The number has more than ${MAX_DIGITS} digits.`);
    return make(big * powerOf10(scale - from), scale, precision);
  }
  const drop = from - scale;
  // Past all digits only the sign and "not half" count.
  const rounded =
    drop > digitsOf(big) + 1
      ? divideRounded(big < 0n ? -1n : 1n, 10n, mode)
      : divideRounded(big, powerOf10(drop), mode);
  return rounded === undefined ? undefined : make(rounded, scale, precision);
}

/** Whether a number has no fraction, whatever its scale. */
export function isWhole(value: FeelNumber): boolean {
  if (typeof value === 'number') return Number.isInteger(value);
  if (typeof value === 'bigint' || value.scale <= 0) return true;
  if (isZero(value)) return true;
  if (value.scale >= digitsOf(value.coefficient)) return false;
  return BigInt(value.coefficient) % powerOf10(value.scale) === 0n;
}

/** The integer part; undefined when it has too many digits to be written out. */
function integerPart(value: FeelNumber): bigint | undefined {
  if (typeof value === 'bigint') return value;
  const { coefficient, scale } = toDecimal(value);
  if (scale >= 0) return scale > digitsOf(coefficient) ? 0n : BigInt(coefficient) / powerOf10(scale);
  return -scale > MAX_DIGITS ? undefined : BigInt(coefficient) * powerOf10(-scale);
}

/** `intValue` of Java: the integer part, of a large one the low 32 bits. */
export function toInt32(value: FeelNumber): number {
  if (typeof value === 'number' && Math.abs(value) <= 0x7fffffff) return Math.trunc(value) + 0;
  const whole = integerPart(value);
  return whole === undefined ? 0 : Number(BigInt.asIntN(32, whole));
}

/** `longValue` of Java: the integer part, of a large one the low 64 bits. */
export function toInt64(value: FeelNumber): bigint {
  const whole = integerPart(value);
  return whole === undefined ? 0n : BigInt.asIntN(64, whole);
}

/** The nearest double; infinite for what is too large. */
export function toDouble(value: FeelNumber): number {
  if (typeof value !== 'object') return Number(value);
  const { coefficient, scale } = value;
  if (scale === 0) return Number(coefficient);
  if (typeof coefficient === 'number' && scale > 0 && scale < 16) return coefficient / (SMALL_POWERS[scale] as number);
  return Number(`${coefficient}e${-scale}`);
}

/** As `BigDecimal.toString`: all digits, `1E-7` for what is small or has a negative scale. */
export function numberText(value: FeelNumber): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const { coefficient, scale } = toDecimal(value);
  const negative = coefficient < 0;
  const digits = String(negative ? -coefficient : coefficient);
  const sign = negative ? '-' : '';
  if (scale === 0) return sign + digits;
  const adjusted = digits.length - 1 - scale;
  if (scale > 0 && adjusted >= -6) {
    const point = digits.length - scale;
    if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
    return `${sign}0.${'0'.repeat(-point)}${digits}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  if (adjusted === 0) return sign + mantissa;
  return `${sign}${mantissa}E${adjusted > 0 ? '+' : ''}${adjusted}`;
}

/**
 * As the connector runtime writes a number: a whole one within 64 bits exactly (a bigint past 2^53), else the nearest double;
 * the text `Infinity` or `-Infinity` for what is larger.
 */
export function numberToJson(value: FeelNumber): number | bigint | string {
  if (typeof value === 'number') return value;
  if (isWhole(value)) {
    const whole = integerPart(value);
    if (whole !== undefined && BigInt.asIntN(64, whole) === whole) {
      const number = Number(whole);
      return Number.isSafeInteger(number) ? number : whole;
    }
  }
  const double = toDouble(value);
  return Number.isFinite(double) ? double : String(double);
}
