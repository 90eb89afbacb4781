import { DeleteTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { toWait } from '../iam-actions.ts';
import { defineOperation } from '../operation.ts';
import { described } from '../response.ts';
import { awaitGone } from '../tables/await-table.ts';
import { flag } from '../template/field.ts';
import { tableName, wait } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export const deleteTable = defineOperation({
  id: 'deleteTable',
  group: 'tableOperation',
  label: 'Delete table',
  description: 'Delete a table with all its items',
  keywords: ['drop', 'remove table'],
  iamActions: { needed: ['DeleteTable'], also: toWait },
  input: {
    tableName,
    ifExists: flag('Only if it exists', { tooltip: 'Succeeds also when there is no such table.' }).optional(),
    wait: wait('the table is gone'),
  },
  action: ({ tableName }) => `delete Table [${tableName}]`,
  async run(dynamodb, { tableName, ifExists, wait = true }) {
    try {
      const { TableDescription } = await dynamodb.send(new DeleteTableCommand({ TableName: tableName }));
      if (wait) await awaitGone(dynamodb, tableName, TableDescription?.TableId);
      return { TableDescription: described(TableDescription) };
    } catch (error) {
      if (ifExists && error instanceof ResourceNotFoundException) return { TableDescription: null };
      throw error;
    }
  },
});
