import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { Fields } from '../bind.ts';
import { tableDescription } from '../table-description.ts';
import type { DialectOperation } from './operation.ts';

/** Gives the description of a table. */
export const describeTable: DialectOperation = {
  id: 'describeTable',
  writes: false,
  bind(input, violations) {
    const tableName = new Fields(input, 'input', violations).requiredText('tableName');
    return {
      tableName,
      async run(dynamodb) {
        const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }));
        return Table === undefined ? null : tableDescription(Table);
      },
    };
  },
};
