import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { numberFromDigits } from '../json/numbers.ts';
import { JavaException } from './exceptions.ts';

const INTEGER = /^-?\d+$/;

/**
 * Writes a number of JSON as Java's `Number.toString` does once Jackson has read it: an integer keeps its digits, whatever their count;
 * any other number is a double first. Whether a small whole number stood as `1` or as `1.0` is not known any more, and does not show:
 * it becomes `1`, which is what DynamoDB makes of both.
 */
export function numberText(number: number | bigint | NumberValue): string {
  if (number instanceof NumberValue) {
    const text = number.value;
    return INTEGER.test(text) ? text : doubleText(Number(text));
  }
  // From 1E21 on, JavaScript has an exponent where an integer has digits.
  const isPlain = typeof number === 'bigint' || (Number.isInteger(number) && Math.abs(number) < 1e21);
  return isPlain ? String(number) : doubleText(number);
}

/**
 * Writes a double as Java does, like `0.1`, `100.0`, `1.0E21` or `Infinity`.
 * https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Double.html#toString(double)
 */
export function doubleText(double: number): string {
  if (!Number.isFinite(double)) return String(double);
  if (double === 0) return Object.is(double, -0) ? '-0.0' : '0.0';
  const [, sign = '', first = '', rest = '', exponent = ''] = scientific(double);
  const power = Number(exponent);
  if (power >= 7 || power < -3) return `${sign}${first}.${rest || '0'}E${power}`;
  const digits = first + rest;
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  return `${sign}${digits.slice(0, power + 1).padEnd(power + 1, '0')}.${digits.slice(power + 1) || '0'}`;
}

const SCIENTIFIC = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/;

/** The shortest digits of a double. Java looks for at least two, so that the least double is `4.9E-324` and not `5E-324`. */
function scientific(double: number): RegExpExecArray {
  const shortest = double.toExponential();
  const text = shortest.includes('.') ? shortest : double.toExponential(1).replace('.0e', 'e');
  return SCIENTIFIC.exec(text) as RegExpExecArray;
}

/**
 * Reads a number of DynamoDB. It stays a number of JSON, with all its digits, however many they are.
 * @throws JavaException when the text is no number
 */
export function numberOfDigits(text: string): number | bigint | NumberValue {
  const number = numberFromDigits(text);
  return typeof number === 'string' ? NumberValue.from(bigDecimalText(text)) : number;
}

const DECIMAL = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * Writes a number as Java's `BigDecimal` does: without an exponent, unless there are more than six zeros after the point or the text
 * itself has one that adds zeros. https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/math/BigDecimal.html#toString()
 * @throws JavaException when the text is no number
 */
export function bigDecimalText(text: string): string {
  const match = DECIMAL.exec(text);
  if (match === null)
    throw new JavaException('java.lang.NumberFormatException', 'The answer has a number without digits');
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const minus = sign === '-' && digits !== '0' ? '-' : '';
  const scale = fraction.length - Number(exponent);
  const power = digits.length - 1 - scale;
  if (scale < 0 || power < -6) {
    const more = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${minus}${digits[0]}${more}${power === 0 ? '' : `E${power > 0 ? '+' : ''}${power}`}`;
  }
  if (scale === 0) return minus + digits;
  const padded = digits.padStart(scale + 1, '0');
  return `${minus}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}
