import { encodeStartKey } from '../attributes/key.ts';
import type { Fault } from '../failure/faults.ts';
import { data } from '../fields/data-field.ts';
import { choice, wholeNumber } from '../fields/field.ts';
import { type Shown, way } from '../fields/way.ts';
import { MAX_LIMIT } from './page.ts';

/** The fields of operations that read page by page. They have AWS's names where AWS has such a field. */

/** How far a query or a statement reads. */
export const read = way(
  'read',
  'Read',
  { all: 'Everything', page: 'One page', some: 'At most so many items' },
  {
    tooltip: 'A page is what DynamoDB reads at once, at most 1 MB.',
    sends: { page: { paging: 'page' } },
  },
);

/** A way with at least these choices. */
interface ReadWay {
  is(...choices: readonly ('page' | 'some')[]): Shown;
}

/** What a way says in the form. */
export const paging = choice(
  'Paging',
  { all: 'All pages', page: 'One page' },
  { tooltip: 'The default is one page if there is a limit, else all pages.', undrawn: true },
).optional();

/** @param limited when the form asks how long a page is. The default is that one page is read */
export function pageFields(read: ReadWay, limited = read.is('page')) {
  return {
    maxItems: wholeNumber('Max items', 1, {
      tooltip: 'Reading ends after this many items. The response then has the key to go on with.',
      shown: read.is('some'),
      required: true,
    }).optional(),
    limit: wholeNumber(
      'Limit',
      1,
      { tooltip: 'How many items one page reads, before the filter.', shown: limited },
      MAX_LIMIT,
    ).optional(),
    paging,
    maxBytes: wholeNumber('Max bytes', 2, {
      tooltip:
        'Reading ends before the items are larger than this many bytes of JSON. The response then has the key to go on with.',
      shown: read.is('page', 'some'),
      advanced: true,
    }).optional(),
  };
}

interface PageWays {
  readonly limited?: Shown;
  readonly startKey?: Shown;
}

/** The fields of a query and of a scan. */
export function itemPageFields(read: ReadWay, { limited, startKey = read.is('page', 'some') }: PageWays = {}) {
  return {
    exclusiveStartKey: data(encodeStartKey, 'Exclusive start key', {
      tooltip: 'The key after which to go on: the <code>LastEvaluatedKey</code> of the page before.',
      placeholder: 'page.response.LastEvaluatedKey',
      mayBeNull: true,
      shown: startKey,
    }).optional(),
    ...pageFields(read, limited),
    select: choice(
      'Select',
      {
        ALL_ATTRIBUTES: 'All attributes',
        ALL_PROJECTED_ATTRIBUTES: 'The attributes of the index',
        SPECIFIC_ATTRIBUTES: 'The attributes of the projection expression',
        COUNT: 'The number of items only',
      },
      { tooltip: 'The default is all attributes; of an index, those that it has.', undrawn: true },
    ).optional(),
  };
}

interface SelectInput {
  readonly select?: string | undefined;
  readonly projectionExpression?: unknown;
}

/** A task that wants only the number of items cannot have a projection of them. */
export function selectFaults({ select, projectionExpression }: SelectInput): Fault[] {
  if (select !== 'COUNT' || projectionExpression === undefined) return [];
  return [{ path: ['projectionExpression'], expected: 'none where `select` is COUNT', got: 'one' }];
}
