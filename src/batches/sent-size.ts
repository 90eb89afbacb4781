import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { textBytes } from '../json/size.ts';

/**
 * Gives the size of attributes in bytes of the JSON that is sent to AWS. AWS measures a batch by this size. It can be seven times
 * the size of the item in the table.
 */
export function sentSize(attributes: Attributes): number {
  let size = PAIR;
  for (const name in attributes) size += textBytes(name) + sentValueSize(attributes[name] as AttributeValue) + PAIR;
  return size;
}

/** Two bytes: the braces around an object, or the colon and the comma of a member. */
const PAIR = 2;
const QUOTES = 2;

function sentValueSize(value: AttributeValue): number {
  for (const type in value) return QUOTES + type.length + PAIR + PAIR + contentSize(value);
  return PAIR;
}

function contentSize(value: AttributeValue): number {
  if (value.S !== undefined) return textBytes(value.S);
  if (value.N !== undefined) return textBytes(value.N);
  if (value.M !== undefined) return sentSize(value.M);
  if (value.L !== undefined) return listSize(value.L, sentValueSize);
  if (value.B !== undefined) return base64Size(value.B);
  if (value.BOOL !== undefined) return value.BOOL ? 4 : 5;
  if (value.SS !== undefined) return listSize(value.SS, textBytes);
  if (value.NS !== undefined) return listSize(value.NS, textBytes);
  if (value.BS !== undefined) return listSize(value.BS, base64Size);
  return 'true'.length;
}

function listSize<T>(list: readonly T[], size: (element: T) => number): number {
  let total = PAIR;
  for (const element of list) total += size(element) + 1;
  return total;
}

function base64Size({ byteLength }: Uint8Array): number {
  return QUOTES + 4 * Math.ceil(byteLength / 3);
}
