import { eachAtOnce } from '../async/lanes.ts';
import { wholeNumber } from '../fields/field.ts';
import { nameList } from '../fields/name-list.ts';
import { jsonBytes } from '../json/size.ts';
import { defineOperation } from '../operation/operation.ts';
import { discoverTable, discoveryBudget } from '../tables/discovery.ts';
import { namedTables, soughtTables } from '../tables/table-names.ts';

const SAMPLE_SIZE = 25;

/** So many tables are looked at at once. */
const AT_ONCE = 8;

/**
 * Describes many tables, and what is in them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
 */
export const discoverTables = defineOperation({
  id: 'discoverTables',
  group: 'tableOperation',
  label: 'Discover tables',
  description: 'Read the keys and indexes of many DynamoDB tables, and the attributes of some of their items',
  keywords: ['explore', 'data model', 'schemas', 'attributes', 'all tables'],
  resultExpression: '{tables: response.response.Tables}',
  exampleResponse: {
    Tables: [
      {
        TableName: 'orders',
        TableStatus: 'ACTIVE',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [],
        LocalSecondaryIndexes: [],
        ItemCount: 2,
        TableSizeBytes: 120,
        BillingMode: 'PAY_PER_REQUEST',
        PrimaryKey: ['id'],
        AttributeTypes: { id: ['S'], total: ['N'] },
      },
    ],
  },
  iamActions: {
    needed: ['DescribeTable'],
    also: { ListTables: 'unless all tables are named', Scan: 'to sample items' },
    resource: 'all tables (`*`)',
  },
  writes: false,
  tables: namedTables,
  input: {
    tableNames: nameList('Table names', {
      tooltip:
        'A text with commas between the names, or a list. <code>*</code> stands for any part of a name. The default is all tables.',
      placeholder: 'orders, customer-*',
    }).optional(),
    sampleSize: wholeNumber('Sample size', 0, {
      tooltip: `How many items of each table are read to see their attributes. The default is ${SAMPLE_SIZE}; 0 reads none.`,
    }).optional(),
  },
  async run(dynamodb, { tableNames = ['*'], sampleSize = SAMPLE_SIZE }) {
    const sought = await soughtTables(dynamodb, tableNames);
    const spend = discoveryBudget(dynamodb.maxItemsBytes);
    let done = 0;
    const tables = await eachAtOnce(sought, AT_ONCE, async (each) => {
      const table = await discoverTable(dynamodb, each, sampleSize, spend);
      if (table !== undefined) spend(jsonBytes(table));
      done += 1;
      dynamodb.reached({ Tables: done });
      return table;
    });
    return { Tables: tables.filter((table) => table !== undefined) };
  },
});
