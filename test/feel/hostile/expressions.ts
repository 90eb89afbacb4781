/** What a hostile expression must come to: one of the errors, or a value. */
export type Expected = 'FeelSyntaxError' | 'FeelError' | { readonly value: unknown };

/** A group of hostile expressions by name: text and what it comes to. */
export type Hostile = Readonly<Record<string, readonly [text: string, expected: Expected]>>;

const value = (of: unknown): Expected => ({ value: of });
const doubled = (start: string) => `(for i in 1..60 return if i = 1 then ${start} else [partial[-1], partial[-1]])[-1]`;

export const loops: Hostile = {
  'an endless range': ['for i in 1..1000000000000 return i', 'FeelError'],
  'a range beyond all integers': ['for i in 1..10**30 return i', 'FeelError'],
  'three loops at once': ['for a in 1..1000, b in 1..1000, c in 1..1000 return a', 'FeelError'],
  'loops in loops': ['for a in 1..9999 return for b in 1..9999 return for c in 1..9999 return a * b', 'FeelError'],
  'a quantifier over squares': ['some a in 1..99999, b in 1..99999 satisfies a + b < 0', 'FeelError'],
  'every of every': ['every a in 1..9999 satisfies every b in 1..9999 satisfies a + b > 0', 'FeelError'],
  'a filter in a filter': ['items[count(items[count(items[n > 1]) > 1]) > 1]', 'FeelError'],
  'warnings without end': ['count(for i in 1..1000000 return nosuch)', 'FeelError'],
  'sorting by a slow order': ['sort(items, function(a, b) some x in items satisfies x.n > 2000)', 'FeelError'],
  'quadratic comparisons': ['distinct values(for i in 1..50000 return {a: i})', 'FeelError'],
  'a union of many': ['union(for i in 1..50000 return [i, {a: i}])', 'FeelError'],
  'index of, again and again': ['for i in items return for j in items return index of(items, i)', 'FeelError'],
  'many zoned moments': ['for i in 1..100000 return string(now() + duration("PT1H"))', 'FeelError'],
  'many pieces of JSON': ['for i in 1..100000 return to json(items)', 'FeelError'],
};

export const growth: Hostile = {
  'a text that doubles': ['for i in 1..100 return if i = 1 then "x" else partial[-1] + partial[-1]', 'FeelError'],
  'a joined list that doubles': [
    'for i in 1..60 return if i = 1 then "xy" else string join([partial[-1], partial[-1]])',
    'FeelError',
  ],
  'replacements that grow': [
    'for i in 1..60 return if i = 1 then "x" else replace(partial[-1], "x", "xxx")',
    'FeelError',
  ],
  'a list that doubles': [
    'for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])',
    'FeelError',
  ],
  'a list that is flattened': [`flatten(${doubled('[1]')})`, 'FeelError'],
  'a list written as text': [`string(${doubled('[1]')})`, 'FeelError'],
  'a list written as JSON': [`to json(${doubled('[1]')})`, 'FeelError'],
  'a list given as it is': [doubled('[1]'), 'FeelError'],
  'a list compared with itself': [`{l: ${doubled('[1]')}, r: l = l}.r`, 'FeelError'],
  'a warning about a list': [`${doubled('[1]')} + 1`, value(null)],
  'partitions of a range': ['count(partition(for i in 1..1000000 return i, 1))', 'FeelError'],
  'lists that are kept': ['for i in 1..100000 return concatenate(items, items)', 'FeelError'],
  'a list appended to itself': [
    'for i in 1..20000 return append(if i = 1 then [] else partial[-1], partial)',
    'FeelError',
  ],
  insertions: ['for i in 1..20000 return insert before(items, 1, i)', 'FeelError'],
  reversals: ['for i in 1..20000 return reverse(items)', 'FeelError'],
  'a growing context': [
    'for i in 1..20000 return if i = 1 then {} else context put(partial[-1], string(i), i)',
    'FeelError',
  ],
  'upper cases': ['for i in 1..10000 return upper case(long)', 'FeelError'],
  'texts in base64': ['for i in 1..10000 return to base64(long)', 'FeelError'],
  'a nested list': ['for i in 1..100000 return if i = 1 then [] else [partial[-1]]', 'FeelError'],
};

export const numbers: Hostile = {
  'a huge power': ['9 ** 999999999 > 1', value(true)],
  'a power of a power': ['(9.9 ** 99999999) ** 99999999', 'FeelError'],
  'a huge scale': ['decimal(1, 1000000000)', 'FeelError'],
  'the digits of a huge number': ['string length(string(floor(10 ** 900000000)))', 'FeelError'],
  'a sum with a huge number': ['10 ** 900000000 + 1 > 1', value(true)],
  'a remainder of a huge number': ['modulo(10 ** 900000000, 7)', 'FeelError'],
  'long products': ['product(for i in 1..100000 return 1.0000000001) > 1', 'FeelError'],
  'a duration beyond all years': ['duration("P999999999999999999Y")', value(null)],
};

export const patterns: Hostile = {
  'a catastrophic pattern': [`matches("${'a'.repeat(40)}!", "(a+)+$")`, value(false)],
  'alternatives that overlap': [`matches("${'a'.repeat(40)}!", "(a|aa)+$")`, value(false)],
  'a pattern over a long text': ['string length(replace(long, "(x*)*y", "z"))', value(100_000)],
  'a match at every place': ['string length(replace(long, "x", "yyyyyyyyyyyyyyyyyyyy"))', 'FeelError'],
  'a pattern of many repeats': ['matches(long, "((x{1,100}){1,100}){1,100}y")', 'FeelError'],
  'look-behind': ['matches("ab", "(?<=a)b")', 'FeelError'],
  'patterns by the thousand': ['for i in 1..10000 return matches(long, "x+y" + string(i))', 'FeelError'],
  'splitting everywhere': ['for i in 1..1000 return count(split(long, "x"))', 'FeelError'],
};
