import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { compileExpressions } from '../expressions/index.ts';
import { addFaults } from '../failure/faults.ts';
import { text } from '../fields/field.ts';
import { way } from '../fields/way.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';
import { itemEnds } from '../pages/item-ends.ts';
import type { ReadPage } from '../pages/page.ts';
import { itemPageFields, selectFaults } from '../pages/page-fields.ts';
import { readPages } from '../pages/read-pages.ts';
import { readSegments } from '../pages/read-segments.ts';
import { segmentFaults, segmentFields } from '../pages/segment-fields.ts';
import {
  consistentRead,
  filterBy,
  filterFields,
  pageSelect,
  placeholderFields,
  returnConsumedCapacity,
  tableName,
} from './fields.ts';

const scan = way(
  'scan',
  'Read',
  {
    all: 'Everything',
    page: 'One page',
    some: 'At most so many items',
    segments: 'Everything, in segments at the same time',
    segment: 'One segment',
  },
  {
    tooltip: 'A page is what DynamoDB reads at once, at most 1 MB. Segments are parts of a table.',
    sends: { page: { paging: 'page' } },
  },
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scanTable = defineOperation({
  id: 'scanTable',
  group: 'tableOperation',
  label: 'Scan table',
  description: 'Read all items of a DynamoDB table, or those that pass a filter',
  keywords: [
    'Scan',
    'read all items',
    'get all items',
    'all items',
    'read table',
    'list items',
    'export',
    'dump',
    'search',
    'parallel',
  ],
  resultExpression: '{orders: response.response.Items}',
  exampleResponse: {
    Items: [{ id: 'o-1', total: 25 }],
    Count: 1,
    ScannedCount: 1,
    LastEvaluatedKey: null,
    ConsumedCapacity: null,
  },
  iamActions: { needed: ['Scan'], also: toKnowKeys, resource: 'the table and its indexes' },
  writes: false,
  tables: ownTable,
  input: {
    tableName,
    indexName: text('Index name', { tooltip: 'Scans this index instead of the table.', advanced: true }).optional(),
    ...filterFields,
    ...placeholderFields([filterBy.is('expression')], [pageSelect.is('some')]),
    ...itemPageFields(scan, {
      limited: scan.is('page', 'segments', 'segment'),
      startKey: scan.is('page', 'some', 'segment'),
    }),
    ...segmentFields(scan),
    consistentRead,
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
          Segment: segment,
          TotalSegments: totalSegments,
          ...ends.request,
          ...(measures && { ReturnConsumedCapacity: 'TOTAL' }),
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
