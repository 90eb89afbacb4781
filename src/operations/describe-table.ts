import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { ownTable } from '../operation/tables.ts';
import { tableName } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const describeTable = defineOperation({
  id: 'describeTable',
  group: 'tableOperation',
  label: 'Describe table',
  description: 'Read the keys, indexes, status and size of a DynamoDB table',
  keywords: ['DescribeTable', 'schema', 'table info', 'table details', 'table status'],
  resultExpression: '{keys: response.response.Table.KeySchema}',
  exampleResponse: {
    Table: {
      TableName: 'orders',
      TableStatus: 'ACTIVE',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ItemCount: 2,
    },
  },
  iamActions: { needed: ['DescribeTable'] },
  writes: false,
  tables: ownTable,
  input: { tableName },
  async run(dynamodb, { tableName }) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }));
    return { Table: described(Table) };
  },
});
