import { expect, test } from 'vitest';
import { compileExpressions } from '../../src/expressions/index.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';

/** More than a call of JavaScript can have arguments. */
const MANY = 150_000;

test('very many faults are told', () => {
  const values = Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`:v${index}`, { S: 'v' }]));
  const faults: Fault[] = [];
  compileExpressions({ expressionAttributeValues: values }, faults);
  expect(formatFaults(faults)).toMatch(/; and 80 more$/);
});
