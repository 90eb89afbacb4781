import { isComparable } from '../compare.ts';
import type { Node } from '../syntax/tree.ts';
import { describe } from '../text.ts';
import { FeelFunction, isErrorValue, kindOf, type Result, type Value } from '../values.ts';
import type { Code, Compiler } from './code.ts';
import { combine, isDecided } from './logic.ts';
import { compare, order } from './operators.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';

type Of<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

/** The name by which a test reads the value that it tests. */
export const INPUT = '?';
/** The variable in which the engine keeps the value that is tested. */
const IMPLICIT_INPUT = 'cellInput';
/** The variable that can name another variable for it. */
const INPUT_NAME = 'inputVariableName';

function inputName(scope: Scope): string {
  const name = scope.read(INPUT_NAME);
  return typeof name === 'string' ? name : IMPLICIT_INPUT;
}

function implicitInput(run: Run, scope: Scope): Value {
  const value = scope.read(inputName(scope));
  if (value === undefined) run.warn('NO_VARIABLE_FOUND', 'No input value found.');
  return value ?? null;
}

/** Makes code of `value in test` and `value in (test, test)`. */
export function inCode(compiler: Compiler, node: Of<'in'>): Code {
  const value = compiler.code(node.value);
  const tests = node.tests.map((test) => compiler.code(test));
  const [only] = tests;
  return (run, scope) => {
    const tested = value(run, scope);
    if (isErrorValue(tested)) return tested;
    if (tested instanceof FeelFunction) run.bindsFunctions = true;
    const inner = scope.with(inputName(scope), tested);
    if (tests.length === 1 && only !== undefined) return only(run, inner);
    let state: Result = false;
    for (const test of tests) {
      if (isDecided(true, state)) break;
      state = combine(run, true, state, test(run, inner));
    }
    return state;
  };
}

/** Makes code of a test like `< 5`. */
export function testComparisonCode(compiler: Compiler, node: Of<'test comparison'>): Code {
  const { operator } = node;
  const right = compiler.code(node.right);
  return (run, scope) => {
    const input = implicitInput(run, scope);
    return compare(run, operator, input, right(run, scope));
  };
}

/** Makes code of a test like `[1..5]`. */
export function testRangeCode(compiler: Compiler, { range }: Of<'test range'>): Code {
  const startCode = compiler.code(range.start);
  const endCode = compiler.code(range.end);
  const above = range.startClosed ? '>=' : '>';
  const below = range.endClosed ? '<=' : '<';
  return (run, scope) => {
    const start = startCode(run, scope);
    const end = endCode(run, scope);
    const input = implicitInput(run, scope);
    if (isErrorValue(start) || isErrorValue(end) || !canCompare(run, input, start, end)) {
      // The engine reads the input once more for its message, which can give one more warning.
      const again = implicitInput(run, scope);
      const told = (value: Result) => (isErrorValue(value) ? value.message : describe(value));
      run.warn('NOT_COMPARABLE', () => `Can't compare '${describe(again)}' with '${told(start)}' and '${told(end)}'`);
      return null;
    }
    return order(run, above, input, start) === true && order(run, below, input, end) === true;
  };
}

function canCompare(run: Run, ...values: readonly Value[]): boolean {
  const [kind, ...others] = values.map(kindOf);
  return others.every((other) => other === kind) && values.every((value) => isComparable(value, run));
}

/**
 * Makes code of a test that is any other expression. The test holds if its value is true, equals the input, or is a list with the
 * input.
 */
export function testValueCode(compiler: Compiler, node: Of<'test value'>): Code {
  const code = compiler.code(node.value);
  return (run, scope) => {
    const input = implicitInput(run, scope);
    const value = code(run, scope);
    if (isErrorValue(value)) {
      if (!value.fatal) return false;
      // Only now is `?` the input.
      const result = code(run, scope.with(INPUT, input));
      return typeof result === 'boolean' ? result : null;
    }
    if (value === true) return true;
    if (Array.isArray(value) && value.some((item: Value) => run.same(item, input))) return true;
    const equal = compare(run, '=', input, value);
    if (equal === true || value === false || Array.isArray(value)) return equal === true;
    return equal === null ? null : false;
  };
}
