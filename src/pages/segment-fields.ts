import type { Attributes } from '../attributes/attributes.ts';
import { encodeStartKey } from '../attributes/key.ts';
import { addFault, atMember } from '../attributes/scalars.ts';
import { describeValue, type Fault } from '../failure/faults.ts';
import { data, type Encode } from '../fields/data-field.ts';
import { wholeNumber } from '../fields/field.ts';
import type { Shown } from '../fields/way.ts';
import { isObject } from '../json/json.ts';

/** Reads the key after which each segment goes on: null for a segment that is finished, `{}` for one that has not begun. */
const encodeStartKeys: Encode<(Attributes | null)[]> = (value, format, place) => {
  if (!Array.isArray(value)) {
    addFault(place, 'a list of a key, or null, for each segment', value);
    return [];
  }
  return value.map((element, index) => {
    if (element === null) return null;
    if (isObject(element) && Object.keys(element).length === 0) return {};
    return atMember(place, index, () => encodeStartKey(element, format, place));
  });
};

/** The fields of a scan that reads one segment of a table, or all of them. */
export function segmentFields(read: SegmentWay) {
  return {
    segment: wholeNumber('Segment', 0, {
      tooltip: 'Which one is read. Segments count from 0.',
      shown: read.is('segment'),
      required: true,
    }).optional(),
    totalSegments: wholeNumber(
      'Total segments',
      1,
      {
        tooltip:
          'How many segments the table is divided into. Without a segment, all are read, several at the same time.',
        shown: read.is('segments', 'segment'),
        required: true,
      },
      1_000_000,
    ).optional(),
    exclusiveStartKeys: data(encodeStartKeys, 'Exclusive start keys', {
      tooltip: 'The key after which each segment goes on: the <code>LastEvaluatedKeys</code> of the pages before.',
      placeholder: 'pages.response.LastEvaluatedKeys',
      mayBeNull: true,
      advanced: true,
      shown: read.is('segments'),
    }).optional(),
    maxReadUnits: wholeNumber('Max read units', 1, {
      tooltip: 'How many read capacity units the task may consume in one second, all segments together.',
      advanced: true,
    }).optional(),
  };
}

interface SegmentWay {
  is(...choices: readonly ('segments' | 'segment')[]): Shown;
}

interface SegmentInput {
  readonly segment?: number | undefined;
  readonly totalSegments?: number | undefined;
  readonly exclusiveStartKey?: object | undefined;
  readonly exclusiveStartKeys?: readonly unknown[] | undefined;
  readonly maxItems?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** Gives what does not fit among the fields of segments: one segment is read, or all of them. */
export function segmentFaults(input: SegmentInput): Fault[] {
  const { segment, totalSegments } = input;
  return segment === undefined && totalSegments !== undefined
    ? allSegmentsFaults(input, totalSegments)
    : oneSegmentFaults(input);
}

function oneSegmentFaults({ segment, totalSegments, exclusiveStartKeys }: SegmentInput): Fault[] {
  const faults: Fault[] = [];
  if (segment !== undefined && totalSegments === undefined) {
    const expected = 'a whole number from 1, the number of segments of which this is one';
    faults.push({ path: ['totalSegments'], expected, got: 'nothing' });
  } else if (segment !== undefined && totalSegments !== undefined && segment >= totalSegments) {
    const expected = `a whole number below \`totalSegments\`, from 0 to ${totalSegments - 1}`;
    faults.push({ path: ['segment'], expected, got: describeValue(segment) });
  }
  if (exclusiveStartKeys !== undefined) {
    const expected = 'none unless `totalSegments` is given without a `segment`';
    const got = segment === undefined ? 'no totalSegments' : 'a segment';
    faults.push({ path: ['exclusiveStartKeys'], expected, got });
  }
  return faults;
}

function allSegmentsFaults(input: SegmentInput, totalSegments: number): Fault[] {
  const { exclusiveStartKey, exclusiveStartKeys } = input;
  const faults: Fault[] = [];
  for (const name of ['maxItems', 'maxBytes'] as const) {
    if (input[name] === undefined) continue;
    const expected = 'none where all segments are read: a `limit` or `paging` = page ends them after a page each';
    faults.push({ path: [name], expected, got: describeValue(input[name]) });
  }
  if (exclusiveStartKey !== undefined) {
    const expected = '`exclusiveStartKeys` in its place, with a key for each segment';
    faults.push({ path: ['exclusiveStartKey'], expected, got: describeValue(exclusiveStartKey) });
  }
  if (exclusiveStartKeys !== undefined && exclusiveStartKeys.length !== totalSegments) {
    const expected = `a list of ${totalSegments}, one for each segment`;
    faults.push({ path: ['exclusiveStartKeys'], expected, got: describeValue(exclusiveStartKeys) });
  }
  return faults;
}
