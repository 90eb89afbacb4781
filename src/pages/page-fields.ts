import { encodeStartKey } from '../attributes/key.ts';
import type { Fault } from '../failure/faults.ts';
import { data } from '../fields/data-field.ts';
import { choice, wholeNumber } from '../fields/field.ts';
import { MAX_LIMIT } from './page.ts';

/** The fields of operations that read page by page. They have AWS's names where AWS has such a field. */

export const pageFields = {
  limit: wholeNumber(
    'Limit',
    1,
    { tooltip: 'How many items one page reads, before the filter.' },
    MAX_LIMIT,
  ).optional(),
  paging: choice(
    'Paging',
    { all: 'All pages', page: 'One page' },
    { tooltip: 'The default is one page if there is a limit, else all pages.' },
  ).optional(),
  maxItems: wholeNumber('Max items', 1, {
    tooltip: 'Reading ends after this many items. The response then has the key to go on with.',
  }).optional(),
  maxBytes: wholeNumber('Max bytes', 2, {
    tooltip:
      'Reading ends before the items are larger than this many bytes of JSON. The response then has the key to go on with.',
    advanced: true,
  }).optional(),
};

/** The fields of a query and of a scan. */
export const itemPageFields = {
  ...pageFields,
  exclusiveStartKey: data(encodeStartKey, 'Exclusive start key', {
    tooltip: 'The key after which to go on: the <code>LastEvaluatedKey</code> of the page before.',
    placeholder: 'page.response.LastEvaluatedKey',
    mayBeNull: true,
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
};

interface SelectInput {
  readonly select?: string | undefined;
  readonly projectionExpression?: unknown;
}

/** A task that wants only the number of items cannot have a projection of them. */
export function selectFaults({ select, projectionExpression }: SelectInput): Fault[] {
  if (select !== 'COUNT' || projectionExpression === undefined) return [];
  return [{ path: ['projectionExpression'], expected: 'none where `select` is COUNT', got: 'one' }];
}
