import { describe, expect, test } from 'vitest';
import type { ExpressionFields } from '../../src/expressions/fields.ts';
import {
  andExists,
  compileExpressions,
  type ExpressionMembers,
  projectAlso,
  projectionOfUpdate,
  projectOnly,
  readCondition,
  readUpdate,
  updateOfAttributes,
  writeExpressions,
} from '../../src/expressions/index.ts';

const compiled = (fields: ExpressionFields) => compileExpressions(fields, []);

describe('a condition that the item exists', () => {
  const values = { ':v': { S: 'v' } };
  test.each<[ExpressionFields, string, Partial<ExpressionMembers>]>([
    [{}, 'id', { ConditionExpression: 'attribute_exists(id)' }],
    [
      {},
      'status',
      { ConditionExpression: 'attribute_exists(#status)', ExpressionAttributeNames: { '#status': 'status' } },
    ],
    [
      { conditionExpression: '#s = a', expressionAttributeNames: { '#s': 'status' } },
      'status',
      { ConditionExpression: 'attribute_exists(#s) AND #s = a', ExpressionAttributeNames: { '#s': 'status' } },
    ],
    [
      { conditionExpression: '#status = a', expressionAttributeNames: { '#status': 'x' } },
      'status',
      {
        ConditionExpression: 'attribute_exists(#status_1) AND #status = a',
        ExpressionAttributeNames: { '#status': 'x', '#status_1': 'status' },
      },
    ],
    [
      {
        updateExpression: 'SET status = :v',
        conditionExpression: 'status <> :v',
        expressionAttributeValues: values,
      },
      'status',
      {
        UpdateExpression: 'SET #status = :v',
        ConditionExpression: 'attribute_exists(#status) AND #status <> :v',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: values,
      },
    ],
  ])('%j, %s', (fields, name, extended) => {
    expect(writeExpressions(andExists(compiled(fields), name))).toEqual(extended);
  });

  const conditionOf = (fields: ExpressionFields) =>
    writeExpressions(andExists(compiled(fields), 'id')).ConditionExpression;

  test.each([
    ['a = b OR b = c', 'attribute_exists(id) AND (a = b OR b = c)'],
    ['a = b AND b = c', 'attribute_exists(id) AND a = b AND b = c'],
    [' (a = b OR b = c)', 'attribute_exists(id) AND  (a = b OR b = c)'],
    ['(a = b) or (b = c)', 'attribute_exists(id) AND ((a = b) or (b = c))'],
    ['NOT (a = b OR b = c)', 'attribute_exists(id) AND NOT (a = b OR b = c)'],
  ])('has parentheses beside it where it needs them: %s', (conditionExpression, extended) => {
    expect(conditionOf({ conditionExpression })).toBe(extended);
  });

  test.each([
    [{ $or: [{ a: 1 }, { b: 1 }] }, 'attribute_exists(id) AND (a = :a OR b = :b)'],
    [{ a: 1, b: 1 }, 'attribute_exists(id) AND a = :a AND b = :b'],
    [{ $or: [{ a: 1 }] }, 'attribute_exists(id) AND a = :a'],
  ])('and beside a form: %j', (form, extended) => {
    const condition = readCondition(form, 'json', { path: [], faults: [] });
    expect(conditionOf({ condition })).toBe(extended);
  });
});

describe('a projection that must have the key', () => {
  test('stays as it is where it has it, and where there is none', () => {
    for (const fields of [{}, { projectionExpression: 'a, status, user-name' }]) {
      const expressions = compiled(fields);
      expect(projectAlso(expressions, ['status', 'user-name'])).toEqual({ expressions, added: [] });
    }
  });

  test('gets what it lacks, of which a part is not enough', () => {
    const { expressions, added } = projectAlso(
      compiled({ projectionExpression: 'a.id, #c', expressionAttributeNames: { '#c': 'sort.key' } }),
      ['id', 'sort.key', 'status'],
    );
    expect(writeExpressions(expressions)).toEqual({
      ProjectionExpression: 'a.id, #c, id, #status',
      ExpressionAttributeNames: { '#c': 'sort.key', '#status': 'status' },
    });
    expect(added).toEqual(['id', 'status']);
  });

  test('has it of names that look like those of every object', () => {
    const expressions = compiled({ projectionExpression: 'constructor, a' });
    expect(projectAlso(expressions, ['constructor', 'valueOf']).added).toEqual(['valueOf']);
  });
});

test('a projection of some attributes only is made beside a filter', () => {
  const expressions = compiled({ filterExpression: '#s = b', expressionAttributeNames: { '#s': 'status' } });
  expect(writeExpressions(projectOnly(expressions, ['id', 'status', 'size']))).toEqual({
    FilterExpression: '#s = b',
    ProjectionExpression: 'id, #s, #size',
    ExpressionAttributeNames: { '#s': 'status', '#size': 'size' },
  });
});

describe('what an update changes can be read with a projection', () => {
  test('of a text, with the placeholders that the projection needs', () => {
    const expressions = compiled({
      updateExpression: 'SET a = data, status.#x[0]=:v, #n = :v REMOVE user-name ADD b :v',
      conditionExpression: 'size = :v',
      expressionAttributeNames: { '#x': 'x.y', '#n': 'n' },
      expressionAttributeValues: { ':v': { N: '1' } },
    });
    expect(writeExpressions(projectionOfUpdate(expressions))).toEqual({
      ProjectionExpression: 'a, #status.#x_y[0], n, #user_name, b',
      ExpressionAttributeNames: { '#status': 'status', '#x_y': 'x.y', '#user_name': 'user-name' },
    });
    expect(writeExpressions(projectionOfUpdate(compiled({ updateExpression: 'REMOVE a' })))).toEqual({
      ProjectionExpression: 'a',
    });
  });

  test('of a form', () => {
    const form = {
      set: { 'a.status': 1, '["b.c"]': 2 },
      remove: ['d[1]'],
      add: { e: 1 },
      delete: { f: { $ss: ['x'] } },
    };
    const update = readUpdate(form, 'json', { path: [], faults: [] });
    expect(writeExpressions(projectionOfUpdate(compiled({ update })))).toEqual({
      ProjectionExpression: 'a.#status, #b_c, e, f, d[1]',
      ExpressionAttributeNames: { '#status': 'status', '#b_c': 'b.c' },
    });
    const put = updateOfAttributes({ 'b.c': { N: '1' } }, 'put');
    expect(writeExpressions(projectionOfUpdate(compiled({ update: put })))).toEqual({
      ProjectionExpression: '#b_c',
      ExpressionAttributeNames: { '#b_c': 'b.c' },
    });
  });

  test('is everything where there is none', () => {
    expect(projectionOfUpdate({})).toEqual({});
  });
});
