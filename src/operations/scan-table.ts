import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions } from '../expressions/index.ts';
import { addFaults, describeValue, type Fault } from '../failure/faults.ts';
import { text, wholeNumber } from '../fields/field.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { itemEnds } from '../pages/item-ends.ts';
import type { ReadPage } from '../pages/page.ts';
import {
  exclusiveStartKey,
  exclusiveStartKeys,
  limit,
  maxBytes,
  maxItems,
  paging,
  select,
  selectFaults,
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
    addFaults(faults, segmentFaults(input));
    addFaults(faults, selectFaults(input));
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

/** What does not fit among the fields of segments: one segment is read, or all of them. */
function segmentFaults(input: SegmentFields): Fault[] {
  const { segment, totalSegments } = input;
  return segment === undefined && totalSegments !== undefined
    ? allSegmentsFaults(input, totalSegments)
    : oneSegmentFaults(input);
}

function oneSegmentFaults({ segment, totalSegments, exclusiveStartKeys }: SegmentFields): Fault[] {
  const faults: Fault[] = [];
  if (segment !== undefined && totalSegments === undefined) {
    const expected = 'a whole number from 1, the number of segments of which this is one';
    faults.push({ path: ['totalSegments'], expected, got: 'nothing' });
  } else if (segment !== undefined && totalSegments !== undefined && segment >= totalSegments) {
    const expected = `a whole number below totalSegments, from 0 to ${totalSegments - 1}`;
    faults.push({ path: ['segment'], expected, got: describeValue(segment) });
  }
  if (exclusiveStartKeys !== undefined) {
    const expected = 'none unless totalSegments is given without a segment';
    faults.push({
      path: ['exclusiveStartKeys'],
      expected,
      got: segment === undefined ? 'no totalSegments' : 'a segment',
    });
  }
  return faults;
}

function allSegmentsFaults(input: SegmentFields, totalSegments: number): Fault[] {
  const { exclusiveStartKey, exclusiveStartKeys } = input;
  const faults: Fault[] = [];
  for (const name of ['maxItems', 'maxBytes'] as const) {
    if (input[name] === undefined) continue;
    const expected = 'none where all segments are read: a limit or paging = page ends them after a page each';
    faults.push({ path: [name], expected, got: describeValue(input[name]) });
  }
  if (exclusiveStartKey !== undefined) {
    const expected = 'exclusiveStartKeys in its place, with a key for each segment';
    faults.push({ path: ['exclusiveStartKey'], expected, got: describeValue(exclusiveStartKey) });
  }
  if (exclusiveStartKeys !== undefined && exclusiveStartKeys.length !== totalSegments) {
    const expected = `a list of ${totalSegments}, one for each segment`;
    faults.push({ path: ['exclusiveStartKeys'], expected, got: describeValue(exclusiveStartKeys) });
  }
  return faults;
}
