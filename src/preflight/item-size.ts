import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';

/** The size of the largest item in bytes, 400 KB. */
export const MAX_ITEM_BYTES = 409_600;

/** How many bytes a list or a map takes beside its elements, and each element beside its name and value. */
const DOCUMENT_BYTES = 3;
const ELEMENT_BYTES = 1;

/** How many bytes the longest number takes, whatever its sign. */
const MAX_NUMBER_BYTES = 21;

/**
 * Gives the size of an item in bytes as AWS counts them: those of the names and values of its attributes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Attributes): number {
  let size = 0;
  for (const name in item) size += attributeSize(name, item[name] as AttributeValue);
  return size;
}

/** Gives the size of an attribute in bytes: its name and its value. */
export function attributeSize(name: string, value: AttributeValue): number {
  return Buffer.byteLength(name) + valueSize(value);
}

/** Gives the size of a value in bytes, without the name of its attribute. */
export function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.M !== undefined) return mapSize(value.M);
  if (value.L !== undefined) return sum(value.L, valueSize) + ELEMENT_BYTES * value.L.length + DOCUMENT_BYTES;
  if (value.B !== undefined) return value.B.byteLength;
  if (value.SS !== undefined) return sum(value.SS, Buffer.byteLength);
  if (value.NS !== undefined) return sum(value.NS, numberSize);
  if (value.BS !== undefined) return sum(value.BS, bytesOf);
  return 1;
}

function mapSize(map: Attributes): number {
  let size = DOCUMENT_BYTES;
  for (const name in map) size += attributeSize(name, map[name] as AttributeValue) + ELEMENT_BYTES;
  return size;
}

function sum<T>(members: readonly T[], size: (member: T) => number): number {
  let total = 0;
  for (const member of members) total += size(member);
  return total;
}

function bytesOf({ byteLength }: Uint8Array): number {
  return byteLength;
}

const [ZERO, NINE, POINT, MINUS, PLUS] = [48, 57, 46, 45, 43];

/**
 * Gives the size of a number in bytes. AWS keeps a number as digits to the base of 100, without zeros before and after: one byte
 * for each digit, one for the exponent, and one for a minus.
 */
function numberSize(text: string): number {
  let digits = 0;
  let digitsBeforePoint: number | undefined;
  let first = -1;
  let last = -1;
  let at = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      if (code !== ZERO) {
        if (first < 0) first = digits;
        last = digits;
      }
      digits++;
    } else if (code === POINT) digitsBeforePoint = digits;
    else if (code !== MINUS && code !== PLUS) break;
  }
  if (first < 0) return 1;
  const exponent = at < text.length ? Number(text.slice(at + 1)) : 0;
  const point = (digitsBeforePoint ?? digits) + exponent;
  const pairs = pairOf(first, point) - pairOf(last, point) + 1;
  return Math.min(1 + pairs + (text.charCodeAt(0) === MINUS ? 1 : 0), MAX_NUMBER_BYTES);
}

/** Gives the digit to the base of 100 that a decimal digit belongs to, counted from the point. */
function pairOf(digit: number, point: number): number {
  return Math.floor((point - 1 - digit) / 2);
}
