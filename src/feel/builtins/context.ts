import { type Builtin, type Call, form, illegal, varForm } from '../builtin.ts';
import { entriesOf, entryOf, keysAsTheyCame, keysOf } from '../contexts.ts';
import {
  type Context,
  FeelContext,
  isContext,
  isFunction,
  isList,
  isString,
  type Result,
  type Value,
} from '../values.ts';

const putForm = form(['context', 'key', 'value'], (call, context, key, value) => {
  if (isContext(context) && isString(key)) return put(call, context, [key], value);
  return isContext(context) ? putPath(call, context, key, value) : illegal([context, key, value]);
});

const merge: Builtin = [
  varForm(['contexts'], (call, contexts) => {
    if (!isList(contexts) || !contexts.every(isContext)) return null;
    const entries = new Map<string, Value>();
    for (const context of contexts) {
      call.spend(keysAsTheyCame(context).length + 1);
      for (const [key, value] of entriesOf(context)) entries.set(key, value);
    }
    return made(call, entries);
  }),
];

/** Functions of contexts. */
export const contextBuiltins: readonly (readonly [string, Builtin])[] = [
  ['get entries', [entriesForm('context'), entriesForm('m')]],
  ['get value', [form(['m', 'key'], getValue), form(['context', 'key'], getValue), form(['context', 'keys'], getPath)]],
  ['context put', [putForm, form(['context', 'keys', 'value'], putPath)]],
  ['put', [putForm]],
  ['context merge', merge],
  ['put all', merge],
  ['context', [form(['entries'], contextOf)]],
];

function made(call: Call, entries: ReadonlyMap<string, Value>): Context {
  call.spendList(entries.size);
  call.spend(entries.size * 4);
  return new FeelContext(entries);
}

function entriesForm(parameter: string): Builtin[number] {
  return form([parameter], (call, context) => {
    if (!isContext(context)) return illegal([context]);
    const keys = keysOf(context);
    call.spendList(keys.length * 3);
    return keys.map((key) => entry(key, entryOf(context, key) ?? null));
  });
}

/** Gives an entry as a context with `key` and `value`. If the value is a function, it is not an entry of that context. */
function entry(key: string, value: Value): Context {
  if (isFunction(value)) return new FeelContext(new Map([['key', key]]), new Map([['value', [value]]]));
  return new FeelContext(
    new Map([
      ['key', key],
      ['value', value],
    ]),
  );
}

function getValue(call: Call, context: Value, key: Value): Result {
  if (isContext(context) && isString(key)) return entryOf(context, key) ?? null;
  return getPath(call, context, key);
}

function getPath(_call: Call, context: Value, keys: Value): Result {
  if (!isContext(context) || !isList(keys)) return illegal([context, keys]);
  if (keys.length === 0 || !keys.every(isString)) return null;
  let value: Value = context;
  for (const key of keys) {
    if (!isContext(value)) return null;
    value = entryOf(value, key) ?? null;
  }
  return value;
}

function putPath(call: Call, context: Value, keys: Value, value: Value): Result {
  if (!isContext(context) || !isList(keys)) return illegal([context, keys, value]);
  if (keys.length === 0) return null;
  return keys.every(isString) ? put(call, context, keys, value) : illegal([context, keys, value]);
}

/** Sets the entry at the end of a path of keys. A value on the path that is not a context is replaced by one. */
function put(call: Call, context: Context, keys: readonly string[], value: Value): Context {
  // The contexts are made from the inside out, so that a long path needs no deep calls.
  const path: Context[] = [];
  let inner = context;
  for (const key of keys) {
    path.push(inner);
    const next = entryOf(inner, key);
    inner = next !== undefined && isContext(next) ? next : new FeelContext(new Map());
  }
  let result: Value = value;
  for (let i = keys.length - 1; i >= 0; i--) {
    const entries = entriesOf(path[i] ?? context);
    entries.set(keys[i] ?? '', result);
    result = made(call, entries);
  }
  return result as Context;
}

function contextOf(call: Call, list: Value): Result {
  if (!isList(list)) return null;
  const entries = new Map<string, Value>();
  for (const entry of list) {
    if (!isContext(entry)) return null;
    const [key, value] = [entryOf(entry, 'key'), entryOf(entry, 'value')];
    if (key === undefined || !isString(key) || value === undefined) return null;
    call.spend(1);
    entries.set(key, value);
  }
  return made(call, entries);
}
