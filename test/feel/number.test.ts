import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  add,
  compareNumbers,
  divide,
  fromDouble,
  fromText,
  multiply,
  negate,
  numberKey,
  numberText,
  numberToJson,
  powerOf,
  remainder,
  setScale,
  subtract,
  toInt32,
} from '../../src/feel/number.ts';
import type { FeelNumber } from '../../src/feel/values.ts';

const read = (text: string): FeelNumber => fromText(text) as FeelNumber;

test.each([
  ['12.5', '*', '100', '1250.0'],
  ['1.10', '*', '1.10', '1.2100'],
  ['5', '/', '2', '2.5'],
  ['10', '/', '5', '2'],
  ['1.00', '/', '4', '0.25'],
  ['2', '/', '3', '0.6666666666666666666666666666666667'],
  ['0.1', '+', '0.2', '0.3'],
  ['9999999999999999999999999999999999', '+', '1', '1.000000000000000000000000000000000E+34'],
  ['1E+900', '+', '1E-900', '1.000000000000000000000000000000000E+900'],
  ['0', '+', '1.50', '1.50'],
  ['0.000', '+', '1.5', '1.500'],
  ['12.5', '-', '12.5', '0.0'],
  ['9007199254740991', '*', '9007199254740991', '81129638414606663681390495662081'],
  ['123456789012345678901234567890123456789', '+', '1', '123456789012345678901234567890123456790'],
])('%s %s %s is %s', (a, operator, b, result) => {
  const operations = { '+': add, '-': subtract, '*': multiply, '/': divide };
  expect(numberText(operations[operator as keyof typeof operations](read(a), read(b)))).toBe(result);
});

test('texts are those of BigDecimal', () => {
  expect(
    ['1E5', '-0.0', '0.0000001', '0.000001', '1.0E-7', '007', '.5', '+2'].map((text) => numberText(read(text))),
  ).toEqual(['1E+5', '0.0', '1E-7', '0.000001', '1.0E-7', '7', '0.5', '2']);
  expect(['', '.', '1e', 'x', '1 ', '0x1', 'Infinity'].map(fromText)).toEqual(Array(7).fill(undefined));
  expect([2, 1e21, 1e-7, 0.1, 12345678.9].map((double) => numberText(fromDouble(double)))).toEqual([
    '2.0',
    '1.0E+21',
    '1.0E-7',
    '0.1',
    '12345678.9',
  ]);
});

test('powers, remainders and scales', () => {
  expect(numberText(powerOf(2, 64))).toBe('18446744073709551616');
  expect(numberText(powerOf(read('1.1'), -2))).toBe('0.8264462809917355371900826446280992');
  expect(numberText(remainder(read('-5.5'), 2))).toBe('-1.5');
  expect(numberText(setScale(read('2.5'), 0, 'HALF_EVEN') as FeelNumber)).toBe('2');
  expect(setScale(read('2.5'), 0, 'UNNECESSARY')).toBeUndefined();
  expect(toInt32(read('4294967297.9'))).toBe(1);
  expect(numberToJson(read('1E+400'))).toBe('Infinity');
});

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }), fc.integer({ min: -6, max: 24 }))
  .map(([digits, scale]) => read(`${digits}E${-scale}`));

test('laws that hold for all numbers', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      expect(compareNumbers(read(numberText(a)), a)).toBe(0);
      expect(compareNumbers(a, b)).toBe(-compareNumbers(b, a) + 0);
      expect(compareNumbers(a, b) === 0).toBe(numberKey(a) === numberKey(b));
      expect(compareNumbers(subtract(a, a), 0)).toBe(0);
      expect(compareNumbers(negate(negate(a)), a)).toBe(0);
      if (compareNumbers(b, 0) !== 0) expect(compareNumbers(divide(multiply(b, 4), b), 4)).toBe(0);
    }),
  );
});
