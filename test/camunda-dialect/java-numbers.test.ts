import { NumberValue } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bigDecimalText, doubleText, numberOfDigits, numberText } from '../../src/camunda-dialect/java-numbers.ts';
import { parseJson, stringifyJson } from '../../src/json/json.ts';
import { canonicalDigits } from '../../src/json/numbers.ts';
import { decimals } from '../support/decimals.ts';
import { inLongForm } from '../support/long-form.ts';

describe('4.1 the text of a double', () => {
  test.each([
    [1, '1.0'],
    [-1.5, '-1.5'],
    [0.1, '0.1'],
    [0.001, '0.001'],
    [0.00123, '0.00123'],
    [0.000999, '9.99E-4'],
    [0.0001, '1.0E-4'],
    [1e-7, '1.0E-7'],
    [100, '100.0'],
    [1234567.875, '1234567.875'],
    [9_999_999.5, '9999999.5'],
    [1e7, '1.0E7'],
    [12_345_678.9, '1.23456789E7'],
    [1e10, '1.0E10'],
    [1e21, '1.0E21'],
    [1e23, '1.0E23'],
    [0.1 + 0.2, '0.30000000000000004'],
    [2 / 3, '0.6666666666666666'],
    [Number.MAX_VALUE, '1.7976931348623157E308'],
    [2.2250738585072014e-308, '2.2250738585072014E-308'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [0, '0.0'],
    [-0, '-0.0'],
  ])('4.1 %d is written %s, as Java writes it', (double, text) => {
    expect(doubleText(double)).toBe(text);
  });

  test.each([
    [Number.MIN_VALUE, '4.9E-324'],
    [2e-323, '2.0E-323'],
    [2 * Number.MIN_VALUE, '9.9E-324'],
    [-Number.MIN_VALUE, '-4.9E-324'],
  ])('4.1 %d is written %s, with the closest second digit where one would do', (double, text) => {
    expect(doubleText(double)).toBe(text);
  });

  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });

  test('4.1 every double is written in a form that Java has, and read back as itself', () => {
    fc.assert(
      fc.property(doubles, (double) => {
        const text = doubleText(double);
        const magnitude = Math.abs(double);
        const isPlain = magnitude === 0 || (magnitude >= 1e-3 && magnitude < 1e7);
        expect(text).toMatch(isPlain ? /^-?(?:0|[1-9]\d{0,6})\.\d+$/ : /^-?[1-9]\.\d+E-?[1-9]\d*$/);
        expect(Number(text)).toBe(double);
      }),
      { numRuns: inLongForm(2_000, 500) },
    );
  });

  test('4.1 no double is written with more digits than it needs, but for the second', () => {
    fc.assert(
      fc.property(
        doubles.filter((double) => double !== 0),
        (double) => {
          const digits = doubleText(double)
            .replace(/E.*$/, '')
            .replace(/[-.]/g, '')
            .replace(/^0+(?=\d)/, '')
            .replace(/(?<=\d\d)0+$/, '');
          if (digits.length > 2) expect(Number(double.toPrecision(digits.length - 1))).not.toBe(double);
        },
      ),
      { numRuns: inLongForm(2_000, 500) },
    );
  });
});

