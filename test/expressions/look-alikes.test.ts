import { describe, expect, test } from 'vitest';
import type { Place } from '../../src/attributes/scalars.ts';
import { readCondition, readKeyCondition } from '../../src/expressions/index.ts';
import { formatFaults } from '../../src/failure/faults.ts';
import { parseJson } from '../../src/json/json.ts';

function read(readForm: typeof readCondition, value: unknown, field = 'filter') {
  const place: Place = { path: [field], faults: [] };
  const form = readForm(value, 'json', place);
  return place.faults.length > 0 ? formatFaults(place.faults) : form;
}

/** Spellings of other languages, and what they are here; undefined for what there is not. */
const spellings: readonly (readonly [string, string | undefined])[] = [
  ...['gt', '$gt', 'GT', 'greaterThan', 'greater_than'].map((name) => [name, '>'] as const),
  ...['gte', '$gte', 'ge', 'GE', '=>', 'greaterThanOrEqual'].map((name) => [name, '>='] as const),
  ...['lt', '$lt', 'LT', 'lessThan'].map((name) => [name, '<'] as const),
  ...['lte', '$lte', 'le', '=<', 'lessThanOrEqualTo'].map((name) => [name, '<='] as const),
  ...['eq', '$eq', 'EQ', '==', '===', 'equals'].map((name) => [name, '='] as const),
  ...['ne', '$ne', 'NE', 'neq', '!=', '!==', 'notEquals'].map((name) => [name, '<>'] as const),
  ...['startsWith', 'starts_with', 'begins_with', 'BEGINS_WITH', 'beginswith'].map((n) => [n, 'beginsWith'] as const),
  ...['like', 'LIKE', '$like'].map((name) => [name, 'beginsWith or contains'] as const),
  ...['BETWEEN', '$between', 'Between'].map((name) => [name, 'between'] as const),
  ...['IN', '$in', 'In'].map((name) => [name, 'in'] as const),
  ...['CONTAINS', '$contains'].map((name) => [name, 'contains'] as const),
  ...['EXISTS', '$exists', 'attribute_exists', 'NOT_NULL'].map((name) => [name, '{"exists": true}'] as const),
  ...['notExists', 'not_exists', 'attribute_not_exists'].map((name) => [name, '{"exists": false}'] as const),
  ...['not', 'NOT', '$not', '$nin', 'notIn', 'NOT_CONTAINS'].map((n) => [n, '$not around the condition'] as const),
  ...['$type', 'attribute_type'].map((name) => [name, 'type'] as const),
  ['$size', 'size'],
  ...['$regex', 'endsWith'].map((name) => [name, undefined] as const),
];

const operators = 'one of the operators = <> < <= > >= beginsWith contains between in exists type size';
const around = 'or {"=": {…}} around a map that the attribute is equal to';

describe('an operator of another language is told with the right one', () => {
  test.each(spellings)('%s', (name, right = operators) => {
    const told = `expected ${right}, ${around}, got the operator ${JSON.stringify(name)}`;
    for (const map of [{ [name]: 10 }, { '>': 1, [name]: 10 }, { [name]: 10, other: 1 }]) {
      const message = read(readCondition, { total: map });
      expect(message).toContain(told);
      expect(message).toMatch(/^filter\.total[.[]/);
    }
  });

  test('within the conditions that are combined, and of sizes', () => {
    expect(read(readCondition, { $or: [{ $not: { a: { gt: 1 } } }] })).toContain(
      'filter.$or[0].$not.a.gt: expected >, or',
    );
    expect(read(readCondition, { a: { size: { gte: 1 } } })).toContain('filter.a.size.gte: expected >=, or');
  });

  test.each(spellings)('%s, in a key condition as far as it can have it', (name, right = '') => {
    const allowed = ['=', '<', '<=', '>', '>=', 'between', 'beginsWith'];
    const expected = allowed.includes(right) ? right : `one of the operators ${allowed.join(' ')}`;
    expect(read(readKeyCondition, { id: 'a', at: { [name]: 10 } }, 'keyCondition')).toContain(
      `expected ${expected}, ${around}, got the operator ${JSON.stringify(name)}`,
    );
  });
});

describe('a map is compared with', () => {
  const equalTo = (json: string) => {
    const form = read(readCondition, parseJson(`{"a": ${json}}`));
    return typeof form === 'string' ? form : form.kind === 'test' && form.test.operator;
  };
  test.each([
    '{"city": "Bonn", "zip": "53111"}',
    '{"id": 1}',
    '{}',
    '{"Type": "book", "Size": 5}',
    '{"greater": 1, "less": 2, "prefix": "x", "length": 5, "after": 1}',
    '{"=": {"gt": 10, "lt": 20}}',
    '{"=": {"size": 3}}',
    '{"nested": {"gt": 10}}',
    '[{"gt": 10}]',
    '{"$m": {"gt": 10}}',
    '{"$ss": ["gt"]}',
  ])('as it is: %s', (json) => {
    expect(equalTo(json)).toBe('=');
  });
});

describe('a form that is turned around is told', () => {
  test.each([
    ['{"and": [{"a": 1}, {"b": 2}]}', 'filter.and', "$and, or ['and'] for an attribute of this name", 'and'],
    ['{"OR": [{"a": 1}]}', 'filter.OR', "$or, or ['OR'] for an attribute of this name", 'OR'],
    ['{"not": {"a": 1}}', 'filter.not', "$not, or ['not'] for an attribute of this name", 'not'],
    ['{">": {"total": 10}}', 'filter[">"]', 'a path first, and the operator within, like {"total": {">": 10}}', '>'],
    ['{"==": 1}', 'filter["=="]', 'a path first, and the operator within, like {"total": {">": 10}}', '=='],
  ])('%s', (json, path, expected, name) => {
    expect(read(readCondition, parseJson(json))).toBe(`${path}: expected ${expected}, got ${JSON.stringify(name)}`);
  });

  test.each(['{"and": 1, "or": "x", "not": {"exists": true}}', '{"or": ["a"]}', '{"[\'or\']": [{"a": 1}]}'])(
    'but attributes may have such names: %s',
    (json) => {
      expect(read(readCondition, parseJson(json))).toEqual(expect.objectContaining({ kind: expect.any(String) }));
    },
  );
});
