import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { encodeValue, type InputFormat } from '../attributes/encode.ts';
import { addFault, atMember, type Place } from '../attributes/scalars.ts';
import { isObject } from '../json/json.ts';
import { operatorMeantBy } from './look-alikes.ts';
import type { Comparator, Operator, Test } from './tree.ts';

type Read = (operand: unknown, format: InputFormat, place: Place) => readonly Test[];

const comparators: readonly Comparator[] = ['=', '<>', '<', '<=', '>', '>='];
const types = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'];
/** What AWS can put in an order. */
export const ORDERED = 'a text, a number or binary';
const SIZE = 'a whole number from 0, or comparators with such numbers, like {">": 2}';
/** How many values AWS takes for IN. */
const MAX_IN = 100;

const readers: Readonly<Record<Operator, Read>> = {
  ...(Object.fromEntries(comparators.map((operator) => [operator, comparing(operator)])) as Record<Comparator, Read>),
  beginsWith: comparing('beginsWith'),
  contains: comparing('contains'),
  between: (operand, format, place) => severalOf('between', operand, [2, 2], 'a list of two values', format, place),
  in: (operand, format, place) =>
    severalOf('in', operand, [1, MAX_IN], `a list of 1 to ${MAX_IN} values`, format, place),
  exists(operand, _format, place) {
    if (typeof operand === 'boolean') return [{ operator: 'exists', exists: operand }];
    addFault(place, 'true or false', operand);
    return [];
  },
  type(operand, _format, place) {
    const known = types.find((type) => type === operand);
    if (known !== undefined) return [{ operator: 'type', value: { S: known } }];
    addFault(place, `one of ${types.join(', ')}`, operand);
    return [];
  },
  size(operand, _format, place) {
    if (!isObject(operand)) return sizes('=', operand, place);
    const names = Object.keys(operand);
    if (names.length === 0) addFault(place, SIZE, operand);
    return names.flatMap((name) => {
      const comparator = comparators.find((known) => known === name);
      return atMember(place, name, () => {
        if (comparator !== undefined) return sizes(comparator, operand[name], place);
        if (!refuseLookAlike(name, comparators, place))
          addFault(place, `one of ${comparators.join(' ')}`, operand[name]);
        return [];
      });
    });
  },
};

const operators = Object.keys(readers) as readonly Operator[];

/**
 * Reads what a form asks of one attribute: operators with what they compare with, or a value that it must equal. A map is such a
 * value only if none of its names looks like an operator: a misspelt operator would find nothing, and nobody would be told.
 * @param allowed the operators that there may be
 */
export function readTests(
  value: unknown,
  format: InputFormat,
  place: Place,
  allowed: readonly Operator[] = operators,
): readonly Test[] {
  if (!isObject(value)) return readers['='](value, format, place);
  const names = Object.keys(value);
  const before = place.faults.length;
  for (const name of names) {
    if (!isOperator(name)) atMember(place, name, () => refuseLookAlike(name, allowed, place));
  }
  if (place.faults.length > before) return [];
  if (!names.some(isOperator)) return readers['='](value, format, place);
  if (!names.every(isOperator)) {
    addFault(place, 'operators only, or {"=": …} around a value that has names like theirs', value);
    return [];
  }
  return names.flatMap((name) =>
    atMember(place, name, () => {
      if (allowed.includes(name)) return readers[name](value[name], format, place);
      addFault(place, `one of the operators ${allowed.join(' ')}`, value[name]);
      return [];
    }),
  );
}

/** Whether a value is a map of operators and nothing else. */
export function isMapOfOperators(value: unknown): boolean {
  return isObject(value) && Object.keys(value).every(isOperator);
}

/** Adds a fault for a name that was meant for an operator. Gives whether it was one. */
function refuseLookAlike(name: string, allowed: readonly Operator[], place: Place): boolean {
  const meant = operatorMeantBy(name);
  if (meant === undefined) return false;
  const isAllowed = allowed === operators || (isOperator(meant) && allowed.includes(meant));
  const right = meant === '' || !isAllowed ? `one of the operators ${allowed.join(' ')}` : meant;
  const expected = `${right}, or {"=": {…}} around a map that the attribute is equal to`;
  place.faults.push({ path: [...place.path], expected, got: `the operator ${JSON.stringify(name)}` });
  return true;
}

function isOperator(name: string): name is Operator {
  return Object.hasOwn(readers, name);
}

function comparing(operator: Comparator | 'beginsWith' | 'contains'): Read {
  const ordered = !['=', '<>', 'contains'].includes(operator);
  return (operand, format, place) => {
    // A variable that there is not gives null, which AWS refuses without saying where.
    if (operand === null && ordered) addFault(place, ORDERED, operand);
    return [{ operator, value: encodeValue(operand, format, place) }];
  };
}

function severalOf(
  operator: 'between' | 'in',
  operand: unknown,
  [least, most]: readonly [number, number],
  expected: string,
  format: InputFormat,
  place: Place,
): readonly Test[] {
  if (!Array.isArray(operand) || operand.length < least || operand.length > most) {
    addFault(place, expected, operand);
    return [];
  }
  const values = operand.map((member, index) =>
    atMember(place, index, () => {
      if (member === null && operator === 'between') addFault(place, ORDERED, member);
      return encodeValue(member, format, place);
    }),
  );
  return [{ operator, values }];
}

function sizes(comparator: Comparator, size: unknown, place: Place): readonly Test[] {
  const value = sizeValue(size);
  if (value !== undefined) return [{ operator: 'size', comparator, value }];
  addFault(place, SIZE, size);
  return [];
}

function sizeValue(size: unknown): AttributeValue | undefined {
  if (!Number.isSafeInteger(size) || (size as number) < 0) return undefined;
  return { N: String(size) };
}
