import type { InputFormat } from '../attributes/encode.ts';
import { addFault, atMember, type Place } from '../attributes/scalars.ts';
import { isObject } from '../json/json.ts';
import { membersOf } from './form-members.ts';
import { parsePath } from './form-path.ts';
import { ORDERED, readTests } from './form-tests.ts';
import { meantInCondition } from './look-alikes.ts';
import { type Condition, combined, type Operator, type TestForm } from './tree.ts';

const EXPECTED = 'an object of key attributes and what must hold for them, like {"id": "o-1"}';
const OPERATORS: readonly Operator[] = ['=', '<', '<=', '>', '>=', 'between', 'beginsWith'];

/**
 * Reads the form of a key condition: the attributes of a key with what must hold for them. At most one of them has another
 * operator than `=`. Adds a fault with its path to `place.faults` for what does not fit.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function readKeyCondition(value: unknown, format: InputFormat, place: Place): Condition {
  const before = place.faults.length;
  const members = membersOf(value, EXPECTED, place);
  const forms = members.flatMap(([name, member]) =>
    atMember(place, name, () => readKeyTest(name, member, format, place)),
  );
  if (place.faults.length === before) {
    const ranges = forms.filter(({ test }) => test.operator !== '=').length;
    if (ranges === forms.length) addFault(place, 'the partition key with the value it is equal to', value);
    else if (ranges > 1) addFault(place, 'at most one operator beside =', value);
  }
  return combined('and', forms);
}

function readKeyTest(name: string, member: unknown, format: InputFormat, place: Place): readonly TestForm[] {
  const path = name.startsWith('$') || meantInCondition(name) !== undefined ? undefined : parsePath(name);
  if (path?.length !== 1) {
    addFault(place, "the name of a key attribute, with ['…'] around one that has points or begins with $", name);
    return [];
  }
  if (member === null || (isObject(member) && member['='] === null)) addFault(place, ORDERED, null);
  const tests = readTests(member, format, place, OPERATORS);
  if (tests.length > 1) addFault(place, 'one operator, which is between for a range', member);
  return tests.map((test) => ({ kind: 'test', path, test }));
}
