import { type AttributeValueUpdate, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Json, type JsonObject, setMember } from '../../json/json.ts';
import { attributeOf, attributesOf } from '../attributes.ts';
import { Fields } from '../bind.ts';
import { ILLEGAL_ARGUMENT, JavaException } from '../exceptions.ts';
import { writeResult } from '../metadata.ts';
import type { DialectOperation } from './operation.ts';

/** Sets attributes, or removes them, by AWS's older way to update, which takes every name as it is. */
export const updateItem: DialectOperation = {
  id: 'updateItem',
  writes: true,
  bind(input, violations) {
    const fields = new Fields(input, 'input', violations);
    const tableName = fields.requiredText('tableName');
    const key = fields.requiredMap('primaryKeyComponents');
    const attributes = fields.requiredMap('keyAttributes');
    const action = fields.requiredText('attributeAction');
    return {
      tableName,
      async run(dynamodb) {
        const AttributeUpdates = updatesOf(attributes, action);
        const answer = await dynamodb.send(
          new UpdateItemCommand({ TableName: tableName, Key: attributesOf(key), AttributeUpdates }),
        );
        return writeResult('updateItemResult', answer, dynamodb);
      },
    };
  },
};

function updatesOf(attributes: JsonObject, action: string): Record<string, AttributeValueUpdate> {
  const updates: Record<string, AttributeValueUpdate> = {};
  for (const name in attributes) setMember(updates, name, updateOf(attributes[name] as Json, action));
  return updates;
}

function updateOf(value: Json, action: string): AttributeValueUpdate {
  switch (action.toLowerCase()) {
    case 'put':
      return { Value: attributeOf(value), Action: 'PUT' };
    case 'delete':
      return { Action: 'DELETE' };
    default:
      throw new JavaException(ILLEGAL_ARGUMENT, `Unsupported attribute action: ${action}`);
  }
}
