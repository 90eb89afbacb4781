/** A pattern for the digits of whole numbers from a minimum on: more digits, the same, or the same to where one is greater. */
export function atLeast(minimum: number): string {
  const digits = [...String(minimum)];
  const greater = digits.flatMap((digit, index) => {
    const left = digits.length - index - 1;
    return digit === '9' ? [] : [`${digits.slice(0, index).join('')}[${Number(digit) + 1}-9]${'\\d'.repeat(left)}`];
  });
  return [minimum, ...greater, `[1-9]\\d{${digits.length},}`].join('|');
}

/** A pattern for the digits of whole numbers up to a maximum: fewer digits, the same, or the same to where one is less. */
export function atMost(maximum: number): string {
  const digits = [...String(maximum)];
  const less = digits.flatMap((digit, index) => {
    const left = digits.length - index - 1;
    return digit === '0' ? [] : [`${digits.slice(0, index).join('')}[0-${Number(digit) - 1}]${'\\d'.repeat(left)}`];
  });
  return [maximum, ...less, ...(digits.length > 1 ? [`\\d{1,${digits.length - 1}}`] : [])].join('|');
}
