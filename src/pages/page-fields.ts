import type { Attributes } from '../attributes/attributes.ts';
import { encodeStartKey } from '../attributes/key.ts';
import { fault } from '../attributes/scalars.ts';
import type { Fault } from '../failure/faults.ts';
import { data, type Encode } from '../fields/data-field.ts';
import { choice, wholeNumber } from '../fields/field.ts';
import { MAX_LIMIT } from './page.ts';

/** The fields of what is read page by page, in AWS's words where it has any. */

export const limit = wholeNumber(
  'Limit',
  1,
  { tooltip: 'How many items are read per page, before the filter.' },
  MAX_LIMIT,
).optional();

export const paging = choice(
  'Paging',
  { all: 'All pages', page: 'One page' },
  { tooltip: 'Without a choice: one page if there is a limit, else all.' },
).optional();

export const maxItems = wholeNumber('Max items', 1, {
  tooltip: 'Ends when there are so many items. The response then has the key to go on with.',
}).optional();

export const maxBytes = wholeNumber('Max bytes', 2, {
  tooltip: 'Ends before the items are more bytes of JSON. The response then has the key to go on with.',
  advanced: true,
}).optional();

export const exclusiveStartKey = data(encodeStartKey, 'Exclusive start key', {
  tooltip: 'Goes on after this key: the <code>LastEvaluatedKey</code> of the page before.',
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

/** The keys that segments go on from; null for one that is done, and an empty object for one that begins. */
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
  tooltip: 'Goes on after these keys of all segments: the <code>LastEvaluatedKeys</code> of the pages before.',
  placeholder: 'pages.response.LastEvaluatedKeys',
  advanced: true,
}).optional();

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** Items of which some attributes are wanted cannot only be counted. */
export function selectFaults({
  select,
  projectionExpression,
}: {
  readonly select?: string | undefined;
  readonly projectionExpression?: unknown;
}): Fault[] {
  if (select !== 'COUNT' || projectionExpression === undefined) return [];
  return [{ path: ['projectionExpression'], expected: 'none where select is COUNT', got: 'one' }];
}
