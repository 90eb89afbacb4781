import { describe, expect, test } from 'vitest';
import {
  andExists,
  compileExpressions,
  type ExpressionFields,
  type Expressions,
  projectAlso,
  projectionOfUpdate,
} from '../../src/expressions/index.ts';

const compiled = (fields: ExpressionFields) => compileExpressions(fields, []);

describe('a condition that the item exists', () => {
  test.each<[Expressions, string, Expressions]>([
    [{}, 'id', { ConditionExpression: 'attribute_exists(id)' }],
    [
      {},
      'status',
      { ConditionExpression: 'attribute_exists(#status)', ExpressionAttributeNames: { '#status': 'status' } },
    ],
    [
      { ConditionExpression: '#s = a', ExpressionAttributeNames: { '#s': 'status' } },
      'status',
      { ConditionExpression: 'attribute_exists(#s) AND #s = a', ExpressionAttributeNames: { '#s': 'status' } },
    ],
    [
      { ConditionExpression: '#status = a', ExpressionAttributeNames: { '#status': 'x' } },
      'status',
      {
        ConditionExpression: 'attribute_exists(#status_1) AND #status = a',
        ExpressionAttributeNames: { '#status': 'x', '#status_1': 'status' },
      },
    ],
  ])('%j, %s', (expressions, name, extended) => {
    expect(andExists(expressions, name)).toEqual(extended);
  });

  test.each([
    ['a = b OR b = c', 'attribute_exists(id) AND (a = b OR b = c)'],
    ['a = b AND b = c', 'attribute_exists(id) AND a = b AND b = c'],
    [' (a = b OR b = c)', 'attribute_exists(id) AND  (a = b OR b = c)'],
    ['(a = b) or (b = c)', 'attribute_exists(id) AND ((a = b) or (b = c))'],
    ['NOT (a = b OR b = c)', 'attribute_exists(id) AND NOT (a = b OR b = c)'],
  ])('has parentheses beside it where it needs them: %s', (conditionExpression, extended) => {
    expect(andExists(compiled({ conditionExpression }), 'id').ConditionExpression).toBe(extended);
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
    const expressions = compiled({
      projectionExpression: 'a.id, #c',
      expressionAttributeNames: { '#c': 'sort.key' },
    });
    expect(projectAlso(expressions, ['id', 'sort.key', 'status'])).toEqual({
      expressions: {
        ProjectionExpression: 'a.id, #c, id, #status',
        ExpressionAttributeNames: { '#c': 'sort.key', '#status': 'status' },
      },
      added: ['id', 'status'],
    });
  });
});

test('what an update changes can be read with a projection', () => {
  const expressions = compiled({
    updateExpression: 'SET a = data, status.#x[0]=:v REMOVE user-name ADD b :v',
    conditionExpression: 'size = :v',
    expressionAttributeNames: { '#x': 'x.y' },
    expressionAttributeValues: { ':v': { N: '1' } },
  });
  expect(projectionOfUpdate(expressions)).toEqual({
    ProjectionExpression: 'a, #status.#x[0], #user_name, b',
    ExpressionAttributeNames: { '#status': 'status', '#x': 'x.y', '#user_name': 'user-name' },
  });
  expect(projectionOfUpdate(compiled({ updateExpression: 'REMOVE a' }))).toEqual({ ProjectionExpression: 'a' });
  expect(projectionOfUpdate({})).toEqual({});
});
