import type { GlobalSecondaryIndexUpdate, ReplicationGroupUpdate, TableDescription } from '@aws-sdk/client-dynamodb';

/** A part of a table that has a status of its own. */
export interface Part {
  readonly status: string;
  /** Whether it is being created, changed or removed. */
  readonly changing: boolean;
}

/** The name of an index in messages and in `partsOf`, like `the index by-status`. */
const indexPart = (indexName: string | undefined) => `the index ${indexName}`;

/** The name of a replica in messages and in `partsOf`, like `the replica in eu-west-1`. */
const replicaPart = (regionName: string | undefined) => `the replica in ${regionName}`;

/** Gives the global indexes and the replicas of a table, by name. */
export function partsOf(table: TableDescription): ReadonlyMap<string, Part> {
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(
    ({ IndexName, IndexStatus, Backfilling = false }) =>
      [indexPart(IndexName), partWith(IndexStatus, Backfilling)] as const,
  );
  const replicas = (table.Replicas ?? []).map(
    ({ RegionName, ReplicaStatus }) => [replicaPart(RegionName), partWith(ReplicaStatus)] as const,
  );
  return new Map([...indexes, ...replicas]);
}

/** Whether a table can be used and no part of it is changing. */
export function isReady(table: TableDescription | undefined): boolean {
  return table?.TableStatus === 'ACTIVE' && ![...partsOf(table).values()].some(({ changing }) => changing);
}

/** No status means ACTIVE. */
function partWith(status = 'ACTIVE', backfilling = false): Part {
  return { status, changing: backfilling || ['CREATING', 'UPDATING', 'DELETING'].includes(status) };
}

/** The parts of a table that an update changes, by name, like `the index by-status`. */
export interface ChangedParts {
  /** Parts that are created or changed. */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
}

/** Gives the parts of a table that an update changes. */
export function changedParts(
  indexes: readonly GlobalSecondaryIndexUpdate[] = [],
  replicas: readonly ReplicationGroupUpdate[] = [],
): ChangedParts {
  const index = (change?: { IndexName: string | undefined }) => (change ? [indexPart(change.IndexName)] : []);
  const replica = (change?: { RegionName: string | undefined }) => (change ? [replicaPart(change.RegionName)] : []);
  return {
    kept: [
      ...indexes.flatMap(({ Create, Update }) => index(Create ?? Update)),
      ...replicas.flatMap(({ Create, Update }) => replica(Create ?? Update)),
    ],
    removed: [...indexes.flatMap(({ Delete }) => index(Delete)), ...replicas.flatMap(({ Delete }) => replica(Delete))],
  };
}
