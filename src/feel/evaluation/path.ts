import { entryOf, keysAsTheyCame, keysOf } from '../contexts.ts';
import { engineOrder } from '../key-order.ts';
import { describe } from '../text.ts';
import { isContext, LiteralContext, TemporalValue, type Value } from '../values.ts';
import type { Run } from './run.ts';

/**
 * Evaluates `value.key`. Gives null, with a warning, when there is no such key. For a list, gives a list with the result of each
 * item.
 * @param levels how deep in other lists the value is
 */
export function path(run: Run, value: Value, key: string, levels = 0): Value {
  if (Array.isArray(value)) {
    run.spendList(value.length);
    const inner = run.within(levels);
    return value.map((item: Value) => path(run, item, key, inner));
  }
  if (value === null) {
    run.warn('NO_CONTEXT_ENTRY_FOUND', () => `No context entry found with key '${key}'. The context is null`);
    return null;
  }
  if (isContext(value)) {
    const entry = entryOf(value, key);
    if (entry !== undefined) return entry;
    run.warn('NO_CONTEXT_ENTRY_FOUND', () => {
      const literal = value instanceof LiteralContext;
      const keys = literal ? keysAsTheyCame(value) : keysOf(value);
      // The engine puts the quoted keys into a set, which changes their order.
      const quoted = engineOrder(
        keys.map((name) => `'${name}'`),
        false,
      );
      const available = `Available keys: ${quoted.join(', ')}`;
      return `No context entry found with key '${key}'. ${literal && keys.length === 0 ? 'The context is empty' : available}`;
    });
    return null;
  }
  const property = value instanceof TemporalValue ? value.property(key) : undefined;
  if (property !== undefined) return property;
  run.warn('NO_PROPERTY_FOUND', () => {
    const names = value instanceof TemporalValue ? value.propertyNames : [];
    const available = names.map((name) => `'${name}'`).join(', ');
    return `No property found with name '${key}' of value '${describe(value)}'. Available properties: ${available}`;
  });
  return null;
}
