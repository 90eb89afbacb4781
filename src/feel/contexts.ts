import { engineOrder } from './key-order.ts';
import { type Context, FeelContext, type Value } from './values.ts';

/** The entry of a context; undefined when it has none. Members that an object inherits (`constructor`) are none. */
export function entryOf(context: Context, key: string): Value | undefined {
  if (context instanceof FeelContext) return context.entries.get(key);
  return Object.hasOwn(context, key) ? context[key] : undefined;
}

/** The keys of a context, as they came. */
export function keysAsTheyCame(context: Context): readonly string[] {
  return context instanceof FeelContext ? [...context.entries.keys()] : Object.keys(context);
}

/** The keys of a context, in the engine's order. */
export function keysOf(context: Context): readonly string[] {
  return engineOrder(keysAsTheyCame(context), !(context instanceof FeelContext));
}

/** The entries of a context as a new map; a context made of it has the engine's order again. */
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
