import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Json, setMember } from '../../json/json.ts';
import { attributesOfAny, jsonOf } from '../attributes.ts';
import { Fields } from '../bind.ts';
import type { DialectOperation } from './operation.ts';

/**
 * Reads an item, and gives a list of objects with one member each, one for each attribute; null if there is no item. Attributes have the
 * order of the answer, but for names that are whole numbers: those come first, as in every object of JavaScript.
 */
export const getItem: DialectOperation = {
  id: 'getItem',
  writes: false,
  bind(input, violations) {
    const fields = new Fields(input, 'input', violations);
    const tableName = fields.requiredText('tableName');
    const key = fields.requiredAnything('primaryKeyComponents');
    return {
      tableName,
      async run(dynamodb) {
        const { Item = {} } = await dynamodb.send(
          new GetItemCommand({ TableName: tableName, Key: attributesOfAny(key) }),
        );
        const attributes = Object.entries(jsonOf(Item)).map(([name, value]) => {
          const only: Record<string, Json> = {};
          setMember(only, name, value);
          return only;
        });
        return attributes.length === 0 ? null : attributes;
      },
    };
  },
};
