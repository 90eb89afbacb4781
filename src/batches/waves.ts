import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { keyIdentity } from '../keys/key-identity.ts';
import type { KeySchema } from '../keys/key-schema.ts';
import { byTable } from './by-table.ts';
import { sentSize } from './sent-size.ts';
import { attributesOf, type TableWrite } from './table-writes.ts';

/** AWS's limit of writes in one call. */
const MAX_WRITES = 25;
/** AWS allows 16 MB as they are sent, of which the words around the items take some. */
const MAX_BYTES = 16_000_000;

/** How many writes, from the first on, fit into one call. */
export function countOfNextWrites(writes: readonly TableWrite[]): number {
  let bytes = 0;
  let count = 0;
  for (const { request } of writes.slice(0, MAX_WRITES)) {
    bytes += sentSize(attributesOf(request));
    if (bytes > MAX_BYTES && count > 0) break;
    count++;
  }
  return count;
}

/**
 * Divides writes into waves, one to be finished before the next begins, so that the writes to a key keep their order: the n-th
 * of them is in the n-th wave. Where the keys of a table are not known, any two of its writes may be of one key, and each call
 * is a wave.
 */
export function wavesOf<Write extends TableWrite>(
  writes: readonly Write[],
  keySchemas: ReadonlyMap<string, KeySchema>,
): Write[][] {
  const waves: Write[][] = [];
  const calls: Write[][] = [];
  for (const [tableName, ofTable] of byTable(writes)) {
    const names = keyNames(ofTable, keySchemas.get(tableName));
    if (names.length > 0) addByKey(waves, ofTable, names);
    else for (const call of callByCall(ofTable)) calls.push(call);
  }
  return [...waves, ...calls];
}

/** The key attributes of a table, as it is described or else as its deletes have them; none where there are none either. */
function keyNames(ofTable: readonly TableWrite[], schema: KeySchema | undefined): string[] {
  const described = (schema?.keys ?? []).map(({ name }) => name);
  if (described.length > 0) return described;
  const deletion = ofTable.find(({ request }) => request.DeleteRequest !== undefined);
  return Object.keys(deletion?.request.DeleteRequest?.Key ?? {});
}

function addByKey<Write extends TableWrite>(waves: Write[][], ofTable: readonly Write[], names: readonly string[]) {
  const seen = new Map<string, number>();
  for (const write of ofTable) {
    const identity = keyIdentity(attributesOf(write.request), names);
    const before = seen.get(identity) ?? 0;
    seen.set(identity, before + 1);
    const wave = waves[before];
    if (wave === undefined) waves.push([write]);
    else wave.push(write);
  }
}

function callByCall<Write extends TableWrite>(ofTable: readonly Write[]): Write[][] {
  const calls: Write[][] = [];
  for (let start = 0; start < ofTable.length; ) {
    const unlike = untilAlike(ofTable.slice(start, start + MAX_WRITES));
    const call = unlike.slice(0, countOfNextWrites(unlike));
    calls.push(call);
    start += call.length;
  }
  return calls;
}

/** The first writes, up to one that has the key of another for certain: all that could be one is the same. */
function untilAlike<Write extends TableWrite>(writes: readonly Write[]): Write[] {
  const seen = new Set<string>();
  const end = writes.findIndex(({ request }) => {
    const size = seen.size;
    return seen.add(possibleKey(attributesOf(request))).size === size;
  });
  return writes.slice(0, end === -1 ? writes.length : end);
}

/** A text of all attributes that could be of a key. */
function possibleKey(attributes: Attributes): string {
  const names = Object.keys(attributes).sort();
  const possible = names.filter((name) => {
    const { S, N, B } = attributes[name] as AttributeValue;
    return S !== undefined || N !== undefined || B !== undefined;
  });
  return `${JSON.stringify(possible)} ${keyIdentity(attributes, possible)}`;
}
