import fc from 'fast-check';

/** Texts of all numbers that DynamoDB can hold: up to 38 digits, any exponent, plain or with one. */
export const decimals = fc
  .record({
    negative: fc.boolean(),
    digits: fc.stringMatching(/^[1-9]\d{0,37}$/),
    point: fc.integer({ min: -129, max: 126 }),
    nearby: fc.boolean(),
    exponent: fc.boolean(),
  })
  .map(({ negative, digits, point: anywhere, nearby, exponent }) => {
    const point = nearby ? anywhere % 20 : anywhere;
    const sign = negative ? '-' : '';
    if (exponent) {
      const power = point - 1;
      const fraction = digits.slice(1);
      return `${sign}${digits[0]}${fraction === '' ? '' : `.${fraction}`}E${power < 0 ? '' : '+'}${power}`;
    }
    if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
    if (point >= digits.length) return sign + digits.padEnd(point, '0');
    return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  });
