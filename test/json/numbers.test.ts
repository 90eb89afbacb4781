import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringifyJson } from '../../src/json/json.ts';
import { canonicalDigits, expectedNumber, numberFromDigits, numberFromJson } from '../../src/json/numbers.ts';
import { decimals } from '../support/decimals.ts';
import { inLongForm } from '../support/long-form.ts';

describe('a DynamoDB number becomes the JSON value that keeps every digit', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['42', '42'],
    ['0.1', '0.1'],
    ['1E-130', '1e-130'],
    ['9007199254740991', '9007199254740991'],
    ['9007199254740993', '9007199254740993'],
    ['9223372036854775807', '9223372036854775807'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['9223372036854775808', '"9223372036854775808"'],
    ['-9223372036854775809', '"-9223372036854775809"'],
    ['1E+18', '1000000000000000000'],
    ['1E+20', '"100000000000000000000"'],
    ['9.9999999999999999999999999999999999999E+125', `"${'9'.repeat(38)}${'0'.repeat(88)}"`],
    ['3.141592653589793', '3.141592653589793'],
    ['3.1415926535897932', '"3.1415926535897932"'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['123456789012345678901234567890.12345678', '"123456789012345678901234567890.12345678"'],
    ['no number', '"no number"'],
    ['1E-999999999', '"1E-999999999"'],
  ])('%s is %s', (digits, json) => {
    expect(stringifyJson(numberFromDigits(digits))).toBe(json);
  });
});

test('every number of 38 digits comes back with the same digits', () => {
  fc.assert(
    fc.property(decimals, (digits) => {
      const json = stringifyJson(numberFromDigits(digits));
      expect(canonicalDigits(json.replace(/^"(.*)"$/, '$1'))).toBe(canonicalDigits(digits));
    }),
    { numRuns: inLongForm(2_000, 500) },
  );
});

test('every number token of a JSON text keeps its digits', () => {
  fc.assert(
    fc.property(decimals, (digits) => {
      expect(canonicalDigits(stringifyJson(numberFromJson(digits)))).toBe(canonicalDigits(digits));
    }),
    { numRuns: inLongForm(2_000, 500) },
  );
});

describe('what DynamoDB cannot hold is named', () => {
  test.each([
    ['1'.repeat(38), undefined],
    ['1'.repeat(39), 'a number of at most 38 digits'],
    [`${'1'.repeat(38)}000`, undefined],
    [`0.000${'1'.repeat(38)}`, undefined],
    ['9.99E+125', undefined],
    ['1E+126', 'a number between 1E-130 and 9.99E+125 in magnitude'],
    ['-1E-130', undefined],
    ['1E-131', 'a number between 1E-130 and 9.99E+125 in magnitude'],
    ['0E+999', undefined],
    ['1E99999999999999999999', 'a number between 1E-130 and 9.99E+125 in magnitude'],
    ['', 'the digits of a number'],
    ['.', 'the digits of a number'],
    ['1e', 'the digits of a number'],
    ['NaN', 'the digits of a number'],
    ['Infinity', 'the digits of a number'],
    ['0x10', 'the digits of a number'],
    ['1 ', 'the digits of a number'],
  ])('%s: %s', (digits, fault) => {
    expect(expectedNumber(digits)).toBe(fault);
  });
});

test.each([
  [['1', '1.0', '1e0', '+1', '01', '10E-1'], '1'],
  [['0', '-0', '0.00', '0e5'], '0'],
  [['-12.5', '-1.25e1', '-012.50'], '-12.5'],
])('all spellings of one number share one: %s are %s', (spellings, one) => {
  expect(spellings.map(canonicalDigits)).toEqual(spellings.map(() => one));
});

test('a number far out of range is not written out', () => {
  expect(canonicalDigits('1e-999999999')).toBe('1e-999999999');
});
