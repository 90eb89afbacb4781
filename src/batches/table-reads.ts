import type { KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import {
  compileExpressions,
  type ExpressionMembers,
  type Expressions,
  projectAlso,
  writeExpressions,
} from '../expressions/index.ts';
import type { Fault } from '../failure/faults.ts';
import type { Refusal } from '../failure/refusal.ts';
import type { JsonObject } from '../json/json.ts';
import { keyIdentity } from '../keys/key-identity.ts';
import type { KeySchema } from '../keys/key-schema.ts';
import { type AttributesDecoder, described } from '../operation/response.ts';
import { keyRefusals } from '../preflight/key-refusals.ts';
import type { AskedTable } from './asked-tables.ts';
import { byTable, tableMembers } from './by-table.ts';

/** What is read from one table, ready to be sent. */
export interface TableReads extends AskedTable {
  readonly keyNames: readonly string[];
  /** The projection that the task asks for. */
  readonly said: Expressions;
  readonly expressions: ExpressionMembers;
  /** Key attributes that the task does not ask for. They are read to tell the items apart. */
  readonly added: readonly string[];
}

/** One key that is asked for. */
export interface KeyRead {
  readonly tableName: string;
  readonly table: TableReads;
  readonly key: Attributes;
  /** The same text for equal keys, see `keyIdentity`. */
  readonly identity: string;
}

/**
 * AWS's limit of keys in one call.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const MAX_KEYS = 100;

/** Tells how many reads, from the first on, fit into one call. */
export function countOfNextReads(): number {
  return MAX_KEYS;
}

/** Compiles the projection of a table. Adds a fault to `faults` for each mistake in it. */
export function prepareReads(table: AskedTable, faults: Fault[]): TableReads {
  const { Keys = [], ProjectionExpression, ExpressionAttributeNames } = table.asked;
  const fields = { projectionExpression: ProjectionExpression, expressionAttributeNames: ExpressionAttributeNames };
  const said = compileExpressions(fields, faults, { path: table.path, members: table.members });
  const keyNames = Object.keys(Keys[0] ?? {});
  const { expressions, added } = projectAlso(said, keyNames);
  return { ...table, keyNames, said, expressions: writeExpressions(expressions), added };
}

/** Gives each key once, in the order in which they are asked for. */
export function readsOf(table: TableReads): KeyRead[] {
  const reads = new Map<string, KeyRead>();
  for (const key of table.asked.Keys ?? []) {
    const identity = keyIdentity(key, table.keyNames);
    if (!reads.has(identity)) reads.set(identity, { tableName: table.tableName, table, key, identity });
  }
  return [...reads.values()];
}

/**
 * Compares the keys that are asked for with the table's keys. Gives what AWS would refuse about the first key that it would
 * refuse.
 */
export function readRefusals({ tableName, asked, keysPath }: TableReads, { keys }: KeySchema): readonly Refusal[] {
  for (const [index, key] of (asked.Keys ?? []).entries()) {
    const refusals = keyRefusals(key, keys, { tableName, path: ['input', ...keysPath, index] });
    if (refusals.length > 0) return refusals;
  }
  return [];
}

/** Writes the reads as the `RequestItems` of a BatchGetItem call. */
export function requestItemsOf(reads: readonly KeyRead[]): Record<string, KeysAndAttributes> {
  return tableMembers(byTable(reads), (ofTable) => {
    const { asked, expressions } = (ofTable[0] as KeyRead).table;
    return { Keys: ofTable.map(({ key }) => key), ConsistentRead: asked.ConsistentRead, ...expressions };
  });
}

/**
 * Gives the reads that AWS left unprocessed.
 * @param left the `UnprocessedKeys` of AWS's answer
 * @param reads those of the call
 */
export function readsIn(
  left: readonly [tableName: string, keys: KeysAndAttributes][],
  reads: readonly KeyRead[],
): KeyRead[] {
  return [...byTable(reads)].flatMap(([tableName, ofTable]) => {
    const { keyNames } = (ofTable[0] as KeyRead).table;
    const keys = left.flatMap(([name, { Keys = [] }]) => (name === tableName ? Keys : []));
    const identities = new Set(keys.map((key) => keyIdentity(key, keyNames)));
    return ofTable.filter(({ identity }) => identities.has(identity));
  });
}

/** Writes the reads as JSON that the next task can give as its `requestItems`. */
export function readsAsJson(reads: readonly KeyRead[], decode: AttributesDecoder): JsonObject {
  return tableMembers(byTable(reads), (ofTable) => {
    const { asked, said } = (ofTable[0] as KeyRead).table;
    // A list may have names that cannot stand in a text.
    const { ProjectionExpression, ExpressionAttributeNames } =
      typeof asked.ProjectionExpression === 'object' ? writeExpressions(said) : asked;
    return {
      ...(described({
        ConsistentRead: asked.ConsistentRead,
        ProjectionExpression,
        ExpressionAttributeNames,
      }) as JsonObject),
      Keys: ofTable.map(({ key }) => decode.key(key)),
    };
  });
}
