import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions } from '../expressions/index.ts';
import { describeValue, type Fault } from '../failure/faults.ts';
import { text, wholeNumber } from '../fields/field.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { itemEnds } from '../pages/item-ends.ts';
import type { ReadPage } from '../pages/page.ts';
import {
  checkSelect,
  exclusiveStartKey,
  exclusiveStartKeys,
  limit,
  maxBytes,
  maxItems,
  paging,
  select,
} from '../pages/page-fields.ts';
import { readPages } from '../pages/read-pages.ts';
import { readSegments } from '../pages/read-segments.ts';
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

interface SegmentFields {
  readonly segment?: number | undefined;
  readonly totalSegments?: number | undefined;
  readonly exclusiveStartKey?: object | undefined;
  readonly exclusiveStartKeys?: readonly unknown[] | undefined;
  readonly maxItems?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scanTable = defineOperation({
  id: 'scanTable',
  group: 'tableOperation',
  label: 'Scan table',
  description: 'Read all items of a table, or those that pass a filter',
  keywords: ['read all', 'list items', 'export', 'search', 'parallel'],
  iamActions: { needed: ['Scan'], also: toKnowKeys, resource: 'the table and its indexes' },
  writes: false,
  tables: ownTable,
  input: {
    tableName,
    indexName: text('Index name', { tooltip: 'Scans this index in place of the table.', advanced: true }).optional(),
    filterExpression,
    filter,
    projectionExpression,
    expressionAttributeNames,
    expressionAttributeValues,
    limit,
    paging,
    maxItems,
    maxBytes,
    exclusiveStartKey,
    select,
    consistentRead,
    segment: wholeNumber('Segment', 0, {
      tooltip: 'Reads this one of the segments, counted from 0.',
      advanced: true,
    }).optional(),
    totalSegments: wholeNumber(
      'Total segments',
      1,
      {
        tooltip:
          'In how many segments the table is divided. Without a segment, all of them are read, several at a time.',
        advanced: true,
      },
      1_000_000,
    ).optional(),
    exclusiveStartKeys,
    maxReadUnits: wholeNumber('Max read units', 1, {
      tooltip: 'At most so many read capacity units are consumed a second, by all segments together.',
      advanced: true,
    }).optional(),
    returnConsumedCapacity,
  },
  prepare(input, faults) {
    checkSegments(input, faults);
    checkSelect(input, faults);
    return { ...input, expressions: compileExpressions(input, faults) };
  },
  async run(dynamodb, input, decode) {
    const { segment, totalSegments, maxReadUnits, returnConsumedCapacity = 'NONE' } = input;
    const ends = await itemEnds(dynamodb, input);
    const measures = maxReadUnits !== undefined && returnConsumedCapacity === 'NONE';
    const readPage: ReadPage = (page) =>
      dynamodb.send(
        new ScanCommand({
          TableName: input.tableName,
          IndexName: input.indexName,
          ...ends.expressions,
          Select: ends.select,
          ConsistentRead: input.consistentRead,
          Segment: segment,
          TotalSegments: totalSegments,
          ReturnConsumedCapacity: measures ? 'TOTAL' : input.returnConsumedCapacity,
          ...page,
        }),
      );
    const response =
      totalSegments !== undefined && segment === undefined
        ? await readSegments(dynamodb, { ...input, totalSegments, readPage }, decode)
        : await readPages(dynamodb, { ...input, ends, readPage }, decode);
    return measures ? { ...response, ConsumedCapacity: null } : response;
  },
});

/** Adds what does not fit among the fields of segments: one segment is read, or all of them. */
function checkSegments(input: SegmentFields, faults: Fault[]): void {
  const { segment, totalSegments } = input;
  const add = (name: keyof SegmentFields, expected: string, got = describeValue(input[name])) =>
    faults.push({ path: [name], expected, got });
  if (segment !== undefined && totalSegments === undefined) {
    add('totalSegments', 'a whole number from 1, the number of segments of which this is one');
  } else if (segment !== undefined && totalSegments !== undefined && segment >= totalSegments) {
    add('segment', `a whole number below totalSegments, from 0 to ${totalSegments - 1}`);
  }
  if (segment === undefined && totalSegments !== undefined) checkAllSegments(input, totalSegments, add);
  else if (input.exclusiveStartKeys !== undefined) {
    const got = segment === undefined ? 'no totalSegments' : 'a segment';
    add('exclusiveStartKeys', 'none unless totalSegments is given without a segment', got);
  }
}

function checkAllSegments(
  input: SegmentFields,
  totalSegments: number,
  add: (name: keyof SegmentFields, expected: string) => void,
): void {
  for (const name of ['maxItems', 'maxBytes'] as const) {
    if (input[name] === undefined) continue;
    add(name, 'none where all segments are read: a limit or paging = page ends them after a page each');
  }
  if (input.exclusiveStartKey !== undefined) {
    add('exclusiveStartKey', 'exclusiveStartKeys in its place, with a key for each segment');
  }
  if (input.exclusiveStartKeys !== undefined && input.exclusiveStartKeys.length !== totalSegments) {
    add('exclusiveStartKeys', `a list of ${totalSegments}, one for each segment`);
  }
}
