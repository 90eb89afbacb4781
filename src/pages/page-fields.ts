import { encodeStartKey } from '../attributes/key.ts';
import type { Fault } from '../failure/faults.ts';
import { data } from '../fields/data-field.ts';
import { choice, wholeNumber } from '../fields/field.ts';
import { MAX_LIMIT } from './page.ts';

/** The fields of what is read page by page, in AWS's words where it has any. */

export const pageFields = {
  limit: wholeNumber(
    'Limit',
    1,
    { tooltip: 'How many items are read per page, before the filter.' },
    MAX_LIMIT,
  ).optional(),
  paging: choice(
    'Paging',
    { all: 'All pages', page: 'One page' },
    { tooltip: 'Without a choice: one page if there is a limit, else all.' },
  ).optional(),
  maxItems: wholeNumber('Max items', 1, {
    tooltip: 'Ends when there are so many items. The response then has the key to go on with.',
  }).optional(),
  maxBytes: wholeNumber('Max bytes', 2, {
    tooltip: 'Ends before the items are more bytes of JSON. The response then has the key to go on with.',
    advanced: true,
  }).optional(),
};

/** The fields of a query and of a scan. */
export const itemPageFields = {
  ...pageFields,
  exclusiveStartKey: data(encodeStartKey, 'Exclusive start key', {
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
};

/** Adds a fault where items are only counted of which some attributes are wanted. */
export function checkSelect(
  { select, projectionExpression }: { readonly select?: string | undefined; readonly projectionExpression?: unknown },
  faults: Fault[],
): void {
  if (select !== 'COUNT' || projectionExpression === undefined) return;
  faults.push({ path: ['projectionExpression'], expected: 'none where select is COUNT', got: 'one' });
}
