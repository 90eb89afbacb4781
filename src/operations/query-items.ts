import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions, readKeyCondition } from '../expressions/index.ts';
import { addFaults } from '../failure/faults.ts';
import { data } from '../fields/data-field.ts';
import { expression, onOrOff, text } from '../fields/field.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { itemEnds } from '../pages/item-ends.ts';
import type { ReadPage } from '../pages/page.ts';
import { itemPageFields, selectFaults } from '../pages/page-fields.ts';
import { readPages } from '../pages/read-pages.ts';
import { consistentRead, filterFields, returnConsumedCapacity, tableName } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export const queryItems = defineOperation({
  id: 'queryItems',
  group: 'itemOperation',
  label: 'Query items',
  description: 'Read items with the same partition key, all or some, in the order of the sort key',
  keywords: ['find', 'search', 'select', 'list items', 'read by index'],
  iamActions: { needed: ['Query'], also: toKnowKeys, resource: 'the table and its indexes' },
  writes: false,
  tables: ownTable,
  input: {
    tableName,
    indexName: text('Index name', { tooltip: 'Reads this index instead of the table.' }).optional(),
    keyConditionExpression: expression('Key condition expression', {
      tooltip:
        'A value for the partition key and, if needed, a condition on the sort key. Or give the key condition below.',
      placeholder: 'customer = :customer AND begins_with(placed, :year)',
    }).optional(),
    keyCondition: data(readKeyCondition, 'Key condition', {
      tooltip: 'Replaces the key condition expression: the key condition as a map of attributes.',
      placeholder: '{"customer": order.customer, "placed": {"beginsWith": "2026"}}',
    }).optional(),
    ...filterFields,
    scanIndexForward: onOrOff('Scan index forward', {
      tooltip: 'If off, the items come in descending order of the sort key.',
    }).optional(),
    ...itemPageFields,
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
