import { describe, expect, test } from 'vitest';
import {
  addTemporal,
  divideTemporal,
  multiplyTemporal,
  subtractTemporal,
  temporalLiteral,
} from '../../../src/feel/temporal/index.ts';
import { Decimal, TemporalValue, type Value } from '../../../src/feel/values.ts';

/** A literal; a number stays one. */
function value(text: string | number): Value {
  if (typeof text === 'number') return Number.isInteger(text) ? text : new Decimal(Math.round(text * 100), 2);
  return temporalLiteral(text) ?? text;
}

function shown(result: Value | undefined): unknown {
  return result instanceof TemporalValue ? result.toConnectorText() : result;
}

const berlin = '@Europe/Berlin';

describe('sums', () => {
  test.each([
    ['2024-01-31', 'P1M', '2024-02-29'],
    ['2024-02-29', 'P1Y', '2025-02-28'],
    ['2024-01-01', 'PT23H', '2024-01-01'],
    ['2024-01-01', '-PT1S', '2023-12-31'],
    ['P1M', '2024-01-31', '2024-02-29'],
    ['23:30:00', 'PT1H', '00:30:00'],
    [`10:00:00${berlin}`, 'PT1H', '11:00+01:00'],
    [`2024-03-30T10:00:00${berlin}`, 'P1D', '2024-03-31T11:00:00+02:00'],
    [`2024-03-30T10:00:00${berlin}`, 'P1M', '2024-04-30T10:00:00+02:00'],
    [`2024-02-29T02:30:00${berlin}`, 'P1M', '2024-03-29T02:30:00+01:00'],
    [`2024-10-27T02:30:00${berlin}`, 'PT1H', '2024-10-27T02:30:00+01:00'],
    ['2024-01-31T10:00:00', 'PT0.000000001S', '2024-01-31T10:00:00.000000001'],
    ['2024-01-01T00:00:00', 'PT5000000000H', '+572421-04-17T08:00:00'],
    ['PT1H', 'PT-30M', 'PT30M'],
    ['P1Y', 'P2M', 'P1Y2M'],
    ['P2147483647M', 'P1M', 'P178956970Y8M'],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(shown(addTemporal(value(a), value(b)))).toBe(sum);
  });

  test.each([
    ['2024-01-01', '2024-01-01'],
    ['10:00:00', 'P1M'],
    ['P1D', 'P1M'],
    ['P1M', '10:00:00'],
  ])('%s and %s do not add up', (a, b) => {
    expect(addTemporal(value(a), value(b))).toBeUndefined();
  });
});

describe('differences', () => {
  test.each([
    ['2024-03-31', 'P1M', '2024-02-29'],
    ['2024-01-31', '2024-03-01', 'PT-720H'],
    ['999999999-01-01', '-999999999-01-01', 'PT17531639982456H'],
    ['08:30:00', '10:00:00', 'PT-1H-30M'],
    ['10:00:00Z', '08:00:00+01:00', 'PT3H'],
    ['08:00:00+01:00', '10:00:00Z', 'PT3H'],
    [`2024-11-27T02:30:00${berlin}`, 'P1M', '2024-10-27T02:30:00+01:00'],
    ['2024-01-31T10:00:00Z', '2024-01-31T10:00:00+01:00', 'PT1H'],
    ['P1D', 'PT1H', 'PT23H'],
  ])('%s - %s = %s', (a, b, difference) => {
    expect(shown(subtractTemporal(value(a), value(b)))).toBe(difference);
  });

  test.each([
    ['2024-03-01', '2024-02-01T00:00:00'],
    ['10:00:00Z', '10:00:00'],
    ['P1D', '2024-01-01'],
  ])('%s - %s is nothing', (a, b) => {
    expect(subtractTemporal(value(a), value(b))).toBeUndefined();
  });
});

describe('products and quotients', () => {
  test.each<[string | number, string | number, string]>([
    ['P1D', 1.5, 'PT24H'],
    [2, 'P1Y', 'P2Y'],
    ['P1D', 4_294_967_297, 'PT24H'],
  ])('%s * %s = %s', (a, b, product) => {
    expect(shown(multiplyTemporal(value(a), value(b)))).toBe(product);
  });

  test.each<[string, string | number, unknown]>([
    ['P1D', 2, 'PT12H'],
    ['PT1H', 7, 'PT8M34.285S'],
    ['P60D', 2, 'PT-473H-2M-47.296S'],
    ['P1Y', 5, 'P2M'],
    ['P1Y', 'P5M', 2],
    ['PT1S', 'PT0.3S', 3],
    ['-PT0.0015S', 'PT0.001S', -1],
    ['P1D', 0, undefined],
    ['PT1H', 'P1M', undefined],
  ])('%s / %s = %s', (a, b, quotient) => {
    expect(shown(divideTemporal(value(a), value(b)))).toBe(quotient);
  });
});

test.each<[typeof addTemporal, string, string | number]>([
  [addTemporal, '999999999-12-31', 'P1D'],
  [addTemporal, '999999999-12-31', 'P1Y'],
  [addTemporal, 'PT9223372036854775807S', 'PT1S'],
  [multiplyTemporal, 'PT9223372036854775807S', 2],
  [divideTemporal, 'PT9223372036854775807S', 2],
  [divideTemporal, 'PT1S', 'PT0.0001S'],
])('%o of %s and %s lies outside all bounds', (operation, a, b) => {
  expect(() => operation(value(a), value(b))).toThrow();
});
