import type { GlobalSecondaryIndexUpdate, ReplicationGroupUpdate, TableDescription } from '@aws-sdk/client-dynamodb';

/** A part of a table that has a status of its own. */
export interface Part {
  readonly status: string;
  /** Whether it is being made, changed or removed. */
  readonly changing: boolean;
}

/** How messages name an index, and what it is known by among the parts of a table. */
const indexPart = (indexName: string | undefined) => `the index ${indexName}`;

/** How messages name a replica, and what it is known by among the parts of a table. */
const replicaPart = (regionName: string | undefined) => `the replica in ${regionName}`;

/** The global indexes and the replicas of a table, by name. */
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

/** A status that is not said is that of a part that is there. */
function partWith(status = 'ACTIVE', backfilling = false): Part {
  return { status, changing: backfilling || ['CREATING', 'UPDATING', 'DELETING'].includes(status) };
}

/** The parts of a table that an update changes, by name. */
export interface ChangedParts {
  /** Those that are made or changed. */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
}

/** What an update changes of a table. */
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
