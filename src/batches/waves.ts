import { keyIdentity } from '../preflight/key-identity.ts';
import type { Schemas } from '../schemas.ts';
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
 * Divides writes into waves, one to be finished before the next begins: the n-th write to a key is in the n-th wave. Where the
 * keys of a table are not known, any two writes may be of one key, and each call is a wave.
 */
export function wavesOf<Write extends TableWrite>(writes: readonly Write[], schemas: Schemas): Write[][] {
  const names = keyNames(writes, schemas);
  if (names === undefined) return callByCall(writes);
  const seen = new Map<string, number>();
  const waves: Write[][] = [];
  for (const write of writes) {
    const { tableName, request } = write;
    const identity = `${tableName} ${keyIdentity(attributesOf(request), names.get(tableName) ?? [])}`;
    const before = seen.get(identity) ?? 0;
    seen.set(identity, before + 1);
    const wave = waves[before];
    if (wave === undefined) waves.push([write]);
    else wave.push(write);
  }
  return waves;
}

/** The key attributes of each table; undefined unless those of all are known. */
function keyNames(writes: readonly TableWrite[], schemas: Schemas): ReadonlyMap<string, string[]> | undefined {
  const names = new Map<string, string[]>();
  for (const { tableName } of writes) {
    if (names.has(tableName)) continue;
    const schema = schemas.kept(tableName);
    if (typeof schema !== 'object') return undefined;
    names.set(
      tableName,
      schema.keys.map(({ name }) => name),
    );
  }
  return names;
}

function callByCall<Write extends TableWrite>(writes: readonly Write[]): Write[][] {
  const rest = [...writes];
  const calls: Write[][] = [];
  while (rest.length > 0) calls.push(rest.splice(0, countOfNextWrites(rest)));
  return calls;
}
