import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { attributesOfAny } from '../attributes.ts';
import { Fields } from '../bind.ts';
import { writeResult } from '../metadata.ts';
import type { DialectOperation } from './operation.ts';

/** Deletes an item. It is no failure that there is none. */
export const deleteItem: DialectOperation = {
  id: 'deleteItem',
  writes: true,
  bind(input, violations) {
    const fields = new Fields(input, 'input', violations);
    const tableName = fields.requiredText('tableName');
    const key = fields.requiredAnything('primaryKeyComponents');
    return {
      tableName,
      async run(dynamodb) {
        const answer = await dynamodb.send(new DeleteItemCommand({ TableName: tableName, Key: attributesOfAny(key) }));
        return writeResult('deleteItemResult', answer, dynamodb);
      },
    };
  },
};
