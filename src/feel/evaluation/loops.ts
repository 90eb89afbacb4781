import { add, compareNumbers, subtract, toDouble } from '../number.ts';
import type { Iterator, Node } from '../syntax/tree.ts';
import { describe } from '../text.ts';
import { isErrorValue, isNumber, type List, type Result, type Value } from '../values.ts';
import type { Code, Compiler } from './code.ts';
import { combine, isDecided } from './logic.ts';
import { orNull, type Run } from './run.ts';
import { Scope } from './scope.ts';

type Of<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;
type Iterators = readonly (readonly [name: string, source: Code])[];

function iteratorCodes(compiler: Compiler, iterators: readonly Iterator[]): Iterators {
  return iterators.map(({ name, source }) => [name, compiler.code(source)]);
}

/** Evaluates the lists of all iterators, before the loop begins. Gives an error value or null when one of them is not a list. */
function lists(run: Run, scope: Scope, iterators: Iterators): List[] | Result {
  const found: List[] = [];
  let error: Result | undefined;
  for (const [, source] of iterators) {
    const list = source(run, scope);
    if (Array.isArray(list)) found.push(list);
    else {
      const noList = isErrorValue(list) ? list : run.expected('list', list);
      error ??= noList;
    }
  }
  return error === undefined ? found : orNull(error);
}

/** Visits every combination of items, until `visit` gives false. The item of the last list changes fastest. */
function eachCombination(
  scope: Scope,
  iterators: Iterators,
  all: readonly List[],
  visit: (scope: Scope) => boolean,
): void {
  const [first] = all;
  if (all.length === 1 && first !== undefined) {
    const name = (iterators[0] as Iterators[number])[0];
    for (const item of first) if (!visit(new Scope(scope, undefined, name, item))) return;
    return;
  }
  if (all.some((list) => list.length === 0)) return;
  const at = all.map(() => 0);
  for (;;) {
    let inner = scope;
    // If two iterators have the same name, the first one counts.
    for (let i = all.length - 1; i >= 0; i--) {
      const item = (all[i] as List)[at[i] as number] as Value;
      inner = new Scope(inner, undefined, (iterators[i] as Iterators[number])[0], item);
    }
    if (!visit(inner)) return;
    let i = all.length - 1;
    while (i >= 0 && (at[i] as number) + 1 === (all[i] as List).length) at[i--] = 0;
    if (i < 0) return;
    at[i] = (at[i] as number) + 1;
  }
}

/** Makes code of `for … return …`. In the body, `partial` is the list of the results so far. */
export function forCode(compiler: Compiler, node: Of<'for'>): Code {
  const iterators = iteratorCodes(compiler, node.iterators);
  const { code, steps, readsPartial } = compiler.repeated(node.body);
  return (run, scope) => {
    const all = lists(run, scope, iterators);
    if (!areLists(all)) return all;
    const results: Value[] = [];
    let error: Result = null;
    eachCombination(scope, iterators, all, (inner) => {
      run.spend(steps);
      const value = code(run, readsPartial ? inner.with('partial', snapshot(run, results)) : inner);
      if (isErrorValue(value)) {
        error = value;
        return false;
      }
      results.push(value);
      run.limitList(results.length);
      return true;
    });
    return error ?? results;
  };
}

function areLists(value: List[] | Result): value is List[] {
  return Array.isArray(value);
}

function snapshot(run: Run, results: readonly Value[]): List {
  run.spend(results.length / 16);
  return results.slice();
}

/** Makes code of `some … satisfies …` and `every … satisfies …`. */
export function quantifiedCode(compiler: Compiler, node: Of<'quantified'>): Code {
  const iterators = iteratorCodes(compiler, node.iterators);
  const { code, steps } = compiler.repeated(node.body);
  const deciding = node.some;
  return (run, scope) => {
    const all = lists(run, scope, iterators);
    if (!areLists(all)) return all;
    let state: Result = !deciding;
    eachCombination(scope, iterators, all, (inner) => {
      run.spend(steps);
      state = combine(run, deciding, state, code(run, inner));
      return !isDecided(deciding, state);
    });
    return state;
  };
}

/** Makes code of `from..to` in a loop, which counts up or down in steps of one. */
export function iterationCode(compiler: Compiler, node: Of<'iteration'>): Code {
  const startCode = compiler.code(node.start);
  const endCode = compiler.code(node.end);
  return (run, scope) => {
    const start = startCode(run, scope);
    const end = endCode(run, scope);
    if (isErrorValue(start)) return start;
    if (!isNumber(start)) return run.errorValue('INVALID_TYPE', () => numberExpected(start));
    if (isErrorValue(end)) return end;
    if (!isNumber(end)) return run.errorValue('INVALID_TYPE', () => numberExpected(end));
    const up = compareNumbers(start, end) < 0;
    const distance = Math.abs(toDouble(subtract(end, start)));
    run.spendList(Math.floor(distance) + 1);
    const list: Value[] = [];
    for (let i = 0; i <= distance; i++) list.push(add(start, up ? i : -i));
    return list;
  };
}

function numberExpected(value: Value): string {
  return `Expected number but found '${describe(value)}'`;
}
