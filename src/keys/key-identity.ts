import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalDigits } from '../json/numbers.ts';

/**
 * Gives a text that two keys of a table share if, and only if, they are the same key. The numbers `1`, `1.0` and `1e0` are the
 * same.
 * @param key the key, or a whole item
 * @param names the table's key attributes
 */
export function keyIdentity(key: Record<string, AttributeValue>, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => valueIdentity(key[name])));
}

function valueIdentity(value: AttributeValue | undefined): string[] {
  if (value?.S !== undefined) return ['S', value.S];
  if (value?.N !== undefined) return ['N', canonicalDigits(value.N)];
  if (value?.B !== undefined) return ['B', Buffer.from(value.B).toString('base64')];
  return [];
}
