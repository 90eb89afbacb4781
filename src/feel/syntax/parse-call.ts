import { commaList } from './comma-list.ts';
import { parseRange } from './parse-comparison.ts';
import { parseExpression, parseQualifiedName } from './parser.ts';
import type { Scanner } from './scanner.ts';
import type { Arguments, Node } from './tree.ts';

const SPACED_FUNCTIONS = ['and', 'or', 'date and time', 'years and months duration', 'get or else'];

/** Parses the call of a function, by its name or as the entry of a context. */
export function parseCall(s: Scanner): Node | undefined {
  const spaced = s.spacedName() ?? SPACED_FUNCTIONS.find((name) => s.match(name, 'an expression'));
  const names = spaced === undefined ? parseQualifiedName(s) : [spaced];
  s.skip();
  if (names === undefined || s.code !== 40) return undefined;
  s.position++;
  const args = parseArguments(s);
  if (!s.eat(')')) return undefined;
  const name = names.pop() as string;
  return names.length === 0 ? { type: 'call', name, args } : { type: 'method', path: names, name, args };
}

function parseArguments(s: Scanner): Arguments {
  const start = s.position;
  const named = commaList(s, namedArgument);
  if (named.length > 0) return { named: true, values: new Map(named) };
  s.position = start;
  return { named: false, values: commaList(s, argument) };
}

function argument(s: Scanner): Node | undefined {
  return parseRange(s) ?? parseExpression(s);
}

function namedArgument(s: Scanner): [string, Node] | undefined {
  const name = parameterName(s);
  s.skip();
  if (name === undefined || s.code !== 58) return undefined;
  s.position++;
  const value = argument(s);
  return value === undefined ? undefined : [name, value];
}

function parameterName(s: Scanner): string | undefined {
  s.skip();
  return s.spacedName() ?? s.name();
}

/** Parses the definition of a function, like `function(x) x + 1`. */
export function parseFunction(s: Scanner): Node | undefined {
  if (!s.match('function', 'an expression') || !s.eat('(')) return undefined;
  const parameters = commaList(s, parameterName);
  if (!s.eat(')')) return undefined;
  const bodyStart = s.position;
  if (s.eat('external', 'an expression') && s.eat('{', 'an operator')) {
    s.position = bodyStart;
    throw s.refuse('External functions are not available');
  }
  s.position = bodyStart;
  const body = parseExpression(s);
  return body === undefined ? undefined : { type: 'function', parameters, body };
}
