import type { Node } from '../syntax/tree.ts';
import { describe } from '../text.ts';
import {
  type FeelFunction,
  FeelRange,
  isErrorValue,
  isNumber,
  kindOf,
  LiteralContext,
  TemporalValue,
  type Value,
} from '../values.ts';
import type { Code, Compiler } from './code.ts';

type Of<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

/** Makes the code of a list. */
export function listCode(compiler: Compiler, { items }: Of<'list'>): Code {
  const codes = items.map((item) => compiler.code(item));
  return (run, scope) => {
    const list: Value[] = [];
    for (const code of codes) {
      const item = code(run, scope);
      if (isErrorValue(item)) return item.suppressible;
      list.push(item);
    }
    return list;
  };
}

/** Makes the code of a context. An entry can use the entries before it. */
export function contextCode(compiler: Compiler, { entries }: Of<'context'>): Code {
  const codes = entries.map(([key, value]) => [key, compiler.code(value)] as const);
  return (run, scope) => {
    const made = new Map<string, Value>();
    let functions: Map<string, FeelFunction[]> | undefined;
    let inner = scope;
    for (const [key, code] of codes) {
      const value = code(run, inner);
      if (isErrorValue(value)) return value.suppressible;
      if (kindOf(value) === 'function') {
        run.bindsFunctions = true;
        functions ??= new Map();
        // If several functions have the same name, a call takes the first one that fits.
        const all = [...(functions.get(key) ?? []), value as FeelFunction];
        functions.set(key, all);
        inner = inner.withFunctions(key, all);
      } else {
        made.set(key, value);
        inner = inner.with(key, value);
      }
    }
    return new LiteralContext(made, functions);
  };
}

/** Makes the code of a range. Its ends are two numbers, or two temporal values of one kind. */
export function rangeCode(compiler: Compiler, node: Of<'range'>): Code {
  const startCode = compiler.code(node.start);
  const endCode = compiler.code(node.end);
  const { startClosed, endClosed } = node;
  return (run, scope) => {
    const start = startCode(run, scope);
    const end = endCode(run, scope);
    if (isErrorValue(start)) return start;
    if (isErrorValue(end)) return end;
    if (kindOf(start) === kindOf(end) && (isNumber(start) || start instanceof TemporalValue)) {
      return new FeelRange(start, end, startClosed, endClosed);
    }
    return run.errorValue('INVALID_TYPE', () => `Invalid range definition '${describe(start)}..${describe(end)}'`);
  };
}
