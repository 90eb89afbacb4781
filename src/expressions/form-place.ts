import { fault, type Place } from '../attributes/scalars.ts';
import { isObject } from '../json/json.ts';

/** Reads the member of that name: what is wrong with it is told with its path. */
export function within<T>(place: Place, name: string | number, read: () => T): T {
  place.path.push(name);
  const result = read();
  place.path.pop();
  return result;
}

/** The members of an object that has to have some. */
export function membersOf(value: unknown, expected: string, place: Place): readonly [string, unknown][] {
  const members = isObject(value) ? Object.entries(value) : [];
  if (members.length === 0) fault(place, expected, value);
  return members;
}
