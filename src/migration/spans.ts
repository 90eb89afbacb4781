import { FeelSyntaxError } from '../feel/index.ts';
import { parse } from '../feel/syntax/parser.ts';
import { partsOf } from '../feel/syntax/parts.ts';
import type { Span } from '../feel/syntax/scanner.ts';
import type { Node } from '../feel/syntax/tree.ts';
import type { ReadExpression } from './uses.ts';

/**
 * Says where any part of an expression stands: a value by its place, another by the places of what is in it.
 * @returns undefined if it cannot be told, like that of a part with brackets in it
 */
export function spanOf(node: Node, expression: ReadExpression): Span | undefined {
  const own = expression.placeIfKnown(node);
  if (own !== undefined) return own;
  const within = around(node, expression);
  if (within === undefined) return undefined;
  const { start, end } = within;
  return [end, behindBracket(end, expression.text)]
    .map((candidate) => ({ start, end: candidate }))
    .find((span) => isAlike(expression.text.slice(span.start, span.end), node));
}

/** From the first of the values in a part to the last. */
function around(node: Node, expression: ReadExpression): Span | undefined {
  const spans = partsOf(node).map((part) => expression.placeIfKnown(part) ?? around(part, expression));
  if (spans.length === 0 || spans.includes(undefined)) return undefined;
  const known = spans as readonly Span[];
  return { start: Math.min(...known.map(({ start }) => start)), end: Math.max(...known.map(({ end }) => end)) };
}

/** The end of a list in brackets, as behind `in`. */
function behindBracket(end: number, text: string): number {
  return end + (/^\s*\)/.exec(text.slice(end))?.[0].length ?? 0);
}

/** Whether a text is by itself what the part is. */
function isAlike(text: string, node: Node): boolean {
  try {
    return shapeOf(parse(text)) === shapeOf(node);
  } catch (error) {
    if (error instanceof FeelSyntaxError) return false;
    throw error;
  }
}

function shapeOf(node: Node): string {
  return JSON.stringify(node, (_, value) =>
    value instanceof Map ? [...value] : typeof value === 'bigint' ? `${value}` : value,
  );
}
