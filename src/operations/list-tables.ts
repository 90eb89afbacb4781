import { text, wholeNumber } from '../fields/field.ts';
import { way } from '../fields/way.ts';
import { defineOperation } from '../operation/operation.ts';
import { readsAll } from '../pages/page.ts';
import { paging } from '../pages/page-fields.ts';
import { MAX_LISTED, pagesOfTables } from '../tables/table-names.ts';

const list = way(
  'list',
  'Read',
  { all: 'All tables', page: 'One page' },
  { tooltip: 'A page has at most 100 names.', sends: { page: { paging: 'page' } } },
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const listTables = defineOperation({
  id: 'listTables',
  group: 'tableOperation',
  label: 'List tables',
  description: 'Read the names of all tables of DynamoDB',
  keywords: ['ListTables', 'tables', 'table names', 'all tables', 'show tables'],
  resultExpression: '{tables: response.response.TableNames}',
  exampleResponse: { TableNames: ['orders', 'customers'], LastEvaluatedTableName: null },
  iamActions: { needed: ['ListTables'], resource: 'all tables (`*`)' },
  writes: false,
  // Those that the operator does not allow are left out of the list, so that no job can have got one to go on after.
  tables: ({ exclusiveStartTableName: name }) =>
    name === undefined ? [] : [{ path: ['exclusiveStartTableName'], name }],
  input: {
    exclusiveStartTableName: text('Exclusive start table name', {
      tooltip: 'The table after which to go on: the <code>LastEvaluatedTableName</code> of the page before.',
      placeholder: '=page.response.LastEvaluatedTableName',
      mayBeNull: true,
      shown: list.is('page'),
    }).optional(),
    limit: wholeNumber(
      'Limit',
      1,
      { tooltip: 'How many names are read per page.', shown: list.is('page') },
      MAX_LISTED,
    ).optional(),
    paging,
  },
  async run(dynamodb, { exclusiveStartTableName, limit, paging }) {
    const names: string[] = [];
    let last = exclusiveStartTableName;
    for await (const page of pagesOfTables(dynamodb, exclusiveStartTableName, limit)) {
      names.push(...page.names);
      last = page.last;
      if (last !== undefined) dynamodb.reached({ LastEvaluatedTableName: last });
      if (!readsAll({ paging, limit })) break;
    }
    return { TableNames: names, LastEvaluatedTableName: last ?? null };
  },
});
