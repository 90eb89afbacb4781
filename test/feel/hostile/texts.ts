import type { Expected, Hostile } from './expressions.ts';

const value = (of: unknown): Expected => ({ value: of });
const DEEP = 10_000;
const around = (open: string, inner: string, close: string) => open.repeat(DEEP) + inner + close.repeat(DEEP);

/** Expressions of which only the parser can take harm. */
export const texts: Hostile = {
  'nested parentheses': [around('(', '1', ')'), 'FeelSyntaxError'],
  'nested lists': [around('[', '1', ']'), 'FeelSyntaxError'],
  'nested contexts': [around('{a:', '1', '}'), 'FeelSyntaxError'],
  'nested calls': [around('f(', '1', ')'), 'FeelSyntaxError'],
  'nested filters': [around('a[', '1', ']'), 'FeelSyntaxError'],
  'parentheses left open': ['('.repeat(DEEP), 'FeelSyntaxError'],
  'lists and contexts left open': ['([{a:'.repeat(DEEP), 'FeelSyntaxError'],
  'ranges left open': ['[1..'.repeat(DEEP), 'FeelSyntaxError'],
  'functions in functions': [`${'function(x) '.repeat(DEEP)}x`, 'FeelSyntaxError'],
  'conditions in conditions': ['if '.repeat(DEEP), 'FeelSyntaxError'],
  'loops in loops': ['for x in '.repeat(DEEP), 'FeelSyntaxError'],
  'signs before signs': [`${'-'.repeat(DEEP)}1`, 'FeelSyntaxError'],
  'tests of tests': [`${'1 in '.repeat(DEEP)}1`, 'FeelSyntaxError'],
  quotes: ['"'.repeat(99_999), 'FeelSyntaxError'],
  backticks: ['`'.repeat(99_999), 'FeelSyntaxError'],
  'comments that never end': ['/*'.repeat(99_999), 'FeelSyntaxError'],
  'names without operators': ['a '.repeat(99_999), 'FeelSyntaxError'],
  dots: ['..'.repeat(99_999), 'FeelSyntaxError'],
  'a megabyte of a sum': [`${'1 + '.repeat(250_000)}1`, 'FeelSyntaxError'],
  'a megabyte of text': [`string length("${'x'.repeat(2 ** 20)}")`, 'FeelSyntaxError'],
  'a megabyte of a list': [`count([${'1,'.repeat(2 ** 19)}1])`, 'FeelSyntaxError'],
  'a megabyte of a path': [`a${'.b'.repeat(2 ** 19)}`, 'FeelSyntaxError'],
  'a megabyte of blanks': [`1${' '.repeat(2 ** 20)}`, 'FeelSyntaxError'],
  'a number of a megabyte': ['1'.repeat(2 ** 20), 'FeelSyntaxError'],
};

/** Names that mean something to JavaScript, and values that contain themselves. */
export const names: Hostile = {
  __proto__name: ['__proto__', value(null)],
  'constructor as a name': ['constructor', value(null)],
  'toString as a name': ['toString', value(null)],
  'a path to the prototype': ['item.__proto__.constructor', value(null)],
  'a call of the constructor': ['constructor("return 1")', value(null)],
  'a call through a prototype': ['item.constructor("return 1")', 'FeelError'],
  'keys named so': ['{constructor: 1, "toString": 2}', value({ constructor: 1, toString: 2 })],
  'a key named __proto__': ['{"__proto__": {polluted: 1}}.polluted', value(null)],
  'its value': ['{"__proto__": {x: 1}}.__proto__.x', value(1)],
  'put by name': ['context put({}, "__proto__", {polluted: 1}).polluted', value(null)],
  'put by path': ['context put({}, ["__proto__", "polluted"], 1).polluted', value(null)],
  merged: ['context merge(from json("{\\"__proto__\\": {\\"polluted\\": 1}}"), {}).polluted', value(null)],
  'from entries': ['context([{key: "__proto__", value: {polluted: 1}}]).polluted', value(null)],
  'get value': ['get value({}, "constructor")', value(null)],
  'a property of a text': ['"a".length', value(null)],
  'a property of a list': ['[1].length', value([null])],
  'a loop over constructor': ['for constructor in [1] return constructor', value([1])],
  'a value within itself': ['self', 'FeelError'],
  'its text': ['string(self)', 'FeelError'],
  'its JSON': ['to json(self)', 'FeelError'],
  'compared with another such': ['self = other', 'FeelError'],
  'within another': ['{a: self}', 'FeelError'],
  'its members': ['self.self.self.n', value(1)],
  'a function that gets itself': ['{c: {h: function(c) c.h(c)}, r: c.h(c)}.r', 'FeelError'],
  'one that does so twice': ['{c: {h: function(c) [c.h(c), c.h(c)]}, r: c.h(c)}.r', 'FeelError'],
  'a list of 5,000 levels': ['deep', 'FeelError'],
  'its depth as text': ['string(deep)', 'FeelError'],
  'flattened depth': ['flatten(deep)', 'FeelError'],
  'JSON of 20,000 levels': [`from json("${'['.repeat(20_000)}${']'.repeat(20_000)}")`, value(null)],
};
