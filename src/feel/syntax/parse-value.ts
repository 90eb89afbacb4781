import { fromText, MAX_DIGITS } from '../number.ts';
import { dateLiteral, dateTimeLiteral, durationLiteral, temporalLiteral, timeLiteral } from '../temporal/index.ts';
import type { FeelNumber, TemporalValue } from '../values.ts';
import { commaList } from './comma-list.ts';
import { parseCall, parseFunction } from './parse-call.ts';
import { parseExpression, parseProperty, parseQualifiedName, parseSum } from './parser.ts';
import type { Scanner } from './scanner.ts';
import type { Iterator, Link, Node } from './tree.ts';

/** Parses a value with its paths and filters, like `response.items[1].id`. */
export function parseValue(s: Scanner): Node | undefined {
  s.skip();
  const start = s.position;
  const base = terminal(s);
  if (base === undefined) {
    s.position = start;
    return s.miss('an expression');
  }
  note(s, base, start);
  const links: Link[] = [];
  for (;;) {
    const end = s.position;
    const link = parseLink(s);
    if (link === undefined) {
      s.position = end;
      if (links.length === 0) return base;
      const chain: Node = { type: 'chain', base, links };
      note(s, chain, start);
      return chain;
    }
    note(s, link, end);
    links.push(link);
  }
}

function note({ places, position }: Scanner, part: Node | Link, start: number): void {
  if (places !== undefined && !places.has(part)) places.set(part, { start, end: position });
}

function parseLink(s: Scanner): Link | undefined {
  if (s.eatPoint()) {
    const key = parseProperty(s);
    return key === undefined ? undefined : { type: 'path', key };
  }
  if (!s.match('[', 'an operator')) return undefined;
  const filter = parseExpression(s);
  return filter !== undefined && s.eat(']') ? { type: 'filter', filter } : undefined;
}

function terminal(s: Scanner): Node | undefined {
  switch (s.code) {
    case 34: {
      const value = s.string();
      return value === undefined ? undefined : { type: 'string', value };
    }
    case 40: {
      s.position++;
      const inner = parseExpression(s);
      return inner !== undefined && s.eat(')') ? inner : undefined;
    }
    case 63:
      s.position++;
      return { type: 'input' };
    case 64: {
      s.position++;
      s.skip();
      const text = s.rawString();
      return text === undefined ? undefined : temporalNode(temporalLiteral(text));
    }
    case 91:
      return list(s);
    case 123:
      return context(s);
    default:
      return named(s);
  }
}

function temporalNode(value: TemporalValue | null): Node {
  return value === null ? { type: 'null' } : { type: 'temporal', value };
}

function list(s: Scanner): Node | undefined {
  s.position++;
  const items = commaList(s, parseExpression);
  return s.eat(']') ? { type: 'list', items } : undefined;
}

const KEY_END = /["{}:,[\]`]/;

function context(s: Scanner): Node | undefined {
  s.position++;
  const entries = commaList(s, contextEntry);
  return s.eat('}') ? { type: 'context', entries } : undefined;
}

function contextEntry(s: Scanner): [string, Node] | undefined {
  s.skip();
  const key = contextKey(s);
  if (key === undefined || !s.eat(':')) return undefined;
  const value = parseExpression(s);
  return value === undefined ? undefined : [key, value];
}

function contextKey(s: Scanner): string | undefined {
  const start = s.position;
  let end = start;
  while (!s.atEnd && !KEY_END.test(s.text[s.position] as string)) {
    end = ++s.position;
    s.skip();
  }
  if (end > start) {
    s.position = end;
    return s.text.slice(start, end);
  }
  s.miss('a key');
  return s.code === 96 ? s.name() : s.rawString();
}

const TEMPORALS: readonly (readonly [name: string, read: (text: string) => TemporalValue | null])[] = [
  ['duration', durationLiteral],
  ['date and time', dateTimeLiteral],
  ['date', dateLiteral],
  ['time', timeLiteral],
];

const NAMED = [temporal, parseCall, variable, constant, parseFunction];

/**
 * Parses a temporal literal, a call, a variable, a number, null, true, false or a function. They begin with a letter or a digit.
 */
function named(s: Scanner): Node | undefined {
  const start = s.position;
  const digits = s.number();
  if (digits !== undefined) {
    if (digits.length > MAX_DIGITS) throw s.refuse(`A number of more than ${MAX_DIGITS} digits`);
    return { type: 'number', value: fromText(digits) as FeelNumber };
  }
  for (const rule of NAMED) {
    s.position = start;
    const node = rule(s);
    if (node !== undefined) return node;
  }
  return undefined;
}

function temporal(s: Scanner): Node | undefined {
  const literal = TEMPORALS.find(([name]) => s.text.startsWith(name, s.position));
  if (literal === undefined) return undefined;
  s.position += literal[0].length;
  if (!s.eat('(', 'an operator')) return undefined;
  s.skip();
  const text = s.code === 34 ? s.rawString() : undefined;
  return text !== undefined && s.eat(')') ? temporalNode(literal[1](text)) : undefined;
}

function variable(s: Scanner): Node | undefined {
  const names = parseQualifiedName(s);
  return names === undefined ? undefined : { type: 'variable', names };
}

function constant(s: Scanner): Node | undefined {
  if (s.match('null', 'an expression')) return { type: 'null' };
  if (s.match('true', 'an expression')) return { type: 'boolean', value: true };
  return s.match('false', 'an expression') ? { type: 'boolean', value: false } : undefined;
}

/** Parses the iterators of a loop. Gives an empty list when there are none. */
export function parseIterators(s: Scanner): Iterator[] {
  return commaList(s, iterator);
}

function iterator(s: Scanner): Iterator | undefined {
  s.skip();
  const name = s.name();
  if (name === undefined || !s.eat('in')) return undefined;
  const source = iteration(s) ?? parseValue(s);
  return source === undefined ? undefined : { name, source };
}

function iteration(s: Scanner): Node | undefined {
  const position = s.position;
  const start = parseSum(s);
  const end = start !== undefined && s.eat('..', 'an operator') ? parseSum(s) : undefined;
  if (start !== undefined && end !== undefined) return { type: 'iteration', start, end };
  s.position = position;
  return undefined;
}
