import { type AttributeValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describeValue } from '../faults.ts';
import { defineOperation } from '../operation.ts';
import { collectionMetrics, described } from '../response.ts';
import { attributes } from '../template/data-field.ts';
import { choice, choiceInAnyCase, expression } from '../template/field.ts';
import { conditionOf, onConditionFailure } from './condition.ts';
import {
  conditionExpression,
  expressionAttributeNames,
  expressionAttributeValues,
  mustExist,
  primaryKeyComponents,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  tableName,
} from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = defineOperation({
  id: 'updateItem',
  group: 'itemOperation',
  label: 'Update item',
  description: 'Change some attributes of one item, or add it if there is none',
  keywords: ['change', 'modify', 'edit', 'set', 'upsert', 'counter'],
  input: {
    tableName,
    primaryKeyComponents,
    keyAttributes: attributes('Attributes', {
      tooltip: 'The attributes to put or to delete. Names are taken as they are, dots and reserved words included.',
      placeholder: '{"status": "paid"}',
    }).optional(),
    attributeAction: choiceInAnyCase(
      'Attribute action',
      { put: 'Put', delete: 'Delete' },
      { initial: 'put' },
    ).optional(),
    updateExpression: expression('Update expression', {
      tooltip: 'In place of the attributes: an expression of DynamoDB, with its names and values below.',
      placeholder: 'SET quantity = quantity + :more REMOVE #draft',
    }).optional(),
    mustExist,
    conditionExpression,
    expressionAttributeNames,
    expressionAttributeValues,
    returnValues: choice(
      'Return values',
      {
        ALL_NEW: 'The whole item after the update',
        UPDATED_NEW: 'The updated attributes, after',
        ALL_OLD: 'The whole item before the update',
        UPDATED_OLD: 'The updated attributes, before',
        NONE: 'None',
      },
      { tooltip: 'Without a choice: the whole item after the update.', advanced: true },
    ).optional(),
    returnConsumedCapacity,
    returnItemCollectionMetrics,
  },
  check({ keyAttributes, updateExpression, attributeAction }) {
    if (keyAttributes === undefined && updateExpression === undefined) {
      const expected = 'attributes to put or delete, or an updateExpression';
      return [{ path: ['keyAttributes'], expected, got: 'neither' }];
    }
    if (keyAttributes !== undefined && updateExpression !== undefined) {
      return [{ path: ['updateExpression'], expected: 'either keyAttributes or an updateExpression', got: 'both' }];
    }
    if (updateExpression !== undefined && attributeAction === 'delete') {
      const expected = 'delete together with keyAttributes only';
      return [{ path: ['attributeAction'], expected, got: describeValue(updateExpression) }];
    }
    return [];
  },
  async run(dynamodb, input, decode) {
    const condition = conditionOf(input);
    const update = input.keyAttributes && updateOf(input.keyAttributes, input.attributeAction ?? 'put');
    const { Attributes, ConsumedCapacity, ItemCollectionMetrics } = await dynamodb.send(
      new UpdateItemCommand({
        TableName: input.tableName,
        Key: input.primaryKeyComponents,
        UpdateExpression: input.updateExpression ?? update?.expression,
        ConditionExpression: condition.expression,
        ExpressionAttributeNames: joined(condition.names, update?.names),
        ExpressionAttributeValues: joined(input.expressionAttributeValues, update?.values),
        ReturnValues: input.returnValues ?? 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: onConditionFailure(condition.expression),
        ReturnConsumedCapacity: input.returnConsumedCapacity,
        ReturnItemCollectionMetrics: input.returnItemCollectionMetrics,
      }),
    );
    return {
      Attributes: decode(Attributes),
      ConsumedCapacity: described(ConsumedCapacity),
      ItemCollectionMetrics: collectionMetrics(ItemCollectionMetrics, decode),
    };
  },
});

/** The expression that puts or deletes attributes by name. Its placeholders are of a form that nobody writes by hand. */
function updateOf(attributes: Record<string, AttributeValue>, action: 'put' | 'delete') {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const clauses = Object.entries(attributes).map(([name, value], index) => {
    names[`#attribute__${index}`] = name;
    if (action === 'delete') return `#attribute__${index}`;
    values[`:attribute__${index}`] = value;
    return `#attribute__${index} = :attribute__${index}`;
  });
  const expression = clauses.length === 0 ? undefined : `${action === 'put' ? 'SET' : 'REMOVE'} ${clauses.join(', ')}`;
  return { expression, names, values };
}

/** AWS refuses an empty map of names or values. */
function joined<T>(one: Record<string, T> = {}, other: Record<string, T> = {}): Record<string, T> | undefined {
  const both = { ...one, ...other };
  return Object.keys(both).length === 0 ? undefined : both;
}
