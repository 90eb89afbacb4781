import type { TableDescription } from '@aws-sdk/client-dynamodb';

/** A part of a table that has a status of its own. */
export interface Part {
  readonly status: string;
  /** Whether it is being made, changed or removed. */
  readonly changing: boolean;
}

/** How messages name an index, and what it is known by among the parts of a table. */
export const indexPart = (indexName: string | undefined) => `the index ${indexName}`;

/** How messages name a replica, and what it is known by among the parts of a table. */
export const replicaPart = (regionName: string | undefined) => `the replica in ${regionName}`;

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
