import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions, readKeyCondition } from '../expressions/index.ts';
import { data } from '../fields/data-field.ts';
import { expression, onOrOff, text } from '../fields/field.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { itemEnds } from '../pages/item-ends.ts';
import type { ReadPage } from '../pages/page.ts';
import { checkSelect, exclusiveStartKey, limit, maxBytes, maxItems, paging, select } from '../pages/page-fields.ts';
import { readPages } from '../pages/read-pages.ts';
import {
  consistentRead,
  expressionAttributeNames,
  expressionAttributeValues,
  filter,
  filterExpression,
  projectionExpression,
  returnConsumedCapacity,
  tableName,
} from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export const queryItems = defineOperation({
  id: 'queryItems',
  group: 'itemOperation',
  label: 'Query items',
  description: 'Read the items of one partition key, all or some of them, in order',
  keywords: ['find', 'search', 'select', 'list items', 'read by index'],
  iamActions: { needed: ['Query'], also: toKnowKeys, resource: 'the table and its indexes' },
  writes: false,
  tables: ownTable,
  input: {
    tableName,
    indexName: text('Index name', { tooltip: 'Reads this index in place of the table.' }).optional(),
    keyConditionExpression: expression('Key condition expression', {
      tooltip: 'The partition key, and what the sort key has to be. Or give the key condition below.',
      placeholder: 'customer = :customer AND begins_with(placed, :year)',
    }).optional(),
    keyCondition: data(readKeyCondition, 'Key condition', {
      tooltip: 'The key condition as a map of attributes, in place of the expression.',
      placeholder: '{"customer": order.customer, "placed": {"beginsWith": "2026"}}',
    }).optional(),
    filterExpression,
    filter,
    projectionExpression,
    expressionAttributeNames,
    expressionAttributeValues,
    scanIndexForward: onOrOff('Scan index forward', {
      tooltip: 'Off: from the last sort key to the first.',
    }).optional(),
    limit,
    paging,
    maxItems,
    maxBytes,
    exclusiveStartKey,
    select,
    consistentRead,
    returnConsumedCapacity,
  },
  prepare(input, faults) {
    if (input.keyConditionExpression === undefined && input.keyCondition === undefined) {
      const expected = 'what the key has to be, here or as keyCondition';
      faults.push({ path: ['keyConditionExpression'], expected, got: 'neither' });
    }
    checkSelect(input, faults);
    return { ...input, expressions: compileExpressions(input, faults) };
  },
  async run(dynamodb, input, decode) {
    const ends = await itemEnds(dynamodb, input);
    const readPage: ReadPage = (page) =>
      dynamodb.send(
        new QueryCommand({
          TableName: input.tableName,
          IndexName: input.indexName,
          ...ends.expressions,
          Select: ends.select,
          ScanIndexForward: input.scanIndexForward,
          ConsistentRead: input.consistentRead,
          ReturnConsumedCapacity: input.returnConsumedCapacity,
          ...page,
        }),
      );
    return readPages(dynamodb, { ...input, ends, readPage }, decode);
  },
});
