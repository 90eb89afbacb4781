import { describe, expect, it } from 'vitest';
import { compile, FeelError, FeelSyntaxError } from '../../src/feel/index.ts';
import { heapUsed } from '../support/heap.ts';
import { everyNth } from '../support/long-form.ts';
import { type Expected, growth, type Hostile, loops, numbers, patterns } from './hostile/expressions.ts';
import { names, texts } from './hostile/texts.ts';
import { hostileVariables } from './hostile/variables.ts';

const groups: Record<string, Hostile> = { loops, growth, numbers, patterns, texts, names };
const MEGABYTE = 2 ** 20;

/** The expressions that have been evaluated. */
const done = new Set<string>();

/** What the expression comes to: the name of its error, or its value. */
function outcome(text: string, context = hostileVariables()): Expected {
  done.add(text);
  try {
    return { value: compile(text).evaluate(context).value };
  } catch (error) {
    if (error instanceof FeelSyntaxError) return 'FeelSyntaxError';
    if (error instanceof FeelError) return 'FeelError';
    throw error;
  }
}

describe.each(Object.entries(groups))('hostile %s', (_group, hostile) => {
  it.each(Object.entries(hostile))('%s', (_name, [text, expected]) => {
    expect(outcome(text)).toEqual(expected);
  });
});

describe('after hostile expressions', () => {
  it('no prototype has changed', () => {
    for (const [text] of Object.values(names)) outcome(text);
    expect({}).not.toHaveProperty('polluted');
    expect([]).not.toHaveProperty('polluted');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('a key named __proto__ is a key like others, and changes no prototype', () => {
    const { value } = compile('{"__proto__": {polluted: 1}}').evaluate({});
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('the input is as it was', () => {
    const context = hostileVariables();
    for (const [text] of Object.values({ ...growth, ...names })) outcome(text, context);
    const { items, item, long } = context;
    const { items: items2, item: item2, long: long2 } = hostileVariables();
    expect({ items, item, long }).toEqual({ items: items2, item: item2, long: long2 });
  });

  it('memory is about where it was', () => {
    const all = Object.values(groups).flatMap((hostile) => Object.values(hostile).map(([text]) => text));
    // What is loaded or compiled at the first time stays.
    for (const text of all) if (!done.has(text)) outcome(text);
    const before = heapUsed();
    for (const text of everyNth(all, 2)) outcome(text);
    expect(heapUsed() - before).toBeLessThan(5 * MEGABYTE);
  });
});
