import { entryOf, keysOf } from './contexts.ts';
import { numberText } from './number.ts';
import { type Context, FeelFunction, FeelRange, isContext, isNumber, TemporalValue, type Value } from './values.ts';

/** Values that are deeper in others are left out. The engine would write them. */
const MAX_LEVELS = 100;

/**
 * Writes a value as the engine does in messages, with texts in quotes.
 * @param limit where the text is cut, in characters
 */
export function describe(value: Value, limit = 1_000): string {
  const parts: string[] = [];
  write(value, parts, { left: limit, levels: 0 });
  const text = parts.join('');
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

interface Room {
  /** Characters. */
  left: number;
  /** How deep in other values the next one is. */
  levels: number;
}

function write(value: Value, parts: string[], room: Room): void {
  if (room.left <= 0) return;
  if (room.levels > MAX_LEVELS) {
    push('…', parts, room);
    return;
  }
  room.levels++;
  if (Array.isArray(value)) writeList(value, parts, room);
  else if (isContext(value)) writeContext(value, parts, room);
  else if (value instanceof FeelRange) {
    push(value.startClosed ? '[' : '(', parts, room);
    write(value.start, parts, room);
    push('..', parts, room);
    write(value.end, parts, room);
    push(value.endClosed ? ']' : ')', parts, room);
  } else push(scalar(value, room.left), parts, room);
  room.levels--;
}

function writeContext(context: Context, parts: string[], room: Room): void {
  push('{', parts, room);
  let separator = '';
  for (const key of keysOf(context)) {
    if (room.left <= 0) return;
    push(`${separator}${key}:`, parts, room);
    write(entryOf(context, key) ?? null, parts, room);
    separator = ', ';
  }
  push('}', parts, room);
}

function writeList(list: readonly Value[], parts: string[], room: Room): void {
  push('[', parts, room);
  let separator = '';
  for (const item of list) {
    if (room.left <= 0) return;
    push(separator, parts, room);
    write(item, parts, room);
    separator = ', ';
  }
  push(']', parts, room);
}

function scalar(value: Value, limit: number): string {
  if (typeof value === 'string') return `"${value.length > limit ? value.slice(0, limit + 1) : value}"`;
  if (isNumber(value)) return numberText(value);
  if (value instanceof TemporalValue) return value.toText();
  if (value instanceof FeelFunction) return `function(${value.parameters.join(', ')})`;
  return String(value);
}

function push(text: string, parts: string[], room: Room): void {
  parts.push(text);
  room.left -= text.length;
}
