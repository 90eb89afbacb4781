import type { InputFormat } from '../attributes/encode.ts';
import { addFault, atMember, type Place } from '../attributes/scalars.ts';
import { membersOf } from './form-members.ts';
import { readPath } from './form-path.ts';
import { isMapOfOperators, readTests } from './form-tests.ts';
import { meantInCondition } from './look-alikes.ts';
import { type Condition, combined } from './tree.ts';

const EXPECTED = 'an object of paths and what must hold there, like {"status": "open"}';
const COMBINED = "$and, $or, $not or a path, with ['…'] around a name that begins with $";

/**
 * How long the path to a condition may be. AWS allows 300 operators in an expression, and a list of conditions adds two parts to
 * the path to each of them.
 */
const MAX_DEPTH = 600;

/** Stands in the place of a condition that does not fit. */
const NOTHING: Condition = { kind: 'and', conditions: [] };

/**
 * Reads the form of a condition or filter, like `{"status": "open", "$not": {"total": {">": 10}}}`: paths with what must hold
 * there, all of them, and conditions combined by `$and`, `$or` and `$not`. Adds a fault with its path to `place.faults` for what
 * does not fit.
 */
export function readCondition(value: unknown, format: InputFormat, place: Place): Condition {
  if (place.path.length > MAX_DEPTH) {
    addFault(place, 'fewer levels of $and, $or and $not', value);
    return NOTHING;
  }
  const members = membersOf(value, EXPECTED, place);
  return combined(
    'and',
    members.flatMap(([name, member]) => atMember(place, name, () => readMember(name, member, format, place))),
  );
}

function readMember(name: string, member: unknown, format: InputFormat, place: Place): readonly Condition[] {
  switch (name) {
    case '$and':
      return [readList('and', member, format, place)];
    case '$or':
      return [readList('or', member, format, place)];
    case '$not':
      return [{ kind: 'not', condition: readCondition(member, format, place) }];
    default:
      return readTestsAt(name, member, format, place);
  }
}

function readList(kind: 'and' | 'or', list: unknown, format: InputFormat, place: Place): Condition {
  if (!Array.isArray(list) || list.length === 0) {
    addFault(place, 'a list of at least one condition', list);
    return NOTHING;
  }
  return combined(
    kind,
    list.map((form, index) => atMember(place, index, () => readCondition(form, format, place))),
  );
}

function readTestsAt(name: string, member: unknown, format: InputFormat, place: Place): readonly Condition[] {
  if (name.startsWith('$')) {
    addFault(place, COMBINED, name);
    return [];
  }
  const meant = isMapOfOperators(member) ? undefined : meantInCondition(name, member);
  if (meant !== undefined) {
    place.faults.push({ path: [...place.path], expected: meant, got: JSON.stringify(name) });
    return [];
  }
  const path = readPath(name, place);
  return readTests(member, format, place).map((test) => ({ kind: 'test', path, test }));
}
