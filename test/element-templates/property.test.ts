import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputProperty } from '../../element-templates/property.ts';
import { wholeNumber } from '../../src/fields/field.ts';

const place = { id: 'n', variable: 'n', group: 'input', conditions: [] };
const near = fc.tuple(fc.integer({ min: 0, max: 2_000_000 }), fc.integer({ min: -20, max: 20 }));

function patternOf(minimum: number, maximum?: number): RegExp {
  const field = wholeNumber('A number', minimum, {}, maximum);
  return new RegExp(inputProperty(field, place).constraints?.pattern?.value ?? 'there is none');
}

test('the form takes the whole numbers of a range, and no others', () => {
  fc.assert(
    fc.property(near, near, fc.boolean(), ([minimum, nearMinimum], [length, nearMaximum], hasMaximum) => {
      const maximum = minimum + length;
      const pattern = patternOf(minimum, hasMaximum ? maximum : undefined);
      for (const number of [minimum, minimum + nearMinimum, maximum, maximum + nearMaximum]) {
        const fits = number >= minimum && (!hasMaximum || number <= maximum);
        expect([number, pattern.test(`${number}`)]).toEqual([number, fits]);
      }
    }),
  );
});

test.each(['', '1.5', '1e3', 'five', ' 5', '12345678901234567'])(
  'the form does not take %j for a whole number',
  (text) => {
    expect(patternOf(0).test(text)).toBe(false);
  },
);
