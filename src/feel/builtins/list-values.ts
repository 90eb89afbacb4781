import type { Call } from '../builtin.ts';
import { entryOf, keysAsTheyCame } from '../contexts.ts';
import { numberKey } from '../number.ts';
import { isContext, isList, isNumber, isString, isTemporal, type Value } from '../values.ts';

/** Gives the items without those that are equal to an earlier item. */
export function distinct(call: Call, list: readonly Value[]): Value[] {
  return counted(call, list).map(([item]) => item);
}

/** Gives the items that occur more than once, each once. */
export function duplicates(call: Call, list: readonly Value[]): Value[] {
  return counted(call, list).flatMap(([item, count]) => (count > 1 ? [item] : []));
}

/** Gives each distinct item, and how often it occurs. A function or a range equals nothing, not even itself. */
function counted(call: Call, list: readonly Value[]): [Value, number][] {
  const counts: [Value, number][] = [];
  const byKey = new Map<string, [Value, number]>();
  for (const item of list) {
    const parts: string[] = [];
    const comparable = writeKey(call, item, parts, 0);
    const key = parts.join('');
    call.spend(1 + (key.length >> 4));
    const found = byKey.get(key);
    if (found !== undefined && comparable) found[1]++;
    else {
      const entry: [Value, number] = [item, 1];
      counts.push(entry);
      if (comparable) byKey.set(key, entry);
    }
  }
  return counts;
}

/** Writes a text that only equal values share. Gives false for a value that equals nothing. */
function writeKey(call: Call, value: Value, parts: string[], levels: number): boolean {
  call.spend(1);
  if (isString(value)) parts.push(`s${value.length}:${value}`);
  else if (isNumber(value)) parts.push(`n${numberKey(value)};`);
  else if (value === null || typeof value === 'boolean') parts.push(`${value};`);
  else if (isTemporal(value)) parts.push(`${value.kind}:${value.toText()}|${value.toConnectorText()};`);
  else if (isList(value)) {
    parts.push(`l${value.length}:`);
    const inner = call.within(levels);
    return value.every((item) => writeKey(call, item, parts, inner));
  } else if (isContext(value)) {
    const keys = [...keysAsTheyCame(value)].sort();
    parts.push(`c${keys.length}:`);
    const inner = call.within(levels);
    return keys.every((key) => {
      parts.push(`${key.length}:${key}`);
      return writeKey(call, entryOf(value, key) ?? null, parts, inner);
    });
  } else return false;
  return true;
}
