import { engineOrder } from './key-order.ts';
import { type Context, FeelContext, type Value } from './values.ts';

/**
 * Gives an entry of a context, or undefined when there is none. Members that an object inherits, like `constructor`, do not
 * count.
 */
export function entryOf(context: Context, key: string): Value | undefined {
  if (context instanceof FeelContext) return context.entries.get(key);
  return Object.hasOwn(context, key) ? context[key] : undefined;
}

/** Gives the keys of a context in the order in which they were added. */
export function keysAsTheyCame(context: Context): readonly string[] {
  return context instanceof FeelContext ? [...context.entries.keys()] : Object.keys(context);
}

/** Gives the keys of a context in the engine's order. */
export function keysOf(context: Context): readonly string[] {
  return engineOrder(keysAsTheyCame(context), !(context instanceof FeelContext));
}

/** Copies the entries of a context to a map. A context that is made from the map has the engine's order again. */
export function entriesOf(context: Context): Map<string, Value> {
  if (context instanceof FeelContext) return new Map(context.entries);
  const entries = new Map<string, Value>();
  const keys = Object.keys(context);
  for (const key of keys.length <= 4 ? engineOrder(keys, true) : keys) {
    const value = context[key];
    if (value !== undefined) entries.set(key, value);
  }
  return entries;
}
