import { expect, test } from 'vitest';
import { parseDuration } from '../../src/json/duration.ts';

test.each<[string, number | undefined]>([
  ['PT10S', 10_000],
  ['PT0S', 0],
  ['PT1M30S', 90_000],
  ['PT1.5S', 1_500],
  ['PT0.0004S', 0],
  ['P1D', 86_400_000],
  ['P1DT1H', 90_000_000],
  ['PT1H1M1.001S', 3_661_001],
  ...[
    '',
    'P',
    'PT',
    'P1DT',
    'PTS',
    '10',
    'P1Y',
    'P1M',
    'P1W',
    'PT-1S',
    '-PT1S',
    'PT1,5S',
    'pt1s',
    'PT1S ',
    'PT1S1M',
  ].map((text): [string, undefined] => [text, undefined]),
  ['P999999999999999D', undefined],
])('%s is %s ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});
