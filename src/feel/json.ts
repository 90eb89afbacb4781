import type { Run } from './evaluation/run.ts';
import { numberToJson } from './number.ts';
import { describe } from './text.ts';
import {
  FeelContext,
  FeelFunction,
  isContext,
  isNumber,
  type JsonContext,
  TemporalValue,
  type Value,
} from './values.ts';

/** A value with more levels of nesting is refused. So is a value that contains itself. */
const MAX_DEPTH = 200;

/**
 * Converts a value to JSON as the connector runtime writes it into a process variable. Lists and objects of the input that need no
 * change are not copied.
 * @throws FeelError for a range, and for a value that is nested too deep
 */
export function toJson(run: Run, value: Value, depth = 0): unknown {
  if (typeof value === 'string') {
    run.spendText(value.length);
    return value;
  }
  if (value === null || typeof value === 'boolean') return value;
  if (isNumber(value)) return numberToJson(value);
  run.spend(1);
  if (depth > MAX_DEPTH) run.fail(`The value has more than ${MAX_DEPTH} levels of nesting`);
  if (Array.isArray(value)) return listToJson(run, value, depth);
  if (isContext(value)) return value instanceof FeelContext ? made(run, value, depth) : read(run, value, depth);
  if (value instanceof TemporalValue) return value.toConnectorText();
  if (value instanceof FeelFunction) return { $function: true };
  if (typeof value !== 'object') return null;
  return run.fail(`A range cannot be a result: ${describe(value)}`);
}

function listToJson(run: Run, list: readonly Value[], depth: number): unknown {
  let changed: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    run.spend(1);
    const item = list[i] as Value;
    const json = toJson(run, item, depth + 1);
    if (json !== item) changed ??= list.slice(0, i);
    changed?.push(json);
  }
  return changed ?? list;
}

function made(run: Run, context: FeelContext, depth: number): unknown {
  const object = {};
  for (const [key, value] of context.entries) set(object, key, toJson(run, value, depth + 1));
  return object;
}

function read(run: Run, context: JsonContext, depth: number): unknown {
  const members: [key: string, json: unknown][] = [];
  let changed = false;
  for (const key of Object.keys(context)) {
    run.spend(1);
    const value = context[key];
    const json = value === undefined ? null : toJson(run, value, depth + 1);
    if (json !== value) changed = true;
    if (value !== undefined) members.push([key, json]);
  }
  if (!changed) return context;
  const object = {};
  for (const [key, json] of members) set(object, key, json);
  return object;
}

/** Sets a member. Its name may be `__proto__`. */
function set(object: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else (object as Record<string, unknown>)[key] = value;
}
