import { type ConsumedCapacity, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describeValue } from '../faults.ts';
import { defineOperation } from '../operation.ts';
import { addCapacity, described } from '../response.ts';
import { key } from '../template/data-field.ts';
import { choice, text, wholeNumber } from '../template/field.ts';
import {
  consistentRead,
  expressionAttributeNames,
  expressionAttributeValues,
  filterExpression,
  projectionExpression,
  returnConsumedCapacity,
  tableName,
} from './fields.ts';
import { gatherItems } from './gathered-items.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scanTable = defineOperation({
  id: 'scanTable',
  group: 'tableOperation',
  label: 'Scan table',
  description: 'Read all items of a table, or those that pass a filter',
  keywords: ['read all', 'list items', 'export', 'search'],
  input: {
    tableName,
    indexName: text('Index name', { tooltip: 'Scans this index in place of the table.', advanced: true }).optional(),
    filterExpression,
    projectionExpression,
    expressionAttributeNames,
    expressionAttributeValues,
    limit: wholeNumber('Limit', 1, {
      tooltip: 'How many items are read per page, before the filter.',
    }).optional(),
    paging: choice(
      'Paging',
      { all: 'All pages', page: 'One page' },
      { tooltip: 'Without a choice: one page if there is a limit, else all.' },
    ).optional(),
    exclusiveStartKey: key('Exclusive start key', {
      tooltip: 'Goes on after this key: the <code>LastEvaluatedKey</code> of the page before.',
      placeholder: 'page.response.LastEvaluatedKey',
    }).optional(),
    select: choice(
      'Select',
      {
        ALL_ATTRIBUTES: 'All attributes',
        ALL_PROJECTED_ATTRIBUTES: 'The attributes of the index',
        SPECIFIC_ATTRIBUTES: 'The attributes of the projection expression',
        COUNT: 'The number of items only',
      },
      { advanced: true },
    ).optional(),
    consistentRead,
    segment: wholeNumber('Segment', 0, {
      tooltip: 'Reads this one of the segments, counted from 0.',
      advanced: true,
    }).optional(),
    totalSegments: wholeNumber('Total segments', 1, {
      tooltip: 'In how many segments the table is divided for tasks that scan it together. Needs a segment.',
      advanced: true,
    }).optional(),
    returnConsumedCapacity,
  },
  check({ segment, totalSegments }) {
    if (segment === undefined && totalSegments === undefined) return [];
    if (totalSegments === undefined) {
      const expected = 'a whole number from 1, the number of segments of which this is one';
      return [{ path: ['totalSegments'], expected, got: 'nothing' }];
    }
    if (segment === undefined) {
      return [{ path: ['segment'], expected: 'the segment to read, a whole number from 0', got: 'nothing' }];
    }
    if (segment < totalSegments) return [];
    const expected = `a whole number below totalSegments, from 0 to ${totalSegments - 1}`;
    return [{ path: ['segment'], expected, got: describeValue(segment) }];
  },
  async run(dynamodb, input, decode) {
    const { paging = input.limit === undefined ? 'all' : 'page' } = input;
    const gathered = gatherItems(dynamodb.maxItemsBytes);
    let count = 0;
    let scanned = 0;
    let capacity: ConsumedCapacity | undefined;
    let startKey = input.exclusiveStartKey;
    let more: boolean;
    do {
      const page = await dynamodb.send(
        new ScanCommand({
          TableName: input.tableName,
          IndexName: input.indexName,
          FilterExpression: input.filterExpression,
          ProjectionExpression: input.projectionExpression,
          ExpressionAttributeNames: input.expressionAttributeNames,
          ExpressionAttributeValues: input.expressionAttributeValues,
          Select: input.select,
          Limit: input.limit,
          ConsistentRead: input.consistentRead,
          Segment: input.segment,
          TotalSegments: input.totalSegments,
          ReturnConsumedCapacity: input.returnConsumedCapacity,
          ExclusiveStartKey: startKey,
        }),
      );
      startKey = page.LastEvaluatedKey;
      more = paging === 'all' && startKey !== undefined;
      gathered.add(decode.list(page.Items), more);
      count += page.Count ?? 0;
      scanned += page.ScannedCount ?? 0;
      capacity = addCapacity(capacity, page.ConsumedCapacity);
    } while (more);
    return {
      Items: gathered.items,
      Count: count,
      ScannedCount: scanned,
      LastEvaluatedKey: decode.key(startKey),
      ConsumedCapacity: described(capacity),
    };
  },
});
