import type {
  GlobalSecondaryIndex,
  GlobalSecondaryIndexUpdate,
  KeySchemaElement,
  LocalSecondaryIndex,
} from '@aws-sdk/client-dynamodb';
import type { Fault } from '../failure/faults.ts';
import { structure } from '../fields/structure-field.ts';
import type { PlacedKeySchema } from './key-fields.ts';
import { globalSecondaryIndexes, localSecondaryIndexes } from './table-shapes.ts';

/** The indexes of a new table. */
export const newIndexFields = {
  globalSecondaryIndexes: structure('Global secondary indexes', globalSecondaryIndexes, {
    tooltip: 'Needs the attribute definitions of their keys.',
    placeholder:
      '[{"IndexName": "by-status", "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}]',
    advanced: true,
  }).optional(),
  localSecondaryIndexes: structure('Local secondary indexes', localSecondaryIndexes, {
    tooltip: 'Needs the attribute definitions of their sort keys. They cannot be changed later.',
    placeholder:
      '[{"IndexName": "by-date", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "date", "KeyType": "RANGE"}], "Projection": {"ProjectionType": "ALL"}}]',
    advanced: true,
  }).optional(),
};

interface IndexInput {
  readonly globalSecondaryIndexes?: readonly GlobalSecondaryIndex[] | undefined;
  readonly localSecondaryIndexes?: readonly LocalSecondaryIndex[] | undefined;
}

/** Gives the keys of the indexes of a new table. */
export function indexKeySchemas({ globalSecondaryIndexes = [], localSecondaryIndexes = [] }: IndexInput) {
  return [
    ...globalSecondaryIndexes.map((index, at) => placed(index, ['globalSecondaryIndexes', at])),
    ...localSecondaryIndexes.map((index, at) => placed(index, ['localSecondaryIndexes', at])),
  ];
}

/** Gives the keys of the indexes that an update creates. */
export function createdKeySchemas(updates: readonly GlobalSecondaryIndexUpdate[] = []): PlacedKeySchema[] {
  return updates.map(({ Create = {} }, at) => placed(Create, ['globalSecondaryIndexUpdates', at, 'Create']));
}

/**
 * Gives a fault for each index beyond the first that an update creates or deletes: DynamoDB does one of that for each request. Any
 * number of indexes may be updated.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
export function indexChangeFaults(updates: readonly GlobalSecondaryIndexUpdate[] = []): Fault[] {
  const changes = updates.flatMap(({ Create, Delete }, at) =>
    [{ Create }, { Delete }].flatMap((change) =>
      Object.entries(change).flatMap(([kind, index]) => (index === undefined ? [] : [{ at, kind }])),
    ),
  );
  const expected =
    'one index at most that is created or deleted, which is all that DynamoDB does at once; use a task for each';
  return changes
    .slice(1)
    .map(({ at, kind }) => ({ path: ['globalSecondaryIndexUpdates', at, kind], expected, got: 'another' }));
}

function placed(
  { KeySchema = [] }: { readonly KeySchema?: readonly KeySchemaElement[] | undefined },
  path: readonly PropertyKey[],
): PlacedKeySchema {
  return { path: [...path, 'KeySchema'], keySchema: KeySchema };
}

/** Gives a fault for each index without a capacity, in a table that is provisioned. */
export function indexCapacityFaults({ globalSecondaryIndexes = [] }: IndexInput): Fault[] {
  const expected = 'the capacity of the index, as the table is provisioned';
  return globalSecondaryIndexes.flatMap(({ ProvisionedThroughput }, index) => {
    if (ProvisionedThroughput !== undefined) return [];
    return [{ path: ['globalSecondaryIndexes', index, 'ProvisionedThroughput'], expected, got: 'nothing' }];
  });
}
