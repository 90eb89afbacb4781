import { describe, expect, test } from 'vitest';
import { type Inspection, inspect } from '../../../src/feel/inspection/inspect.ts';
import { Unknown } from '../../../src/feel/inspection/unknown.ts';

const read = (text: string) => inspect(text, { hasConnectorFunctions: true });
const namesOf = ({ names }: Inspection) => names.map(({ path }) => path.join('.'));

describe('the names that an expression reads', () => {
  test.each<[string, string[]]>([
    ['order.id', ['order.id']],
    ['order.lines[1].id + tax', ['order.lines', 'tax']],
    ['{a: b, c: a}', ['b']],
    ['for i in list return i * factor', ['list', 'factor']],
    ['some x in list satisfies x > limit', ['list', 'limit']],
    ['sum(for i in 1..3 return partial)', []],
    ['(function(a) a + b)', ['b']],
    ['if ready then upper case(name) else `a b`', ['ready', 'name', 'a b']],
    ['"order.id"', []],
    ['a between b and c', ['a', 'b', 'c']],
    ['{f: function(x) x, r: f(y)}', ['y']],
    ['[{a: 1, b: a}, a]', ['a']],
    ['[for i in [1] return i, i]', ['i']],
  ])('%s reads %j', (text, names) => {
    expect(namesOf(read(text))).toEqual(names);
  });

  test('in a filter may be members of what is filtered', () => {
    expect(read('list[total > limit]').names).toMatchObject([
      { path: ['list'], isInFilter: false },
      { path: ['total'], isInFilter: true },
      { path: ['limit'], isInFilter: true },
    ]);
  });

  test.each(['get or else(a, 5)', 'a = null', 'null != a', 'is defined(a)', 'if a.b = null then 1 else a.b'])(
    'may be missing in %s',
    (text) => {
      expect([...read(text).optionalNames]).toEqual(['a']);
    },
  );
});

test.each<[string, string[]]>([
  ['{order: order.id, total: order.total}', ['order.total']],
  ['{orders: orders[1].id, total: orders[1].total}', ['orders']],
  ['{a: {order: order.id, lines: [order.lines]}, b: order.total}', ['order.lines']],
  ['{total: order.total, order: order.id}', []],
  ['{order: order, total: order.total}', []],
  ['{order: order.id, same: order}', []],
  ['{order: {id: order.id}, id: order.id}', []],
  ['{order: order.id, all: for order in orders return order.id}', []],
  ['(function(order) {order: order.id, total: order.total})', []],
  ['{orders: orders[order.id = 1], order: order.id, ids: orders[order.id = 2].id}', ['orders']],
])('in %s, the paths %j begin at an entry, not at the variable of its name', (text, paths) => {
  expect(read(text).hiddenPaths.map((path) => path.join('.'))).toEqual(paths);
});

describe('a call', () => {
  const faultsOf = (text: string, hasConnectorFunctions = true) =>
    inspect(text, { hasConnectorFunctions }).calls.map(({ name, fault }) => [name, fault]);

  test.each<[string, string | undefined]>([
    ['upper case(a)', undefined],
    ['uppercase(a)', 'unknown'],
    ['upper case(a, b)', 'arguments'],
    ['substring(string: a, start position: 2)', undefined],
    ['substring(text: a, start position: 2)', 'arguments'],
    ['max(1, 2, 3, 4)', undefined],
  ])('%s has the fault %s', (text, fault) => {
    expect(faultsOf(text)[0]?.[1]).toBe(fault);
  });

  test('of a function of connectors exists in their expressions only', () => {
    expect(faultsOf('bpmnError("A")')).toEqual([['bpmnError', undefined]]);
    expect(faultsOf('bpmnError("A")', false)).toEqual([['bpmnError', 'unknown']]);
  });

  test('of a function that the expression has made is right', () => {
    expect(faultsOf('{double: function(x) 2 * x, four: double(2)}.four')).toEqual([]);
  });

  test('of a function of the engine exists in its expressions only', () => {
    for (const text of ['fromAi(toolCall.id)', 'fromAi(toolCall.id, "The order", "string", {}, {})', 'cycle(3, a)'])
      expect([faultsOf(text, false)[0]?.[1], faultsOf(text)[0]?.[1]]).toEqual([undefined, 'unknown']);
    expect(inspect('fromAi("id")', { hasConnectorFunctions: false }).value).toEqual(new Unknown());
  });

  test('has its arguments by the names of the parameters', () => {
    const [call] = read('bpmnError("A", error.message)').calls;
    expect(call?.args).toEqual(
      new Map<string, unknown>([
        ['errorCode', 'A'],
        ['errorMessage', new Unknown()],
      ]),
    );
  });
});

describe('the value of an expression', () => {
  test.each<[string, unknown]>([
    ['1 + 2', 3],
    ['{"id": "a", "tags": ["x", upper case("y")]}', { id: 'a', tags: ['x', 'Y'] }],
    ['{"id": order.id, "status": "open"}', { id: new Unknown(), status: 'open' }],
    ['[1, n]', [1, new Unknown()]],
    ['if a then "x" else ""', new Unknown(true)],
    ['get or else(region, "")', new Unknown(true)],
    ['now()', new Unknown()],
    ['null', null],
    ['uppercase("a")', null],
    ['for i in 1..100000000 return i', new Unknown()],
  ])('%s is known as far as it depends on no variable and no clock', (text, value) => {
    expect(read(text).value).toEqual(value);
  });

  test.each<[string, string[] | undefined]>([
    ['{a: x, b: y}', ['a', 'b']],
    ['if x then {a: 1} else null', ['a']],
    ['context put(x, "a", 1)', undefined],
  ])('%s has the keys %j', (text, keys) => {
    expect(read(text).keys).toEqual(keys);
  });
});
