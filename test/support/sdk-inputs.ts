import * as sdk from '@aws-sdk/client-dynamodb';
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { dataCommands, nameOf } from '../../src/dynamodb/commands.ts';

/** A command of the SDK with an input that a test made. */
export type MadeCommand = Parameters<sdk.DynamoDBClient['send']>[0];

/** All commands for items, and those for tables that the worker sends. */
export const commandNames: readonly string[] = [
  ...dataCommands,
  'CreateTable',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'ListTables',
  'UpdateTable',
  'UpdateTimeToLive',
];

/** Makes a command of the SDK by its name, like `GetItem`. */
export function commandOf(name: string, input: object): MadeCommand {
  const make = (sdk as unknown as Record<string, new (input: object) => MadeCommand>)[`${name}Command`];
  if (make === undefined) throw new Error(`The SDK has no command ${name}`);
  return new make(input);
}

function inputSchemaOf(name: string): NormalizedSchema {
  const { schema } = commandOf(name, {}) as unknown as { readonly schema: readonly unknown[] };
  return NormalizedSchema.of(schema[4] as Parameters<typeof NormalizedSchema.of>[0]);
}

const units = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  // With control characters, and halves of surrogate pairs.
  fc.string({ unit: units, maxLength: 6 }),
  fc.constantFrom('', '\0', '\u2028', '"\\/', '\ud800', '\udc00\ud800', '__proto__', 'constructor', '<&>', 'é', '💾'),
);
const numberTexts = fc.oneof(
  fc.constantFrom('0', '-0', '1'.repeat(38), `-0.${'0'.repeat(100)}1`, '9.9e125', '1E-130'),
  fc.stringMatching(/^-?\d{1,20}(\.\d{1,18})?$/),
);
const numbers = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1e21, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const binary = fc.uint8Array({ maxLength: 10 });
const few = { maxLength: 3 };

/** An object with any names. Such with the name `__proto__` have it as their own. */
function objectsOf(values: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc.array(fc.tuple(texts, values), few).map((entries) => Object.fromEntries(entries) as object);
}

const { value: attributeValues } = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ S: texts }),
    fc.record({ N: numberTexts }),
    fc.record({ B: binary }),
    fc.record({ S: fc.constantFrom(null, undefined), BOOL: fc.boolean() }),
    fc.record({ NULL: fc.boolean() }),
    fc.record({ SS: fc.array(texts, few) }),
    fc.record({ NS: fc.array(numberTexts, few) }),
    fc.record({ BS: fc.array(binary, few) }),
    fc.record({ L: fc.array(tie('value'), few) }),
    fc.record({ M: objectsOf(tie('value')) }),
    fc.record({ M: objectsOf(fc.constantFrom(null, undefined, { S: 'a' })) }),
    fc.integer({ min: 10, max: 40 }).map((levels) => nested(levels)),
  ),
}));

function nested(levels: number): object {
  if (levels === 0) return { N: '1' };
  return levels % 2 === 0 ? { M: { a: nested(levels - 1) } } : { L: [nested(levels - 1)] };
}

/** The names of tables that inputs have: plain names and ARNs, some of them wrong. */
const tableNames = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('orders', 'orders-2', 'a.b_c', 'ünïcode') },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('aws', 'aws', 'aws', 'aws-cn', 'x'),
        fc.constantFrom('eu-central-1', 'eu-central-1', 'eu-central-1', 'us-east-1', ''),
        fc.constantFrom('111122223333', '444455556666', 'abc', ''),
        fc.constantFrom('table/orders', 'table/orders', 'table/orders/index/by-status', 'orders'),
      )
      .map(([partition, region, account, rest]) => `arn:${partition}:dynamodb:${region}:${account}:${rest}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('arn:', 'arn:aws', 'ARN:aws:dynamodb:eu-central-1:111122223333:table/a') },
);

/** What a member of an input may be: often nothing. */
function memberOf(name: string, schema: NormalizedSchema): fc.Arbitrary<unknown> {
  const value = name === 'TableName' ? tableNames : valuesOf(schema);
  // The lists that name tables are read by the rules of endpoints, which expect them to be there.
  const rarelyNothing = ['TableName', 'RequestItems', 'TransactItems', 'Statement'].includes(name);
  return fc.oneof(
    { weight: rarelyNothing ? 20 : 4, arbitrary: value },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
  );
}

const made = new Map<string, fc.Arbitrary<unknown>>();

/** Makes values of a schema of the SDK, with all members that the API has. */
function valuesOf(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  if (schema.isUnionSchema()) return attributeValues;
  if (schema.isStructSchema()) {
    const name = schema.getName(true) ?? '';
    const known = made.get(name);
    if (known !== undefined) return known;
    const members = [...schema.structIterator()];
    const half = Object.fromEntries(members.map(([name, member]) => [name, memberOf(name, member)]));
    const values = fc.record(half, { requiredKeys: [] });
    made.set(name, values);
    return values;
  }
  if (schema.isListSchema()) return fc.array(valuesOf(schema.getValueSchema()), few);
  if (schema.isMapSchema()) {
    const values = valuesOf(schema.getValueSchema());
    const ofTables = fc
      .array(fc.tuple(tableNames, values), few)
      .map((entries) => Object.fromEntries(entries) as object);
    return fc.oneof(objectsOf(values), ofTables);
  }
  if (schema.isBlobSchema()) return binary;
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isTimestampSchema()) return fc.date({ noInvalidDate: true });
  return schema.isNumericSchema() ? numbers : texts;
}

/** Makes so many commands, one of each kind after the other, always the same for a seed. */
export function makeCommands(seed: number, count: number): readonly MadeCommand[] {
  const each = Math.ceil(count / commandNames.length);
  const inputs = commandNames.map((name) =>
    fc.sample(valuesOf(inputSchemaOf(name)), { seed, numRuns: each }).map((input) => commandOf(name, input as object)),
  );
  return Array.from({ length: each }, (_, index) => inputs.map((all) => all[index] as MadeCommand))
    .flat()
    .slice(0, count);
}

/** The members of all inputs that the API has, like `GetItemInput.Key`. */
export function allMembers(): ReadonlySet<string> {
  const members = new Set<string>();
  for (const name of commandNames) collect(inputSchemaOf(name), undefined, members);
  return members;
}

/** Adds the members that inputs have, or without a value those that they may have. Values of attributes count as one. */
export function membersOf(command: MadeCommand, members: Set<string>): void {
  collect(inputSchemaOf(nameOf(command)), command.input, members);
}

function collect(schema: NormalizedSchema, value: unknown, members: Set<string>): void {
  const isOpen = value === undefined;
  if (value === null || schema.isUnionSchema()) return;
  if (schema.isListSchema() || schema.isMapSchema()) {
    const inner = isOpen ? [undefined] : Object.values(value as object).filter((each) => each !== undefined);
    for (const each of inner) collect(schema.getValueSchema(), each, members);
  } else if (schema.isStructSchema()) {
    for (const [name, member] of schema.structIterator()) {
      const own = (value as Record<string, unknown> | undefined)?.[name];
      if (!isOpen && (own === undefined || own === null)) continue;
      members.add(`${schema.getName()}.${name}`);
      collect(member, own, members);
    }
  }
}
