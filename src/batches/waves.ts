import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { inSlices } from '../async/slices.ts';
import type { Attributes } from '../attributes/attributes.ts';
import { keyIdentity } from '../keys/key-identity.ts';
import type { KeySchema } from '../keys/key-schema.ts';
import { byTable } from './by-table.ts';
import { sentSize } from './sent-size.ts';
import { attributesOf, type TableWrite } from './table-writes.ts';

/**
 * AWS's limit of writes in one call.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
const MAX_WRITES = 25;
/** AWS allows calls of up to 16 MB, as they are sent. The names around the items take some of that. */
const MAX_BYTES = 16_000_000;

/** Tells how many writes, from the first on, fit into one call. */
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
 * Divides writes into waves. A wave must be finished before the next begins, so that writes to the same key keep their order:
 * the n-th write to a key is in the n-th wave. If the keys of a table are not known, any two of its writes may have the same
 * key. Then each call is a wave of its own.
 */
export async function wavesOf<Write extends TableWrite>(
  writes: readonly Write[],
  keySchemas: ReadonlyMap<string, KeySchema>,
): Promise<Write[][]> {
  const waves: Write[][] = [];
  const calls: Write[][] = [];
  for (const [tableName, ofTable] of byTable(writes)) {
    const names = keyNames(ofTable, keySchemas.get(tableName));
    if (names.length > 0) await addByKey(waves, ofTable, names);
    else await inSlices(callByCall(ofTable), (call) => calls.push(call));
  }
  return [...waves, ...calls];
}

/** Gives the names of a table's key attributes: from its description, else from one of its deletes, else none. */
function keyNames(ofTable: readonly TableWrite[], schema: KeySchema | undefined): string[] {
  const described = (schema?.keys ?? []).map(({ name }) => name);
  if (described.length > 0) return described;
  const deletion = ofTable.find(({ request }) => request.DeleteRequest !== undefined);
  return Object.keys(deletion?.request.DeleteRequest?.Key ?? {});
}

async function addByKey<Write extends TableWrite>(
  waves: Write[][],
  ofTable: readonly Write[],
  names: readonly string[],
): Promise<void> {
  const seen = new Map<string, number>();
  await inSlices(ofTable, (write) => {
    const identity = keyIdentity(attributesOf(write.request), names);
    const before = seen.get(identity) ?? 0;
    seen.set(identity, before + 1);
    const wave = waves[before];
    if (wave === undefined) waves.push([write]);
    else wave.push(write);
  });
}

function* callByCall<Write extends TableWrite>(ofTable: readonly Write[]): Generator<Write[]> {
  for (let start = 0; start < ofTable.length; ) {
    const unlike = untilAlike(ofTable.slice(start, start + MAX_WRITES));
    const call = unlike.slice(0, countOfNextWrites(unlike));
    yield call;
    start += call.length;
  }
}

/** Gives the first writes, up to one that certainly repeats a key: all attributes that could be in a key are equal. */
function untilAlike<Write extends TableWrite>(writes: readonly Write[]): Write[] {
  const seen = new Set<string>();
  const end = writes.findIndex(({ request }) => {
    const size = seen.size;
    return seen.add(possibleKey(attributesOf(request))).size === size;
  });
  return writes.slice(0, end === -1 ? writes.length : end);
}

/** Gives a text of all attributes that could be in a key. */
function possibleKey(attributes: Attributes): string {
  const names = Object.keys(attributes).sort();
  const possible = names.filter((name) => {
    const { S, N, B } = attributes[name] as AttributeValue;
    return S !== undefined || N !== undefined || B !== undefined;
  });
  return `${JSON.stringify(possible)} ${keyIdentity(attributes, possible)}`;
}
