import { DeleteTableCommand, ResourceNotFoundException, type TableDescription } from '@aws-sdk/client-dynamodb';
import { flag } from '../fields/field.ts';
import { toWait } from '../operation/iam-actions.ts';
import { type DynamoDb, defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { ownTable } from '../operation/tables.ts';
import { awaitGone, findTable } from '../tables/await-table.ts';
import { changeTable, isInUse, lookAfter } from '../tables/refusals.ts';
import { tableName, wait } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export const deleteTable = defineOperation({
  id: 'deleteTable',
  group: 'tableOperation',
  label: 'Delete table',
  description: 'Delete a DynamoDB table with all its items',
  keywords: ['DeleteTable', 'drop table', 'remove table'],
  resultExpression: '{table: response.response.TableDescription}',
  exampleResponse: { TableDescription: { TableName: 'orders', TableStatus: 'DELETING' } },
  iamActions: { needed: ['DeleteTable'], also: toWait },
  writes: true,
  tables: ownTable,
  input: {
    tableName,
    ifExists: flag('Only if it exists', { tooltip: 'Also succeeds if there is no such table.' }).optional(),
    wait: wait('the table is gone'),
  },
  action: ({ tableName }) => `delete Table [${tableName}]`,
  async run(dynamodb, { tableName, ifExists, wait = true }) {
    try {
      const table = await deleteOrFind(dynamodb, tableName);
      if (wait) await awaitGone(dynamodb, tableName, table?.TableId);
      return { TableDescription: described(table) };
    } catch (error) {
      if (ifExists && error instanceof ResourceNotFoundException) return { TableDescription: null };
      throw error;
    }
  },
});

/**
 * Deletes a table. Gives the description of the table that goes, be it for another's request; undefined when it is gone by then.
 * @throws Failure (connection) while the table is being made or changed
 */
async function deleteOrFind(dynamodb: DynamoDb, tableName: string): Promise<TableDescription | undefined> {
  try {
    const request = new DeleteTableCommand({ TableName: tableName });
    const { TableDescription } = await changeTable('DeleteTable', () => dynamodb.send(request));
    return TableDescription;
  } catch (refusal) {
    if (!isInUse(refusal)) throw refusal;
    const table = await lookAfter(refusal, () => findTable(dynamodb, tableName));
    if (table !== undefined && table.TableStatus !== 'DELETING') throw refusal;
    return table;
  }
}
