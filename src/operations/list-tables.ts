import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { choice, text, wholeNumber } from '../fields/field.ts';
import { type DynamoDb, defineOperation } from '../operation/operation.ts';

/** DynamoDB lists no more tables at once. */
const MAX_LISTED = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const listTables = defineOperation({
  id: 'listTables',
  group: 'tableOperation',
  label: 'List tables',
  description: 'Read the names of all tables',
  keywords: ['table names', 'all tables'],
  iamActions: { needed: ['ListTables'], resource: 'all tables (`*`)' },
  writes: false,
  // Those that the operator does not allow are left out of the list, so that no job can have got one to go on after.
  tables: ({ exclusiveStartTableName: name }) =>
    name === undefined ? [] : [{ path: ['exclusiveStartTableName'], name }],
  input: {
    exclusiveStartTableName: text('Exclusive start table name', {
      tooltip: 'Goes on after this table: the <code>LastEvaluatedTableName</code> of the page before.',
      advanced: true,
    }).optional(),
    limit: wholeNumber(
      'Limit',
      1,
      { tooltip: 'How many names are read per page.', advanced: true },
      MAX_LISTED,
    ).optional(),
    paging: choice(
      'Paging',
      { all: 'All pages', page: 'One page' },
      { tooltip: 'Without a choice: one page if there is a limit, else all.', advanced: true },
    ).optional(),
  },
  async run(dynamodb, { exclusiveStartTableName, limit, paging = limit === undefined ? 'all' : 'page' }) {
    const names: string[] = [];
    let last = exclusiveStartTableName;
    for await (const page of pagesOfTables(dynamodb, exclusiveStartTableName, limit)) {
      names.push(...page.names);
      last = page.last;
      if (last !== undefined) dynamodb.reached({ LastEvaluatedTableName: last });
      if (paging === 'page') break;
    }
    return { TableNames: names, LastEvaluatedTableName: last ?? null };
  },
});

interface PageOfTables {
  readonly names: readonly string[];
  /** The name to go on after; undefined when there is no more. */
  readonly last: string | undefined;
}

/** Lists the tables of an account in a region, page by page: those that the operator lets the job touch. */
export function pagesOfTables(
  dynamodb: DynamoDb,
  start?: string | undefined,
  limit?: number | undefined,
): AsyncGenerator<PageOfTables> {
  const { allowsTable } = dynamodb;
  return allowsTable === undefined
    ? allPages(dynamodb, start, limit)
    : pagesOfThose(allowsTable, allPages(dynamodb, start, undefined), limit);
}

async function* allPages(
  dynamodb: DynamoDb,
  start: string | undefined,
  limit: number | undefined,
): AsyncGenerator<PageOfTables> {
  let last = start;
  do {
    const page = await dynamodb.send(new ListTablesCommand({ ExclusiveStartTableName: last, Limit: limit }));
    last = page.LastEvaluatedTableName;
    yield { names: page.TableNames ?? [], last };
  } while (last !== undefined);
}

/**
 * Pages of some of the names only, as if there were no others: each but the last is full, and ends with a name after which
 * there are more of them.
 */
async function* pagesOfThose(
  isOne: (name: string) => boolean,
  pages: AsyncGenerator<PageOfTables>,
  limit = MAX_LISTED,
): AsyncGenerator<PageOfTables> {
  let waiting: string[] = [];
  for await (const { names } of pages) {
    waiting.push(...names.filter(isOne));
    while (waiting.length > limit) {
      yield { names: waiting.slice(0, limit), last: waiting[limit - 1] };
      waiting = waiting.slice(limit);
    }
  }
  yield { names: waiting, last: undefined };
}
