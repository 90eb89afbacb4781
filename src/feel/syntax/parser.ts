import { parseComparison } from './parse-comparison.ts';
import { parseIterators, parseValue } from './parse-value.ts';
import { type Memo, type Places, Scanner } from './scanner.ts';
import type { ArithmeticOperator, ArithmeticStep, Node } from './tree.ts';

/** The longest expression, in characters. Reading a longer one could hold up the worker. */
const MAX_LENGTH = 100_000;

/**
 * Parses an expression. It has the rules of Camunda's parser and tries alternatives in the same order, so that both accept and
 * refuse the same texts.
 * @param places takes where its values stand, if given
 * @throws FeelSyntaxError when the text is not an expression
 */
export function parse(text: string, places?: Places): Node {
  if (text.length > MAX_LENGTH) {
    throw new Scanner(text, false).refuse(`An expression of more than ${MAX_LENGTH} characters`);
  }
  const scanner = new Scanner(text, false);
  scanner.places = places;
  const node = parseWhole(scanner);
  if (node !== undefined) return node;
  const explaining = new Scanner(text, true);
  parseWhole(explaining);
  throw explaining.error();
}

function parseWhole(s: Scanner): Node | undefined {
  const node = parseExpression(s);
  if (node === undefined) return undefined;
  s.skip();
  if (s.atEnd) return node;
  return s.miss('the end');
}

/** Runs a rule only once at each position. Otherwise nested alternatives would read the same text again and again. */
function once(s: Scanner, memo: Memo, rule: (s: Scanner) => Node | undefined): Node | undefined {
  s.skip();
  const start = s.position;
  const known = memo.get(start);
  if (known !== undefined) {
    if (known === null) return undefined;
    s.position = known.end;
    return known.node;
  }
  const node = rule(s);
  if (node === undefined) s.position = start;
  memo.set(start, node === undefined ? null : { node, end: s.position });
  return node;
}

/** Parses an expression of any kind. */
export function parseExpression(s: Scanner): Node | undefined {
  return once(s, s.expressions, expression);
}

/** Parses a sum: an operand of a comparison, or an end of a range. */
export function parseSum(s: Scanner): Node | undefined {
  return once(s, s.sums, sum);
}

function expression(s: Scanner): Node | undefined {
  s.enter();
  const node = conditional(s) ?? loop(s) ?? quantified(s) ?? junction(s, 'or', conjunction);
  s.leave();
  return node;
}

function conjunction(s: Scanner): Node | undefined {
  return junction(s, 'and', parseComparison);
}

function conditional(s: Scanner): Node | undefined {
  const start = s.position;
  if (!s.match('if', 'an expression')) return undefined;
  const condition = parseExpression(s);
  if (condition !== undefined && s.eat('then')) {
    const then = parseExpression(s);
    if (then !== undefined && s.eat('else')) {
      const otherwise = parseExpression(s);
      if (otherwise !== undefined) return { type: 'if', condition, then, else: otherwise };
    }
  }
  s.position = start;
  return undefined;
}

function loop(s: Scanner): Node | undefined {
  const start = s.position;
  if (!s.match('for', 'an expression')) return undefined;
  const iterators = parseIterators(s);
  if (iterators.length > 0 && s.eat('return')) {
    const body = parseExpression(s);
    if (body !== undefined) return { type: 'for', iterators, body };
  }
  s.position = start;
  return undefined;
}

function quantified(s: Scanner): Node | undefined {
  const start = s.position;
  const some = s.match('some', 'an expression');
  if (!some && !s.match('every', 'an expression')) return undefined;
  const iterators = parseIterators(s);
  if (iterators.length > 0 && s.eat('satisfies')) {
    const body = parseExpression(s);
    if (body !== undefined) return { type: 'quantified', some, iterators, body };
  }
  s.position = start;
  return undefined;
}

function junction(s: Scanner, type: 'and' | 'or', operand: (s: Scanner) => Node | undefined): Node | undefined {
  const first = operand(s);
  if (first === undefined) return undefined;
  let items: Node[] | undefined;
  for (;;) {
    const end = s.position;
    const next = s.eat(type, 'an operator') ? operand(s) : undefined;
    if (next === undefined) {
      s.position = end;
      return items === undefined ? first : { type, items };
    }
    if (items === undefined) items = [first, next];
    else items.push(next);
  }
}

/** The binary operators. Those that bind more strongly come later. */
const LEVELS: readonly (readonly ArithmeticOperator[])[] = [['+', '-'], ['*', '/'], ['**']];

function sum(s: Scanner): Node | undefined {
  return arithmetic(s, 0);
}

function arithmetic(s: Scanner, level: number): Node | undefined {
  const operators = LEVELS[level];
  if (operators === undefined) return negation(s);
  const base = arithmetic(s, level + 1);
  if (base === undefined) return undefined;
  let steps: ArithmeticStep[] | undefined;
  for (;;) {
    const end = s.position;
    s.skip();
    const operator = operators.find((candidate) => s.match(candidate, 'an operator'));
    const right = operator === undefined ? undefined : arithmetic(s, level + 1);
    if (operator === undefined || right === undefined) {
      s.position = end;
      return steps === undefined ? base : { type: 'arithmetic', base, steps };
    }
    steps ??= [];
    steps.push({ operator, right });
  }
}

function negation(s: Scanner): Node | undefined {
  s.skip();
  if (s.code !== 45) return parseValue(s);
  s.position++;
  const value = parseValue(s);
  return value === undefined ? undefined : { type: 'negation', value };
}

/** Reads names with points between them, like `a.b.c`. */
export function parseQualifiedName(s: Scanner): string[] | undefined {
  const first = parseProperty(s);
  if (first === undefined) return undefined;
  const names = [first];
  for (;;) {
    const end = s.position;
    const next = s.eatPoint() ? parseProperty(s) : undefined;
    if (next === undefined) {
      s.position = end;
      return names;
    }
    names.push(next);
  }
}

/** Reads what may follow a point: a name, or `time offset`, the only property whose name has a blank. */
export function parseProperty(s: Scanner): string | undefined {
  s.skip();
  return s.match('time offset', 'a name') ? 'time offset' : s.name();
}
