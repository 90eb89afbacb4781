import { expect, test } from 'vitest';
import { compile } from '../../src/feel/index.ts';
import { withResultVariable } from '../../src/migration/result-variable.ts';

test.each([
  ['no expression', 'all', undefined, '{all: RESULT}'],
  ['a context', 'all', '{a: 1, b: a}', '{all: RESULT, a: 1, b: a}'],
  ['a context that gives it too', 'all', '{all: 1}', '{all: 1}'],
  ['null', 'all', 'null', '{all: RESULT}'],
  ['no variables', 'all', '{ }', '{all: RESULT}'],
  ['a name of other characters', 'a b', '{a: 1}', '{"a b": RESULT, a: 1}'],
])('with %s, it is written to be read', (_, name, expression, both) => {
  expect(withResultVariable(name, () => 'RESULT', expression)).toBe(both);
});

test.each([
  ['an expression that decides', 'all', 'if x then {a: 1} else null', { x: true }, { all: 5, a: 1 }],
  ['an expression that gives null', 'all', 'if x then {a: 1} else null', { x: false }, { all: 5 }],
  ['a function', 'all', 'context put({}, "all", 1)', {}, { all: 1 }],
  ['a context that reads a name like it', 'all', '{a: all}', {}, { all: 5, a: null }],
  ['the name of the result', 'response', '{a: response}', { response: 7 }, { response: 5, a: 7 }],
  ['a comment at the end', 'all', 'if x then {a: 1} else null // why', { x: true }, { all: 5, a: 1 }],
])('with %s, both are given, and the expression wins', (_, name, expression, context, variables) => {
  expect(compile(withResultVariable(name, () => '5', expression)).evaluate(context).value).toEqual(variables);
});
