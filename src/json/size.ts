import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { Json } from './json.ts';

/** The bytes of a value as JSON, as `stringifyJson` writes it. Nothing is written for that, which takes a third less time. */
export function jsonBytes(value: Json): number {
  return sizeOf(value, true);
}

/** The characters of a value as JSON, escapes aside: half of the work of `jsonBytes`, for what is measured page after page. */
export function jsonLength(value: Json): number {
  return sizeOf(value, false);
}

/** What a value takes. */
interface Extent {
  /** The characters of it as JSON, as `jsonLength`. */
  readonly length: number;
  /** About the bytes of it in the heap. */
  readonly heapBytes: number;
}

/** About what V8 takes for a value beside its characters. */
const HEAP_BYTES_PER_VALUE = 40;

/** Measures a value for who keeps it in memory. */
export function extentInMemory(value: Json): Extent {
  values = 0;
  const length = sizeOf(value, false);
  return { length, heapBytes: length + HEAP_BYTES_PER_VALUE * values };
}

/** How many values `sizeOf` has seen. */
let values = 0;

/** What JSON.stringify writes in another way than as one byte each. */
const ESCAPED_OR_LONGER = /[^ !#-[\]-\x7f]/;
const QUOTES = 2;

/** The bytes of a text in JSON, with its quotation marks and escapes. */
export function textBytes(text: string): number {
  return ESCAPED_OR_LONGER.test(text) ? Buffer.byteLength(JSON.stringify(text)) : text.length + QUOTES;
}

/** A list or an object has as many brackets, commas and colons as it has members, and one more; or two brackets. */
function sizeOf(value: Json, exactly: boolean): number {
  values++;
  if (typeof value === 'string') return exactly ? textBytes(value) : value.length + QUOTES;
  if (typeof value !== 'object' || value === null) return String(value).length;
  if (value instanceof NumberValue) return value.value.length;
  let size = 1;
  if (Array.isArray(value)) {
    for (const element of value) size += sizeOf(element, exactly) + 1;
  } else {
    for (const name in value) {
      const nameSize = exactly ? textBytes(name) : name.length + QUOTES;
      size += nameSize + 2 + sizeOf(value[name] as Json, exactly);
    }
  }
  return size === 1 ? 2 : size;
}

/** Whether a value has more than so many values in it, itself among them. Those behind them are not looked at. */
export function hasMoreValues(value: unknown, most: number): boolean {
  let left = most;
  const count = (value: unknown): boolean => {
    if (left-- <= 0) return true;
    if (typeof value !== 'object' || value === null || value instanceof NumberValue) return false;
    if (Array.isArray(value)) return value.some(count);
    for (const name in value) if (count((value as Record<string, unknown>)[name])) return true;
    return false;
  };
  return count(value);
}
