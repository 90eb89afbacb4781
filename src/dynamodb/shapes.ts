import {
  ConditionalCheckFailedException$,
  ProvisionedThroughputExceededException$,
  ThrottlingException$,
  TransactionCanceledException$,
} from '@aws-sdk/client-dynamodb';
import { NormalizedSchema } from '@smithy/core/schema';
import { describeKind, formatPath } from '../failure/faults.ts';

/** A schema of the SDK. */
export type Schema = Parameters<typeof NormalizedSchema.of>[0];
type Members = Record<string, unknown>;

/**
 * Refuses an answer of another shape than AWS's API has. The SDK would pass it on, and a text instead of a list would then fail
 * somewhere in an operation. Null stands for a member that is not there: such members are taken out, as the SDK does.
 * @param items the members whose attribute values are not checked in their depth, because they are checked when they are decoded
 * @throws SyntaxError that says what was expected, and where
 */
export function refuseOtherShape(schema: Schema, answer: object, items: ReadonlySet<string>): void {
  const members = answer as Members;
  for (const [name, member] of NormalizedSchema.of(schema).structIterator()) {
    if (members[name] === null) delete members[name];
    else if (members[name] !== undefined) {
      refuse(member, members[name], { around: undefined, name, deep: !items.has(name) });
    }
  }
}

/** The errors that carry more than their name and a text. */
const ERRORS = [
  ConditionalCheckFailedException$,
  ProvisionedThroughputExceededException$,
  ThrottlingException$,
  TransactionCanceledException$,
];
const NONE: ReadonlySet<string> = new Set();

/** Does the same as `refuseOtherShape` for the answer to a call that DynamoDB refuses. */
export function refuseOtherErrorShape(error: object): void {
  for (const schema of ERRORS) refuseOtherShape(schema, error, NONE);
  // These members have the name of the error. The SDK takes the name from any of them.
  for (const name of ['__type', 'code', 'Code']) {
    const value = (error as Members)[name];
    const place = { around: undefined, name, deep: true };
    expected('a text', value === undefined || typeof value === 'number' || isText(value), value, place);
  }
}

/** Where in an answer a value is, and whether its attribute values are checked in their depth. */
interface Place {
  readonly around: Place | undefined;
  readonly name: PropertyKey;
  readonly deep: boolean;
}

const within = (around: Place, name: PropertyKey): Place => ({ around, name, deep: around.deep });

function pathOf({ around, name }: Place): PropertyKey[] {
  return around === undefined ? [name] : [...pathOf(around), name];
}

function refuse(schema: NormalizedSchema, value: unknown, place: Place): void {
  if (schema.isUnionSchema()) refuseAttribute(value, place);
  else if (schema.isListSchema()) refuseList(schema.getValueSchema(), value, place);
  else if (schema.isMapSchema()) refuseMap(schema.getValueSchema(), value, place);
  else if (schema.isStructSchema()) refuseStruct(schema, value, place);
  else if (schema.isStringSchema()) expected('a text', isText(value), value, place);
  else if (schema.isBooleanSchema()) expected('true or false', isFlag(value), value, place);
  else if (schema.isNumericSchema()) expected('a number', typeof value === 'number', value, place);
}

function refuseList(element: NormalizedSchema, value: unknown, place: Place): void {
  const list = listAt(value, place);
  if (element.isMapSchema()) {
    // Outside of the loop: the SDK makes the schema again each time, and a list of items is long.
    const member = element.getValueSchema();
    for (let index = 0; index < list.length; index++) refuseMap(member, list[index], within(place, index));
  } else {
    for (let index = 0; index < list.length; index++) refuse(element, list[index], within(place, index));
  }
}

function refuseMap(member: NormalizedSchema, value: unknown, place: Place): void {
  const members = membersAt(value, place);
  if (member.isUnionSchema()) {
    for (const name in members) {
      if (place.deep || !isSound(members[name])) refuseAttribute(members[name], within(place, name));
    }
  } else {
    for (const name in members) refuse(member, members[name], within(place, name));
  }
}

/** Whether an attribute value is sound at a glance. Nearly all are, and a page has tens of thousands of them. */
function isSound(value: unknown): boolean {
  if (!isMembers(value)) return false;
  if (typeof value.S === 'string' || typeof value.N === 'string' || typeof value.BOOL === 'boolean') return true;
  return isMembers(value.M) || Array.isArray(value.L) || typeof value.NULL === 'boolean';
}

function refuseStruct(schema: NormalizedSchema, value: unknown, place: Place): void {
  const members = membersAt(value, place);
  for (const [name, member] of schema.structIterator()) {
    if (members[name] === null) delete members[name];
    else if (members[name] !== undefined) refuse(member, members[name], within(place, name));
  }
}

/**
 * Refuses a wrong attribute value. The name of its only member is its type.
 * @throws SyntaxError
 */
function refuseAttribute(value: unknown, place: Place): void {
  const members = membersAt(value, place);
  // Values that are decoded later are checked there.
  if (place.deep)
    expected(
      'a value of a known type',
      Object.keys(members).some((type) => kinds.has(type)),
      value,
      place,
    );
  for (const type in members) {
    const member = members[type];
    const kind = kinds.get(type);
    if (kind === undefined) continue;
    if (!kind.is(member)) expected(kind.expected, false, member, within(place, type));
    if (place.deep && (type === 'L' || type === 'M')) {
      for (const [name, inner] of Object.entries(member as object))
        refuseAttribute(inner, within(within(place, type), name));
    }
  }
}

const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = { expected: 'a text', is: isText };
const flag = { expected: 'true or false', is: isFlag };
const texts = { expected: 'a list of texts', is: (value: unknown) => Array.isArray(value) && value.every(isText) };
/** What a value of each type must be. */
const kinds = new Map<string, { readonly expected: string; readonly is: (value: unknown) => boolean }>([
  ['S', text],
  ['N', text],
  ['B', text],
  ['NULL', flag],
  ['BOOL', flag],
  ['SS', texts],
  ['NS', texts],
  ['BS', texts],
  ['M', { expected: 'an object', is: isMembers }],
  ['L', { expected: 'a list', is: Array.isArray }],
]);

function membersAt(value: unknown, place: Place): Members {
  if (!isMembers(value)) throw other('an object', value, place);
  return value;
}

function listAt(value: unknown, place: Place): readonly unknown[] {
  if (!Array.isArray(value)) throw other('a list', value, place);
  return value;
}

function expected(what: string, is: boolean, value: unknown, place: Place): void {
  if (!is) throw other(what, value, place);
}

function other(what: string, value: unknown, place: Place): SyntaxError {
  return new SyntaxError(`expected ${what} as ${formatPath(pathOf(place))}, got ${describeKind(value)}`);
}
