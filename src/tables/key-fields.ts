import type { AttributeDefinition, KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb';
import { Failure } from '../failure/failure.ts';
import { addFaults, describeValue, type Fault } from '../failure/faults.ts';
import { choice, text } from '../fields/field.ts';
import { structure } from '../fields/structure-field.ts';
import { way } from '../fields/way.ts';
import { type KeyAttribute, keySchemaOf } from '../keys/key-schema.ts';
import { attributeDefinitions, keySchema } from './table-shapes.ts';

const types = { S: 'String', N: 'Number', B: 'Binary' };

const keys = way(
  'keys',
  'Keys',
  { named: 'By name and type', schema: 'A key schema' },
  { tooltip: 'What tells the items of the table apart. It cannot be changed later.' },
);

/** The fields for the keys of a new table: by name and type, or in AWS's shape. */
export const newKeyFields = {
  partitionKey: text('Partition key', {
    placeholder: 'id',
    tooltip: 'The name of the partition key.',
    shown: keys.is('named'),
    required: true,
  }).optional(),
  partitionKeyType: choice('Partition key type', types, {
    tooltip: 'The type of its values.',
    initial: 'S',
    shown: keys.is('named'),
    required: true,
  }).optional(),
  partitionKeyRole: choice(
    'Partition key role',
    { HASH: 'Hash' },
    { tooltip: 'A partition key has no other role.', undrawn: true },
  ).optional(),
  sortKey: text('Sort key', {
    placeholder: 'placed',
    tooltip: 'The name of the second attribute that tells items apart, if there is one.',
    shown: keys.is('named'),
  }).optional(),
  sortKeyType: choice('Sort key type', types, {
    tooltip: 'The type of its values. Without a sort key it means nothing.',
    initial: 'S',
    shown: keys.is('named'),
    required: true,
  }).optional(),
  sortKeyRole: choice(
    'Sort key role',
    { RANGE: 'Range' },
    { tooltip: 'A sort key has no other role.', undrawn: true },
  ).optional(),
  keySchema: structure('Key schema', keySchema, {
    tooltip: 'The keys in the shape of AWS.',
    placeholder: '[{"AttributeName": "id", "KeyType": "HASH"}]',
    shown: keys.is('schema'),
    required: true,
  }).optional(),
  attributeDefinitions: structure('Attribute definitions', attributeDefinitions, {
    tooltip:
      'The type of each attribute in the key schemas of the table and its indexes. A partition key or a sort key that is given by name needs no definition.',
    placeholder: '[{"AttributeName": "id", "AttributeType": "S"}]',
    shown: keys.is('schema'),
    required: true,
    otherwise: 'advanced',
  }).optional(),
};

interface KeyInput {
  readonly partitionKey?: string | undefined;
  readonly partitionKeyType?: KeyAttribute['type'] | undefined;
  readonly partitionKeyRole?: 'HASH' | undefined;
  readonly sortKey?: string | undefined;
  readonly sortKeyType?: KeyAttribute['type'] | undefined;
  readonly sortKeyRole?: 'RANGE' | undefined;
  readonly keySchema?: KeySchemaElement[] | undefined;
  readonly attributeDefinitions?: AttributeDefinition[] | undefined;
}

/** The keys of a new table in AWS's shape, with the types of all attributes in its keys and in those of its indexes. */
export interface NewKeys {
  readonly KeySchema: KeySchemaElement[];
  readonly AttributeDefinitions: AttributeDefinition[];
}

/** A key schema, and its path in the input. */
export interface PlacedKeySchema {
  readonly path: readonly PropertyKey[];
  readonly keySchema: readonly KeySchemaElement[];
}

/**
 * Gives the keys that a task asks for. Adds a fault to `faults` for each mistake.
 * @param indexes the key schemas of the table's indexes
 */
export function newKeysOf(input: KeyInput, indexes: readonly PlacedKeySchema[], faults: Fault[]): NewKeys {
  const { keySchema, attributeDefinitions = [] } = input;
  const named = keysByName(input, faults);
  const defined = named.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
  const others = otherDefinitions(attributeDefinitions, named, faults);
  const keys: NewKeys = {
    KeySchema: keySchema ?? named.map(({ name, role }) => ({ AttributeName: name, KeyType: role })),
    AttributeDefinitions: [...defined, ...others],
  };
  if (faults.length > 0) return keys;
  const schemas = [{ path: ['keySchema'], keySchema: keys.KeySchema }, ...indexes];
  addFaults(faults, undefinedKeyFaults(schemas, keys.AttributeDefinitions));
  addFaults(faults, unusedDefinitionFaults(attributeDefinitions, schemas));
  return keys;
}

/** The key attributes that have no definition. */
export function undefinedKeyFaults(
  schemas: readonly PlacedKeySchema[],
  definitions: readonly AttributeDefinition[],
): Fault[] {
  const defined = new Set(definitions.map(({ AttributeName }) => AttributeName));
  const expected = 'an attribute with a type in `attributeDefinitions`';
  return schemas.flatMap(({ path, keySchema }) =>
    keySchema.flatMap(({ AttributeName }, index) =>
      defined.has(AttributeName)
        ? []
        : [{ path: [...path, index, 'AttributeName'], expected, got: describeValue(AttributeName) }],
    ),
  );
}

/**
 * Compares the keys of a table that exists with those that a task asks for.
 * @throws Failure (execution) when they differ
 */
export function refuseOtherKeys(tableName: string, wanted: NewKeys, table: TableDescription): void {
  const [expected, found] = [wanted, table].map((described) =>
    keySchemaOf(described)
      .keys.map(({ name, type, role }) => `${name} ${type} ${role}`)
      .join(', '),
  );
  if (found === expected) return;
  throw new Failure(
    'execution',
    `The table ${tableName} exists with other keys: expected ${expected}, found ${found}.`,
  );
}

function keysByName(input: KeyInput, faults: Fault[]): KeyAttribute[] {
  const { partitionKey, partitionKeyType, partitionKeyRole, sortKey, sortKeyType, sortKeyRole } = input;
  const missing = (name: string, expected: string) => faults.push({ path: [name], expected, got: 'nothing' });
  if (input.keySchema !== undefined) {
    // A partitionKeyType is allowed here, because the form of a new task always has one.
    if ((partitionKey ?? partitionKeyRole ?? sortKey ?? sortKeyType ?? sortKeyRole) !== undefined) {
      const expected = 'either `keySchema` or `partitionKey` and `sortKey`';
      faults.push({ path: ['keySchema'], expected, got: 'both' });
    }
    if (input.attributeDefinitions === undefined) {
      missing('attributeDefinitions', 'the type of each attribute in the `keySchema`');
    }
    return [];
  }
  if (partitionKey === undefined) missing('partitionKey', 'text, or a `keySchema` in its place');
  else if (partitionKeyType === undefined) missing('partitionKeyType', 'one of S, N, B with a `partitionKey`');
  if (sortKey !== undefined && sortKeyType === undefined) missing('sortKeyType', 'one of S, N, B with a `sortKey`');
  // A sortKeyType alone is allowed, because the form of a new task always has one.
  if (sortKey === undefined && sortKeyRole !== undefined) missing('sortKey', 'text with a `sortKeyRole`');
  return [...keyOf(partitionKey, partitionKeyType, 'HASH'), ...keyOf(sortKey, sortKeyType, 'RANGE')];
}

function keyOf(
  name: string | undefined,
  type: KeyAttribute['type'] | undefined,
  role: KeyAttribute['role'],
): KeyAttribute[] {
  return name === undefined || type === undefined ? [] : [{ name, type, role }];
}

/** Gives the definitions of all attributes but the keys that are given by name. Adds faults for other types of these keys. */
function otherDefinitions(
  definitions: readonly AttributeDefinition[],
  named: readonly KeyAttribute[],
  faults: Fault[],
): AttributeDefinition[] {
  return definitions.filter(({ AttributeName, AttributeType }, index) => {
    const key = named.find(({ name }) => name === AttributeName);
    if (key !== undefined && key.type !== AttributeType) {
      const expected = `${key.type}, the type of this attribute as ${key.role === 'HASH' ? '`partitionKey`' : '`sortKey`'}`;
      faults.push({
        path: ['attributeDefinitions', index, 'AttributeType'],
        expected,
        got: describeValue(AttributeType),
      });
    }
    return key === undefined;
  });
}

/** The definitions of attributes that are in no key. */
function unusedDefinitionFaults(
  definitions: readonly AttributeDefinition[],
  schemas: readonly PlacedKeySchema[],
): Fault[] {
  const used = new Set(schemas.flatMap(({ keySchema }) => keySchema.map(({ AttributeName }) => AttributeName)));
  const expected = 'an attribute in a key of the table or an index';
  return definitions.flatMap(({ AttributeName }, index) =>
    used.has(AttributeName)
      ? []
      : [{ path: ['attributeDefinitions', index, 'AttributeName'], expected, got: describeValue(AttributeName) }],
  );
}
