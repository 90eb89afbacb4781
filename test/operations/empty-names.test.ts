import { expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { operationsById } from '../../src/operations/index.ts';

const key = { primaryKeyComponents: { id: 'a' } };
const name = 'expected the name of an attribute, got an empty text';

test.each<[string, JsonObject, string]>([
  ['addItem', { item: { id: 'a', '': 1 } }, `input.item[""] (Item): ${name}`],
  ['getItem', { primaryKeyComponents: { '': 'a' } }, `input.primaryKeyComponents[""] (Primary key): ${name}`],
  ['updateItem', { ...key, keyAttributes: { '': 1 } }, `input.keyAttributes[""] (Attributes): ${name}`],
  ['updateItem', { ...key, update: { set: { '': 1 } } }, 'input.update.set[""] (Update): expected a path'],
  ['updateItem', { ...key, update: { remove: [''] } }, 'input.update.remove[0] (Update): expected a path'],
  ['updateItem', { ...key, update: { set: { "a['']": 1 } } }, `input.update.set["a['']"] (Update): expected a path`],
  ['scanTable', { filter: { '': 1 } }, 'input.filter[""] (Filter): expected a path'],
  ['scanTable', { filter: { '[""]': 1 } }, 'input.filter["[\\"\\"]"] (Filter): expected a path'],
  ['queryItems', { keyCondition: { '': 1 } }, 'input.keyCondition[""] (Key condition): expected the name of a key'],
  [
    'getItem',
    { ...key, projectionExpression: ['a', ''] },
    'input.projectionExpression[1] (Projection expression): expected text',
  ],
  [
    'getItem',
    { ...key, projectionExpression: 'a,,b' },
    'input.projectionExpression (Projection expression): expected a path',
  ],
  [
    'getItem',
    { ...key, projectionExpression: '#n', expressionAttributeNames: { '#n': '' } },
    `input.expressionAttributeNames["#n"] (Expression attribute names): ${name}`,
  ],
  ['scanTable', { exclusiveStartKey: { '': 'a' } }, `input.exclusiveStartKey[""] (Exclusive start key): ${name}`],
  ['batchGetItems', { keys: [{ '': 'a' }] }, `input.keys[0][""] (Keys): ${name}`],
  ['batchWriteItems', { putItems: [{ '': 'a' }] }, `input.putItems[0][""] (Items to put): ${name}`],
  [
    'transactWriteItems',
    { tableName: undefined as unknown as Json, transactItems: [{ Put: { TableName: 't', Item: { '': 1 } } }] },
    `input.transactItems[0].Put.Item[""] (Transaction): ${name}`,
  ],
])('%s %j: no attribute is without a name', (id, input, told) => {
  const faults = operationsById.get(id)?.prepare({ tableName: 't', ...input });
  expect(Array.isArray(faults) && formatFaults(faults)).toContain(told);
});

test('a map in an item may have a member without a name, if DynamoDB takes it', () => {
  const prepared = operationsById.get('addItem')?.prepare({ tableName: 't', item: { id: 'a', map: { '': 1 } } });
  expect(prepared).toHaveProperty('run');
});
