import type { Attributes } from '../attributes/attributes.ts';
import { encodeStartKey } from '../attributes/key.ts';
import { fault } from '../attributes/scalars.ts';
import type { Fault } from '../failure/faults.ts';
import { data, type Encode } from '../fields/data-field.ts';
import { choice, wholeNumber } from '../fields/field.ts';
import { MAX_LIMIT } from './page.ts';

/** The fields of operations that read page by page. They have AWS's names where AWS has such a field. */

export const limit = wholeNumber(
  'Limit',
  1,
  { tooltip: 'How many items one page reads, before the filter.' },
  MAX_LIMIT,
).optional();

export const paging = choice(
  'Paging',
  { all: 'All pages', page: 'One page' },
  { tooltip: 'The default is one page if there is a limit, else all pages.' },
).optional();

export const maxItems = wholeNumber('Max items', 1, {
  tooltip: 'Reading ends after this many items. The response then has the key to go on with.',
}).optional();

export const maxBytes = wholeNumber('Max bytes', 2, {
  tooltip:
    'Reading ends before the items are larger than this many bytes of JSON. The response then has the key to go on with.',
  advanced: true,
}).optional();

export const exclusiveStartKey = data(encodeStartKey, 'Exclusive start key', {
  tooltip: 'The key after which to go on: the <code>LastEvaluatedKey</code> of the page before.',
  placeholder: 'page.response.LastEvaluatedKey',
}).optional();

export const select = choice(
  'Select',
  {
    ALL_ATTRIBUTES: 'All attributes',
    ALL_PROJECTED_ATTRIBUTES: 'The attributes of the index',
    SPECIFIC_ATTRIBUTES: 'The attributes of the projection expression',
    COUNT: 'The number of items only',
  },
  { advanced: true },
).optional();

/** Reads the key after which each segment goes on: null for a segment that is finished, `{}` for one that has not begun. */
const encodeStartKeys: Encode<(Attributes | null)[]> = (value, format, place) => {
  if (!Array.isArray(value)) {
    fault(place, 'a list of a key, or null, for each segment', value);
    return [];
  }
  return value.map((element, index) => {
    if (element === null || isEmpty(element)) return element;
    place.path.push(index);
    const encoded = encodeStartKey(element, format, place);
    place.path.pop();
    return encoded;
  });
};

export const exclusiveStartKeys = data(encodeStartKeys, 'Exclusive start keys', {
  tooltip: 'The key after which each segment goes on: the <code>LastEvaluatedKeys</code> of the pages before.',
  placeholder: 'pages.response.LastEvaluatedKeys',
  advanced: true,
}).optional();

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** Adds a fault if a task wants only the number of items, but also a projection of them. */
export function checkSelect(
  { select, projectionExpression }: { readonly select?: string | undefined; readonly projectionExpression?: unknown },
  faults: Fault[],
): void {
  if (select !== 'COUNT' || projectionExpression === undefined) return;
  faults.push({ path: ['projectionExpression'], expected: 'none where select is COUNT', got: 'one' });
}
