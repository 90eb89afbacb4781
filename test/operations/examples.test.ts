import { expect, test } from 'vitest';
import { compile } from '../../src/feel/index.ts';
import { operations } from '../../src/operations/index.ts';

test.each(operations)(
  'the result expression that the form of $label shows gives no null of its own example',
  ({ id, resultExpression = '', exampleResponse }) => {
    const result = { action: id, status: 'OK', response: exampleResponse };
    const { value, warnings } = compile(resultExpression).evaluate({ response: result });
    expect(warnings).toEqual([]);
    expect(Object.values(value as object)).not.toContain(null);
  },
);
