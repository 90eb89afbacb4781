import { expect, test } from 'vitest';
import { compile, FeelSyntaxError } from '../../../src/feel/index.ts';

function errorOf(text: string): FeelSyntaxError {
  try {
    compile(text);
  } catch (error) {
    expect(error).toBeInstanceOf(FeelSyntaxError);
    return error as FeelSyntaxError;
  }
  throw new Error(`No error in ${text}`);
}

test.each([
  ['=1', 1, 1, 'leave out the ='],
  ['a == b', 1, 4, 'to compare, write ='],
  ['a := 1', 1, 3, 'to compare, write ='],
  ["'a'", 1, 1, 'double quotes'],
  ['1e3', 1, 2, 'no exponent'],
  ['1_000', 1, 2, 'no separators'],
  ['if a then b', 1, 12, 'both then and else'],
  ['first name = 1', 1, 7, 'stands in backticks'],
  ['{a: 1,\n b: c d}', 2, 7, 'stands in backticks'],
  ['a && b', 1, 3, 'write and'],
  ['a || b', 1, 3, 'write or'],
  ['!a', 1, 1, 'write not(…)'],
  ['5 % 2', 1, 3, 'modulo'],
  ['2 ^ 3', 1, 3, '**'],
  ['a <> b', 1, 4, '!='],
  ['a => b', 1, 4, '>='],
  ['1 ≥ 2', 1, 3, '>='],
  ['a ? b : c', 1, 3, 'if … then … else'],
  ['a?.b', 1, 2, 'a path through null is null'],
  ['1;', 1, 2, 'leave out the ;'],
  ['a.then', 1, 3, 'reserved word'],
  ['a.0', 1, 3, 'a[1]'],
  ['[1, 2,]', 1, 7, 'leave out the comma'],
  ['for i in [1..3] return i', 1, 12, 'for i in 1..3'],
  ['function(x: number) x', 1, 11, 'parameters have no types'],
  ['[1] instance of list<number>', 1, 21, 'without what it holds'],
])('%s is refused at %i:%i, with a guess', (text, line, column, hint) => {
  const error = errorOf(text);
  expect({ line: error.line, column: error.column, message: error.message }).toEqual({
    line,
    column,
    message: expect.stringContaining(hint),
  });
});

test.each([
  ['(1', 3, ')'],
  ['[1', 3, ']'],
  ['{a: 1', 6, '}'],
  ['{a 1}', 5, ':'],
  ['f(1', 4, ')'],
  ['"abc', 5, '"'],
  ['for x in xs', 12, 'return'],
  ['some x in xs', 13, 'satisfies'],
  ['if a', 5, 'then'],
  ['1 +', 4, 'an expression'],
  ['1 2', 3, 'an operator'],
  ['', 1, 'an expression'],
])('%s at column %i needs %s', (text, column, expected) => {
  const error = errorOf(text);
  expect(error.column).toBe(column);
  expect(error.expected).toContain(expected);
});

test('an unclosed comment is named', () => {
  expect(errorOf('1 +\n /* 2').message).toBe('The comment /* is not closed');
  expect(errorOf('1 +\n /* 2')).toMatchObject({ line: 2, column: 2 });
});

test('external functions are refused', () => {
  const java = 'function(x) external {java: {class: "java.lang.Math", method signature: "abs(int)"}}';
  expect(errorOf(java).message).toBe('External functions are not available');
});
