import { describe, expect, test } from 'vitest';
import {
  dateLiteral,
  dateTimeLiteral,
  durationLiteral,
  temporalLiteral,
  timeLiteral,
} from '../../../src/feel/temporal/index.ts';
import type { TemporalValue } from '../../../src/feel/values.ts';

function texts(value: TemporalValue | null): [string, string] | null {
  return value && [value.toText(), value.toConnectorText()];
}

describe('a literal, as FEEL writes it, and as the connector runtime does', () => {
  test.each<[string, string, string]>([
    ['2024-01-31', '2024-01-31', '2024-01-31'],
    ['-0044-03-15', '-0044-03-15', '-0044-03-15'],
    ['12024-01-01', '+12024-01-01', '+12024-01-01'],
    ['999999999-12-31', '+999999999-12-31', '+999999999-12-31'],
  ])('date %s', (text, feel, connector) => {
    expect(texts(dateLiteral(text))).toEqual([feel, connector]);
    expect(texts(temporalLiteral(text))).toEqual([feel, connector]);
  });

  test.each<[string, string, string]>([
    ['10:00', '10:00:00', '10:00:00'],
    ['T10:00:00.500', '10:00:00.5', '10:00:00.5'],
    ['24:00:00', '00:00:00', '00:00:00'],
    ['10:00:00Z', '10:00:00Z', '10:00Z'],
    ['10:00:30.5+01:00', '10:00:30.5+01:00', '10:00:30.500+01:00'],
    ['10:00:00@Europe/Berlin', '10:00:00@Europe/Berlin', '10:00+01:00'],
    ['10:00:00@America/Sao_Paulo', '10:00:00@America/Sao_Paulo', '10:00-03:00'],
    ['10:00:00@UTC+01:00', '10:00:00@UTC+01:00', '10:00+01:00'],
    ['10:00:00@+01:00', '10:00:00+01:00', '10:00+01:00'],
  ])('time %s', (text, feel, connector) => {
    expect(texts(timeLiteral(text))).toEqual([feel, connector]);
    expect(texts(temporalLiteral(text))).toEqual([feel, connector]);
  });

  test.each<[string, string, string]>([
    ['2024-01-31', '2024-01-31T00:00:00', '2024-01-31T00:00:00'],
    ['2024-01-31T10:00', '2024-01-31T10:00:00', '2024-01-31T10:00:00'],
    ['2024-01-31T10:00:00.100Z', '2024-01-31T10:00:00.1Z', '2024-01-31T10:00:00.1Z'],
    ['12024-07-31T10:00:00@Europe/Berlin', '12024-07-31T10:00:00@Europe/Berlin', '+12024-07-31T10:00:00+02:00'],
    ['1800-01-31T10:00:00@Europe/Berlin', '1800-01-31T10:00:00@Europe/Berlin', '1800-01-31T10:00:00+00:53:28'],
    ['2024-01-31T10:00:00+03:00[Europe/Berlin]', '2024-01-31T08:00:00@Europe/Berlin', '2024-01-31T08:00:00+01:00'],
    ['2024-01-31T10:00:00@UTC', '2024-01-31T10:00:00@UTC', '2024-01-31T10:00:00Z'],
  ])('date and time %s', (text, feel, connector) => {
    expect(texts(dateTimeLiteral(text))).toEqual([feel, connector]);
  });

  test.each<[string, string, string]>([
    ['P1DT24H', 'P2D', 'PT48H'],
    ['PT1.5S', 'PT1S', 'PT1.5S'],
    ['-PT0.5S', '-PT1S', 'PT-0.5S'],
    ['-PT1H30M', '-PT1H30M', 'PT-1H-30M'],
    ['PT0S', 'P0D', 'PT0S'],
    ['P14M', 'P1Y2M', 'P1Y2M'],
    ['P1Y-2M', 'P10M', 'P10M'],
    ['-P1Y2M', '-P1Y2M', 'P-1Y-2M'],
    ['P0M', 'P0Y', 'P0D'],
    ['p1d', 'P1D', 'PT24H'],
  ])('duration %s', (text, feel, connector) => {
    expect(texts(durationLiteral(text))).toEqual([feel, connector]);
  });
});

test.each([
  '',
  'abc',
  '2024-02-30',
  '2024-1-1',
  '+12024-01-01',
  '01234-01-01',
  '-0000-01-01',
  '10',
  '10:00.5',
  '10:00:60',
  '24:00:01',
  '10:00Z',
  '10:00:00z',
  '10:00:00+19:00',
  '10:00:00@',
  '10:00:00@europe/berlin',
  '10:00:00@EST',
  '10:00:00@UTC+1',
  '2024-01-31 10:00:00',
  '2024-01-31T24:00:00',
  '2024-01-31T10:00:00@Nowhere/City',
  '2024-01-31T10:00:00[Europe/Berlin]',
  'P',
  'PT',
  'P1DT',
  'P1W',
  'P1Y1D',
  'PT.5S',
  'P999999999999999999999D',
  'P2147483648M',
])('%j is no temporal value', (text) => {
  expect(temporalLiteral(text)).toBeNull();
  expect([dateLiteral, timeLiteral, dateTimeLiteral, durationLiteral].map((read) => read(text))).toEqual(
    Array(4).fill(null),
  );
});

test('a very long text is refused at once', () => {
  expect(durationLiteral(`PT${'1'.repeat(200_000)}`)).toBeNull();
  expect(temporalLiteral(`P${'1'.repeat(200_000)}`)).toBeNull();
});
