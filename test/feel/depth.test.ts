import { describe, expect, test } from 'vitest';
import { compile, FeelError } from '../../src/feel/index.ts';

/** A value of so many levels: a list in a list, or a context in a context. */
function nested(levels: number, around: (inner: unknown) => unknown): unknown {
  let value: unknown = around(1);
  for (let level = 1; level < levels; level++) value = around(value);
  return value;
}
const kinds = {
  lists: (inner: unknown) => [inner],
  contexts: (inner: unknown) => ({ a: inner }),
  both: (inner: unknown) => [{ a: inner }],
};

/** Expressions that look into `deep`, and into `other`, which is equal to it. */
const looks = [
  ...['deep', '{x: deep}', '[deep]', 'deep = other', 'deep != other', '[deep] = [other]', '{x: deep} = {x: other}'],
  ...['deep < other', 'deep in (other)', 'deep in [other]', '1 in (deep)', 'deep between 1 and 2', 'deep.x', 'deep.a'],
  ...['deep[1]', 'deep[item = other]', 'deep + 1', '-deep', 'deep and true', 'if deep then 1 else 2', 'not(deep)'],
  ...['string(deep)', 'to json(deep)', 'flatten(deep)', 'concatenate(deep, other)', 'union([deep], [other])'],
  ...[
    'list contains([deep], other)',
    'index of([deep], other)',
    'distinct values([deep, other])',
    'min(deep)',
    'max(deep)',
  ],
  ...[
    'duplicate values([deep, other])',
    'string join(deep)',
    'sum(deep)',
    'mode(deep)',
    'count(deep)',
    'reverse(deep)',
  ],
  ...['sort([deep, other], function(x, y) x = y)', 'sort([deep, other], function(x, y) deep)', 'get entries(deep)'],
  ...['context put({}, "x", deep)', 'context merge([deep, other])', 'get value(deep, "a")', 'assert(deep, 1)'],
  ...['deep instance of list', 'before(deep, other)', 'bpmnError("x", "y", deep)', 'for i in deep return i'],
  ...['some i in deep satisfies i = other', 'upper case(deep)', 'matches(deep, "x")', 'date(deep)', 'number(deep)'],
];

function outcomeOf(text: string, context: Record<string, unknown>): string {
  try {
    const { value, warnings } = compile(text).evaluate(context);
    for (const { message } of warnings) expect(message.length).toBeLessThan(3_000);
    return typeof value;
  } catch (error) {
    if (!(error instanceof FeelError)) throw error;
    expect(error.warnings.map(({ message }) => message).join().length).toBeLessThan(3_000);
    return error.message;
  }
}

describe.each(Object.entries(kinds))('values of a hundred thousand levels: %s', (_, around) => {
  const [deep, other] = [nested(100_000, around), nested(100_000, around)];
  test.each(looks)('%s ends with a value, or says that it is nested too deep', (text) => {
    expect(outcomeOf(text, { deep, other })).toMatch(
      /^(object|boolean|number|string)$|levels|can not be compared|Assertion/,
    );
  });
});

test.each(looks)('values that contain themselves: %s ends, too', (text) => {
  const self: Record<string, unknown> = {};
  self.a = self;
  const list: unknown[] = [];
  list.push(list);
  for (const deep of [self, list]) expect(outcomeOf(text, { deep, other: [deep] })).not.toContain('stack');
});

test('values of a thousand levels are compared and written', () => {
  for (const around of Object.values(kinds)) {
    const [deep, other] = [nested(500, around), nested(500, around)];
    expect(compile('deep = other and list contains([deep], other)').evaluate({ deep, other }).value).toBe(true);
    expect(compile('to json(deep) = text').evaluate({ deep, text: JSON.stringify(deep) }).value).toBe(true);
  }
  const text = `${'['.repeat(1_000)}1${']'.repeat(1_000)}`;
  expect(compile('to json(from json(text)) = text').evaluate({ text }).value).toBe(true);
});

test('JSON of more levels is none, as for the engine', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const text = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
    const { value, warnings } = compile('from json(text)').evaluate({ text }, { steps: 1_000_000 });
    expect(value).toBe(null);
    expect(warnings.map(({ type }) => type)).toEqual(['FUNCTION_INVOCATION_FAILURE']);
  }
});

test('functions may call each other as deep as a hundred calls, and say so beyond', () => {
  const countDown = '{c: {f: function(n, c) if n = 0 then 0 else 1 + c.f(n - 1, c)}, r: c.f(n, c)}.r';
  expect(compile(countDown).evaluate({ n: 99 }).value).toBe(99);
  expect(() => compile(countDown).evaluate({ n: 100 })).toThrow('more than 100 calls within calls');
  expect(() => compile(countDown).evaluate({ n: 99 }, { levels: 300 })).toThrow('nested deeper than 300 levels');
});

test('distinct values takes as many levels as the evaluation has left, and no more', () => {
  const evaluate = (levels: number) => {
    const deep = nested(levels, kinds.lists);
    // The expression itself has four.
    return compile('count(distinct values([deep, deep, 1]))').evaluate({ deep }, { levels: 20 }).value;
  };
  expect(evaluate(16)).toBe(2);
  expect(() => evaluate(17)).toThrow('nested deeper than 20 levels');
});
