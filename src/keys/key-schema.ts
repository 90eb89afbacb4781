import type { AttributeDefinition, KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb';

/** A key attribute of a table or of an index. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
  readonly role: 'HASH' | 'RANGE';
}

/**
 * The key attributes of a table and of each of its indexes, those of the partition first. The indexes are in alphabetical order.
 */
export interface KeySchema {
  /** Empty if they are not known: every table has some. */
  readonly keys: readonly KeyAttribute[];
  readonly indexes: ReadonlyMap<string, readonly KeyAttribute[]>;
}

/** What is known of a table that cannot be described. */
export const UNKNOWN_KEY_SCHEMA: KeySchema = { keys: [], indexes: new Map() };

/**
 * Gives the key schema of a table as AWS describes it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
export function keySchemaOf(table: TableDescription): KeySchema {
  const types = typesOf(table.AttributeDefinitions);
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const keysByIndex = indexes.map(({ IndexName = '', KeySchema }) => [IndexName, keysIn(KeySchema, types)] as const);
  return {
    keys: keysIn(table.KeySchema, types),
    indexes: new Map(keysByIndex.sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

function typesOf(definitions: readonly AttributeDefinition[] = []): Map<string | undefined, KeyAttribute['type']> {
  return new Map(
    definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType as KeyAttribute['type']]),
  );
}

/**
 * Gives key attributes, those of the partition first. An index may have several of the partition and several for sorting, in an
 * order that matters.
 */
function keysIn(
  keySchema: readonly KeySchemaElement[] = [],
  types: ReadonlyMap<string | undefined, KeyAttribute['type']>,
): KeyAttribute[] {
  const keys = keySchema.map(
    ({ AttributeName, KeyType }) =>
      ({ name: AttributeName, type: types.get(AttributeName), role: KeyType }) as KeyAttribute,
  );
  return [...keys.filter(({ role }) => role === 'HASH'), ...keys.filter(({ role }) => role === 'RANGE')];
}
