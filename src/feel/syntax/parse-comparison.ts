import { parseExpression, parseQualifiedName, parseSum } from './parser.ts';
import type { Scanner } from './scanner.ts';
import type { ComparisonOperator, Node, RangeNode } from './tree.ts';

/** Parses a sum, with a comparison if one follows; or a test of the input value. */
export function parseComparison(s: Scanner): Node | undefined {
  const start = s.position;
  const left = parseSum(s);
  if (left === undefined) {
    s.position = start;
    return parseSimpleTest(s);
  }
  const end = s.position;
  s.skip();
  const operand = s.position;
  for (const rule of COMPARISONS) {
    s.position = operand;
    const node = rule(s, left);
    if (node !== undefined) return node;
  }
  s.position = end;
  return left;
}

function comparisonOperator(s: Scanner): ComparisonOperator | '!=' | undefined {
  const { text, position, code } = s;
  const equals = text.charCodeAt(position + 1) === 61;
  if (code === 61) {
    s.position++;
    return '=';
  }
  if (code === 60 || code === 62) {
    s.position += equals ? 2 : 1;
    return code === 60 ? (equals ? '<=' : '<') : equals ? '>=' : '>';
  }
  if (code === 33 && equals) {
    s.position += 2;
    return '!=';
  }
  return s.miss('an operator');
}

function binaryComparison(s: Scanner, left: Node): Node | undefined {
  const operator = comparisonOperator(s);
  if (operator === undefined) return undefined;
  const right = parseSum(s);
  if (right === undefined) return undefined;
  return operator === '!=' ? { type: 'unequal', left, right } : { type: 'comparison', operator, left, right };
}

function between(s: Scanner, value: Node): Node | undefined {
  if (!s.match('between', 'an operator')) return undefined;
  const from = parseSum(s);
  if (from === undefined || !s.eat('and')) return undefined;
  const to = parseSum(s);
  return to === undefined ? undefined : { type: 'between', value, from, to };
}

const COMPARISONS = [binaryComparison, between, instanceOf, inTests];
const SPACED_TYPES = ['years and months duration', 'days and time duration', 'date and time', 'function'];

function instanceOf(s: Scanner, value: Node): Node | undefined {
  if (!s.match('instance', 'an operator') || !s.eat('of')) return undefined;
  s.skip();
  const spaced = SPACED_TYPES.find((type) => s.match(type, 'a type'));
  const of = spaced ?? parseQualifiedName(s)?.join('.');
  return of === undefined ? undefined : { type: 'instance', value, of };
}

function inTests(s: Scanner, value: Node): Node | undefined {
  if (!s.match('in', 'an operator')) return undefined;
  s.skip();
  const start = s.position;
  if (s.match('(', 'an expression')) {
    const tests: Node[] = [];
    do {
      const test = positiveTest(s);
      if (test === undefined) break;
      tests.push(test);
    } while (s.eat(','));
    if (tests.length > 0 && s.eat(')')) return { type: 'in', value, tests };
  }
  s.position = start;
  const test = positiveTest(s);
  return test === undefined ? undefined : { type: 'in', value, tests: [test] };
}

function positiveTest(s: Scanner): Node | undefined {
  s.skip();
  const start = s.position;
  for (const value of [true, false]) {
    if (s.match(String(value), 'an expression')) {
      s.skip();
      if (s.atEnd) return { type: 'test comparison', operator: '=', right: { type: 'boolean', value } };
    }
    s.position = start;
  }
  const simple = parseSimpleTest(s);
  if (simple !== undefined) return simple;
  s.position = start;
  const value = parseExpression(s);
  return value === undefined ? undefined : { type: 'test value', value };
}

/** Parses a test of the input value: `< 5` or `[1..5]`. */
function parseSimpleTest(s: Scanner): Node | undefined {
  s.skip();
  const start = s.position;
  const { code } = s;
  if (code === 60 || code === 62) {
    const operator = comparisonOperator(s) as ComparisonOperator;
    const right = parseSum(s);
    if (right !== undefined) return { type: 'test comparison', operator, right };
    s.position = start;
    return undefined;
  }
  const range = parseRange(s);
  return range === undefined ? undefined : { type: 'test range', range };
}

/** Parses a range, as a test or as an argument. */
export function parseRange(s: Scanner): RangeNode | undefined {
  s.skip();
  const start = s.position;
  const open = s.code;
  if (open !== 40 && open !== 91 && open !== 93) return undefined;
  s.position++;
  // A `]` rarely opens a range, so an error message does not suggest what could follow it.
  const { quiet } = s;
  s.quiet ||= open === 93;
  const from = parseSum(s);
  s.quiet = quiet;
  if (from !== undefined && s.eat('..', 'an operator')) {
    const to = parseSum(s);
    if (to !== undefined) {
      s.skip();
      const close = s.code;
      if (close === 41 || close === 91 || close === 93) {
        s.position++;
        return { type: 'range', start: from, end: to, startClosed: open === 91, endClosed: close === 93 };
      }
      s.miss(']');
      s.miss(')');
    }
  }
  s.position = start;
  return undefined;
}
