import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions, readKeyCondition } from '../expressions/index.ts';
import { addFaults } from '../failure/faults.ts';
import { data } from '../fields/data-field.ts';
import { expression, onOrOff, text } from '../fields/field.ts';
import { way } from '../fields/way.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { itemEnds } from '../pages/item-ends.ts';
import type { ReadPage } from '../pages/page.ts';
import { itemPageFields, read, selectFaults } from '../pages/page-fields.ts';
import { readPages } from '../pages/read-pages.ts';
import {
  consistentRead,
  filterBy,
  filterFields,
  MAX_CONDITION_VALUES,
  pageSelect,
  placeholderFields,
  returnConsumedCapacity,
  tableName,
} from './fields.ts';

const keysBy = way(
  'keysBy',
  'Find the items by',
  { values: 'Key values', expression: 'An expression of DynamoDB' },
  { tooltip: 'Which items are read: those with this partition key, and with these sort keys if you say so.' },
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export const queryItems = defineOperation({
  id: 'queryItems',
  group: 'itemOperation',
  label: 'Query items',
  description: 'Read items of DynamoDB with the same partition key, all or some, in the order of the sort key',
  keywords: [
    'Query',
    'find',
    'find items',
    'search',
    'search items',
    'select items',
    'where',
    'query index',
    'read by index',
    'GSI',
  ],
  resultExpression: '{orders: response.response.Items}',
  exampleResponse: {
    Items: [{ customer: 'c-1', placed: '2026-11-29', total: 25 }],
    Count: 1,
    ScannedCount: 1,
    LastEvaluatedKey: null,
    ConsumedCapacity: null,
  },
  iamActions: { needed: ['Query'], also: toKnowKeys, resource: 'the table and its indexes' },
  writes: false,
  tables: ownTable,
  input: {
    tableName,
    indexName: text('Index name', { tooltip: 'Reads this index instead of the table.' }).optional(),
    keyCondition: data(
      readKeyCondition,
      'Key condition',
      {
        tooltip: 'A value for the partition key and, if needed, a condition on the sort key.',
        placeholder: '{"customer": order.customer, "placed": {"beginsWith": "2026"}}',
        shown: keysBy.is('values'),
        required: true,
      },
      MAX_CONDITION_VALUES,
    ).optional(),
    keyConditionExpression: expression('Key condition expression', {
      tooltip: 'A value for the partition key and, if needed, a condition on the sort key.',
      placeholder: 'customer = :customer AND begins_with(placed, :year)',
      shown: keysBy.is('expression'),
      required: true,
    }).optional(),
    ...filterFields,
    ...placeholderFields([keysBy.is('expression'), filterBy.is('expression')], [pageSelect.is('some')]),
    scanIndexForward: onOrOff('Order', { tooltip: 'The order of the sort key. The default is ascending.' }, [
      'Ascending',
      'Descending',
    ]).optional(),
    ...itemPageFields(read),
    consistentRead,
    returnConsumedCapacity,
  },
  prepare(input, faults) {
    if (input.keyConditionExpression === undefined && input.keyCondition === undefined) {
      const expected = 'what the key has to be, here or as `keyCondition`';
      faults.push({ path: ['keyConditionExpression'], expected, got: 'neither' });
    }
    addFaults(faults, selectFaults(input));
    return { ...input, expressions: compileExpressions(input, faults) };
  },
  async run(dynamodb, input, decode) {
    const ends = await itemEnds(dynamodb, input);
    const readPage: ReadPage = (page) =>
      dynamodb.send(new QueryCommand({ ScanIndexForward: input.scanIndexForward, ...ends.request, ...page }));
    return readPages(dynamodb, { ...input, ends, readPage }, decode);
  },
});
