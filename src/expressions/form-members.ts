import { addFault, type Place } from '../attributes/scalars.ts';
import { isObject } from '../json/json.ts';

/** Gives the members of an object. Adds a fault if it has none, or is no object. */
export function membersOf(value: unknown, expected: string, place: Place): readonly [string, unknown][] {
  const members = isObject(value) ? Object.entries(value) : [];
  if (members.length === 0) addFault(place, expected, value);
  return members;
}
