import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { attributesOfAny } from '../attributes.ts';
import { Fields } from '../bind.ts';
import { writeResult } from '../metadata.ts';
import type { DialectOperation } from './operation.ts';

/** Puts an item, over one that may be there. */
export const addItem: DialectOperation = {
  id: 'addItem',
  writes: true,
  bind(input, violations) {
    const fields = new Fields(input, 'input', violations);
    const tableName = fields.requiredText('tableName');
    const item = fields.requiredAnything('item');
    return {
      tableName,
      async run(dynamodb) {
        const answer = await dynamodb.send(new PutItemCommand({ TableName: tableName, Item: attributesOfAny(item) }));
        return writeResult('putItemResult', answer, dynamodb);
      },
    };
  },
};
