import type { AttributeDefinition, KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb';
import { Failure } from '../failure/failure.ts';
import { addFaults, describeValue, type Fault } from '../failure/faults.ts';
import { choice, text } from '../fields/field.ts';
import { structure } from '../fields/structure-field.ts';
import { type KeyAttribute, keySchemaOf } from '../keys/key-schema.ts';
import { attributeDefinitions, keySchema } from './table-shapes.ts';

const types = { S: 'String', N: 'Number', B: 'Binary' };

/** The keys of a new table: by name and type, or as AWS has them. */
export const newKeyFields = {
  partitionKey: text('Partition key', {
    placeholder: 'id',
    tooltip: 'Its name, with its type and perhaps a sort key. Or give a key schema, below.',
  }).optional(),
  partitionKeyType: choice('Partition key type', types, { initial: 'S' }).optional(),
  partitionKeyRole: choice(
    'Partition key role',
    { HASH: 'Hash' },
    { tooltip: 'There is no other.', advanced: true },
  ).optional(),
  sortKey: text('Sort key', { tooltip: 'Only if items are told apart by a second attribute.' }).optional(),
  sortKeyType: choice('Sort key type', types, { tooltip: 'Needed with a sort key.' }).optional(),
  sortKeyRole: choice(
    'Sort key role',
    { RANGE: 'Range' },
    { tooltip: 'There is no other.', advanced: true },
  ).optional(),
  keySchema: structure('Key schema', keySchema, {
    tooltip: 'In place of partition key and sort key. Needs the attribute definitions.',
    placeholder: '[{"AttributeName": "id", "KeyType": "HASH"}]',
    advanced: true,
  }).optional(),
  attributeDefinitions: structure('Attribute definitions', attributeDefinitions, {
    tooltip:
      'The type of each attribute in a key schema, of the table and of its indexes. A partition key and a sort key given by name are defined already.',
    placeholder: '[{"AttributeName": "status", "AttributeType": "S"}]',
    advanced: true,
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

/** The keys of a table, and the types of all attributes that are in a key. */
export interface NewKeys {
  readonly KeySchema: KeySchemaElement[];
  readonly AttributeDefinitions: AttributeDefinition[];
}

/** A key schema, and where it is in the input. */
export interface PlacedKeySchema {
  readonly path: readonly PropertyKey[];
  readonly keySchema: readonly KeySchemaElement[];
}

/**
 * The keys that a task asks for. What does not fit is added to `faults`.
 * @param indexes the keys of the table's indexes
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
  const expected = 'an attribute with a type in attributeDefinitions';
  return schemas.flatMap(({ path, keySchema }) =>
    keySchema.flatMap(({ AttributeName }, index) =>
      defined.has(AttributeName)
        ? []
        : [{ path: [...path, index, 'AttributeName'], expected, got: describeValue(AttributeName) }],
    ),
  );
}

/** @throws Failure (execution) when the table that is there has other keys */
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
    // The form of a new task has a partitionKeyType from the start.
    if ((partitionKey ?? partitionKeyRole ?? sortKey ?? sortKeyType ?? sortKeyRole) !== undefined) {
      const expected = 'either keySchema or partitionKey and sortKey';
      faults.push({ path: ['keySchema'], expected, got: 'both' });
    }
    if (input.attributeDefinitions === undefined) {
      missing('attributeDefinitions', 'the type of each attribute in the keySchema');
    }
    return [];
  }
  if (partitionKey === undefined) missing('partitionKey', 'text, or a keySchema in its place');
  else if (partitionKeyType === undefined) missing('partitionKeyType', 'one of S, N, B with a partitionKey');
  if (sortKey !== undefined && sortKeyType === undefined) missing('sortKeyType', 'one of S, N, B with a sortKey');
  if (sortKey === undefined && (sortKeyType ?? sortKeyRole) !== undefined) {
    missing('sortKey', 'text with a sortKeyType or sortKeyRole');
  }
  return [...keyOf(partitionKey, partitionKeyType, 'HASH'), ...keyOf(sortKey, sortKeyType, 'RANGE')];
}

function keyOf(
  name: string | undefined,
  type: KeyAttribute['type'] | undefined,
  role: KeyAttribute['role'],
): KeyAttribute[] {
  return name === undefined || type === undefined ? [] : [{ name, type, role }];
}

/** The definitions of attributes that are not those of keys given by name. */
function otherDefinitions(
  definitions: readonly AttributeDefinition[],
  named: readonly KeyAttribute[],
  faults: Fault[],
): AttributeDefinition[] {
  return definitions.filter(({ AttributeName, AttributeType }, index) => {
    const key = named.find(({ name }) => name === AttributeName);
    if (key !== undefined && key.type !== AttributeType) {
      const expected = `${key.type}, the type of this attribute as ${key.role === 'HASH' ? 'partitionKey' : 'sortKey'}`;
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
