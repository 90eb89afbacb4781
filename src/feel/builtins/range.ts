import { type Builtin, type Call, form, illegal } from '../builtin.ts';
import { orderOf } from '../compare.ts';
import { describe } from '../text.ts';
import { type FeelRange, isRange, isTemporal, kindOf, type Result, type Value } from '../values.ts';

/** The start or the end of a range. */
interface Boundary {
  readonly value: Value;
  readonly closed: boolean;
}

const points = ['point1', 'point2'];
const pointRange = ['point', 'range'];
const rangePoint = ['range', 'point'];
const ranges = ['range1', 'range2'];

/** What a function gives for each pair of points and ranges that it takes. */
interface Cases {
  readonly points?: (a: Value, b: Value) => boolean;
  readonly pointRange?: (point: Value, range: FeelRange) => boolean;
  readonly rangePoint?: (range: FeelRange, point: Value) => boolean;
  readonly ranges?: (a: FeelRange, b: FeelRange) => boolean;
}

/** Functions of points and ranges. A point is a value with an order, like a number or a date. */
export const rangeBuiltins: readonly (readonly [string, Builtin])[] = [
  [
    'before',
    family([points, pointRange, rangePoint, ranges], {
      ranges: (a, b) => below(a.end, b.start) || (same(a.end, b.start) && !(a.endClosed && b.startClosed)),
      pointRange: (p, r) => below(p, r.start) || (same(p, r.start) && !r.startClosed),
      rangePoint: (r, p) => below(r.end, p) || (same(r.end, p) && !r.endClosed),
      points: below,
    }),
  ],
  [
    'after',
    family([points, pointRange, rangePoint, ranges], {
      ranges: (a, b) => below(b.end, a.start) || (same(a.start, b.end) && !(a.startClosed && b.endClosed)),
      pointRange: (p, r) => below(r.end, p) || (same(p, r.end) && !r.endClosed),
      rangePoint: (r, p) => below(p, r.start) || (same(r.start, p) && !r.startClosed),
      points: (a, b) => below(b, a),
    }),
  ],
  ['meets', family([ranges], { ranges: (a, b) => touch(endOf(a), startOf(b)) })],
  ['met by', family([ranges], { ranges: (a, b) => touch(startOf(a), endOf(b)) })],
  [
    'overlaps',
    family([ranges], {
      ranges: (a, b) =>
        (below(b.start, a.end) || touch(endOf(a), startOf(b))) &&
        (below(a.start, b.end) || touch(startOf(a), endOf(b))),
    }),
  ],
  ['overlaps before', family([ranges], { ranges: overlapsBefore })],
  ['overlaps after', family([ranges], { ranges: (a, b) => overlapsBefore(b, a) })],
  [
    'finishes',
    family([pointRange, ranges], {
      ranges: (a, b) => equal(endOf(a), endOf(b)) && startsWithin(a, b),
      pointRange: (p, r) => r.endClosed && same(r.end, p),
    }),
  ],
  [
    'finished by',
    family([pointRange, ranges], {
      ranges: (a, b) => equal(endOf(a), endOf(b)) && startsWithin(b, a),
      rangePoint: (r, p) => r.endClosed && same(r.end, p),
    }),
  ],
  [
    'includes',
    family([rangePoint, ranges], { ranges: (a, b) => startsWithin(b, a) && endsWithin(b, a), rangePoint: contains }),
  ],
  [
    'during',
    family([pointRange, ranges], {
      ranges: (a, b) => startsWithin(a, b) && endsWithin(a, b),
      pointRange: (p, r) => contains(r, p),
    }),
  ],
  [
    'starts',
    family([pointRange, ranges], {
      ranges: (a, b) => equal(startOf(a), startOf(b)) && endsWithin(a, b),
      pointRange: (p, r) => r.startClosed && same(r.start, p),
    }),
  ],
  [
    'started by',
    family([rangePoint, ranges], {
      ranges: (a, b) => equal(startOf(a), startOf(b)) && endsWithin(b, a),
      rangePoint: (r, p) => r.startClosed && same(r.start, p),
    }),
  ],
  [
    'coincides',
    family([points, ranges], {
      ranges: (a, b) => equal(startOf(a), startOf(b)) && equal(endOf(a), endOf(b)),
      points: same,
      // A point is never a range.
      pointRange: () => false,
      rangePoint: () => false,
    }),
  ],
];

/** Makes all forms of a function. They differ only in the names of their parameters. */
function family(forms: readonly (readonly string[])[], cases: Cases): Builtin {
  return forms.map((parameters) => form(parameters, (call, a, b) => apply(call, cases, a, b)));
}

function apply(call: Call, cases: Cases, a: Value, b: Value): Result {
  if (!isPoint(pointOf(a)) || kindOf(pointOf(a)) !== kindOf(pointOf(b))) return illegal([a, b]);
  const result = isRange(a)
    ? isRange(b)
      ? cases.ranges?.(a, b)
      : cases.rangePoint?.(a, b)
    : isRange(b)
      ? cases.pointRange?.(a, b)
      : cases.points?.(a, b);
  return result ?? call.fail(`the function does not take ${describe(a)} and ${describe(b)}`);
}

/** Gives a point itself, or the start of a range. */
function pointOf(value: Value): Value {
  return isRange(value) ? value.start : value;
}

function isPoint(value: Value): boolean {
  return kindOf(value) === 'number' || isTemporal(value);
}

function below(a: Value, b: Value): boolean {
  return (orderOf(a, b) ?? 0) < 0;
}

/** Whether two points are equal. Times and dates are equal only if they have the same zone. */
function same(a: Value, b: Value): boolean {
  return isTemporal(a) && isTemporal(b) ? a.equals(b) : orderOf(a, b) === 0;
}

function startOf({ start, startClosed }: FeelRange): Boundary {
  return { value: start, closed: startClosed };
}

function endOf({ end, endClosed }: FeelRange): Boundary {
  return { value: end, closed: endClosed };
}

function touch(a: Boundary, b: Boundary): boolean {
  return same(a.value, b.value) && a.closed && b.closed;
}

function equal(a: Boundary, b: Boundary): boolean {
  return same(a.value, b.value) && a.closed === b.closed;
}

/** Whether range `a` starts no earlier than range `b`. */
function startsWithin(a: FeelRange, b: FeelRange): boolean {
  return below(b.start, a.start) || (same(a.start, b.start) && (b.startClosed || !a.startClosed));
}

/** Whether range `a` ends no later than range `b`. */
function endsWithin(a: FeelRange, b: FeelRange): boolean {
  return below(a.end, b.end) || (same(a.end, b.end) && (b.endClosed || !a.endClosed));
}

/** Whether range `a` starts before range `b` and ends no later than it, but has a part in common with it. */
function overlapsBefore(a: FeelRange, b: FeelRange): boolean {
  const startsBefore = below(a.start, b.start) || (same(a.start, b.start) && a.startClosed && !b.startClosed);
  return startsBefore && (below(b.start, a.end) || touch(endOf(a), startOf(b))) && endsWithin(a, b);
}

function contains(r: FeelRange, p: Value): boolean {
  const inside = below(r.start, p) && below(p, r.end);
  return inside || (same(r.start, p) && r.startClosed) || (same(r.end, p) && r.endClosed);
}