describe('4.1 the text of a number of JSON', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['123', '123'],
    ['-123456789', '-123456789'],
    ['9007199254740993', '9007199254740993'],
    ['9223372036854775807', '9223372036854775807'],
    ['123456789012345678901234567890123456789', '123456789012345678901234567890123456789'],
    ['100000000000000000000', '100000000000000000000'],
    [`${'9'.repeat(60)}`, '9'.repeat(60)],
  ])('4.1 the integer %s stays %s, whatever its size', (json, text) => {
    expect(numberText(parseJson(json) as number)).toBe(text);
  });

  test.each([
    ['1.5', '1.5'],
    ['0.10000000000000000555', '0.1'],
    ['3.141592653589793238462643', '3.141592653589793'],
    ['1.00000000000000000001', '1.0'],
    ['1e-7', '1.0E-7'],
    ['1e23', '1.0E23'],
    ['1e400', 'Infinity'],
    ['-1e400', '-Infinity'],
    ['1e-400', '0.0'],
  ])('4.1 the float %s goes through a double, and becomes %s', (json, text) => {
    expect(numberText(parseJson(json) as number)).toBe(text);
  });

  test.each(['1.0', '1e0', '1.0E10', '1000000000000000000000'])(
    '4.1 %s has the value that Java’s text has for DynamoDB',
    (json) => {
      expect(canonicalDigits(numberText(parseJson(json) as number))).toBe(canonicalDigits(json));
    },
  );

  test('4.1 integers of any size are exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (integer) => {
        const text = numberText(parseJson(String(integer)) as number);
        expect(canonicalDigits(text)).toBe(String(integer));
      }),
    );
  });
});

describe('4.2 a number of DynamoDB', () => {
  test.each([
    ['41.5', '41.5'],
    ['9007199254740993', '9007199254740993'],
    ['9223372036854775808', '9223372036854775808'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['0.12345678901234567890123456789012345678', '0.12345678901234567890123456789012345678'],
    [`1${'0'.repeat(100)}`, `1${'0'.repeat(100)}`],
    [`0.${'0'.repeat(99)}12345678901234567890`, '1.2345678901234567890E-100'],
  ])('4.2 %s is a JSON number with all its digits', (digits, json) => {
    expect(stringifyJson(numberOfDigits(digits))).toBe(json);
  });

  test.each([
    ['1', '1'],
    ['-12.50', '-12.50'],
    ['0.000001', '0.000001'],
    ['0.0000001', '1E-7'],
    ['0.00000012', '1.2E-7'],
    ['1.5e-100', '1.5E-100'],
    ['1E3', '1E+3'],
    ['12E3', '1.2E+4'],
    ['1.5E1', '15'],
    ['0.00', '0.00'],
    ['-0', '0'],
    ['+5', '5'],
    ['.5', '0.5'],
  ])('4.2 BigDecimal writes %s as %s', (digits, text) => {
    expect(bigDecimalText(digits)).toBe(text);
  });

  test.each(['', 'abc', '1e', '.', '1,5', '0x10', 'NaN', ' 1'])('4.2 %j is no number, and refused', (digits) => {
    expect(() => bigDecimalText(digits)).toThrow(expect.objectContaining({ type: 'java.lang.NumberFormatException' }));
  });

  test('4.2 no number of DynamoDB loses a digit on its way to JSON and back', () => {
    fc.assert(
      fc.property(decimals, (digits) => {
        expect(canonicalDigits(stringifyJson(numberOfDigits(digits)))).toBe(canonicalDigits(digits));
        expect(canonicalDigits(bigDecimalText(digits))).toBe(canonicalDigits(digits));
      }),
      { numRuns: 1_000 },
    );
  });

  test('4.2 BigDecimal has an exponent only where there are more than six zeros, or one that adds zeros', () => {
    fc.assert(
      fc.property(decimals, (digits) => {
        const text = bigDecimalText(digits);
        const isPlain = /^-?\d+(?:\.\d+)?$/.test(text);
        const [mantissa = '', exponent = '0'] = digits.split('E');
        const scale = (mantissa.split('.')[1] ?? '').length - Number(exponent);
        const unscaled = BigInt(mantissa.replace(/[-.]/g, ''));
        const isSmall = String(unscaled).length - 1 - scale < -6;
        expect(isPlain).toBe(scale >= 0 && !isSmall);
        if (!isPlain) expect(text).toMatch(/^-?[1-9](?:\.\d+)?E[+-][1-9]\d*$/);
      }),
    );
  });

  test('4.2 an integer of 64 bits is one of JSON too', () => {
    expect(numberOfDigits('9223372036854775807')).toBe(2n ** 63n - 1n);
    expect(numberOfDigits('5')).toBe(5);
    expect(numberOfDigits('9223372036854775808')).toBeInstanceOf(NumberValue);
  });
});
