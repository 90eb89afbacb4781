import { add, compareNumbers, negate, signOf, toInt32 } from '../number.ts';
import type { Link, Node } from '../syntax/tree.ts';
import {
  FeelFunction,
  type FeelNumber,
  isContext,
  isErrorValue,
  isNumber,
  type List,
  type Result,
  type Value,
} from '../values.ts';
import type { Code, Compiler } from './code.ts';
import { path } from './path.ts';
import { orNull, type Run } from './run.ts';
import { Scope } from './scope.ts';

type Of<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;
type Step = (run: Run, scope: Scope, value: Value) => Result;

/** Makes code of a value with paths and filters, which are applied one after the other. */
export function chainCode(compiler: Compiler, { base, links }: Of<'chain'>): Code {
  const first = compiler.code(base);
  const steps = links.map((link) => linkCode(compiler, link));
  return (run, scope) => {
    let value = first(run, scope);
    for (let i = 0; i < steps.length; i++) {
      if (isErrorValue(value)) {
        // A filter turns an error value into null. A path passes it on.
        if (value.fatal || (links[i] as Link).type === 'path') return value;
        value = null;
      } else value = (steps[i] as Step)(run, scope, value);
    }
    return value;
  };
}

function linkCode(compiler: Compiler, link: Link): Step {
  if (link.type === 'path') {
    const { key } = link;
    return (run, _scope, value) => path(run, value, key);
  }
  const apply = filterCode(compiler, link.filter);
  return (run, scope, value) => (Array.isArray(value) ? orNull(apply(run, scope, value)) : run.expected('list', value));
}

function filterCode(compiler: Compiler, filter: Node): (run: Run, scope: Scope, list: List) => Result {
  const index = constantIndex(filter);
  if (index !== undefined) return (_run, _scope, list) => itemAt(list, index);
  const { code, steps } = compiler.repeated(filter);
  if (filter.type === 'comparison' || filter.type === 'call' || filter.type === 'method') {
    return (run, scope, list) => matching(run, scope, list, code, steps);
  }
  return (run, scope, list) => {
    // Any other filter may be an index. The engine first evaluates it outside the list.
    const outside = code(run, scope);
    return isNumber(outside) ? itemAt(list, outside) : matching(run, scope, list, code, steps);
  };
}

function constantIndex(filter: Node): FeelNumber | undefined {
  if (filter.type === 'number') return filter.value;
  return filter.type === 'negation' && filter.value.type === 'number' ? negate(filter.value.value) : undefined;
}

function itemAt(list: List, index: FeelNumber): Value {
  const place = add(index, signOf(index) > 0 ? -1 : list.length);
  if (signOf(place) < 0 || compareNumbers(place, list.length) >= 0) return null;
  return list[toInt32(place)] as Value;
}

function matching(run: Run, scope: Scope, list: List, code: Code, steps: number): Result {
  const found: Value[] = [];
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as Value;
    run.spend(steps);
    const met = code(run, itemScope(run, scope, item));
    if (isErrorValue(met)) return i === 0 ? met : met.suppressible;
    if (i === 0 && isNumber(met)) return itemAt(list, met);
    // The engine marks the items to leave out with this text, so it also loses items that are equal to it.
    if (met === true && (i === 0 || item !== '_')) found.push(item);
  }
  return found;
}

/** Gives the scope of a filter for one item. It sees the item as `item`, and the entries of an item that is a context. */
function itemScope(run: Run, scope: Scope, item: Value): Scope {
  if (isContext(item)) return new Scope(scope, item, 'item', item);
  if (item instanceof FeelFunction) run.bindsFunctions = true;
  return scope.with('item', item);
}
