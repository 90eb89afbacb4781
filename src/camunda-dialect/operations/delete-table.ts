import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { Fields } from '../bind.ts';
import { waitUntilGone } from '../wait-for-table.ts';
import type { DialectOperation } from './operation.ts';

/** Deletes a table, and waits until it is gone. */
export const deleteTable: DialectOperation = {
  id: 'deleteTable',
  writes: true,
  bind(input, violations) {
    const tableName = new Fields(input, 'input', violations).requiredText('tableName');
    return {
      tableName,
      async run(dynamodb) {
        await dynamodb.send(new DeleteTableCommand({ TableName: tableName }));
        await waitUntilGone(dynamodb, tableName);
        return { action: `delete Table [${tableName}]`, status: 'OK', response: null };
      },
    };
  },
};
