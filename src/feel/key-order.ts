/**
 * Gives the keys of a context in the order in which the engine goes through them. The order is visible in `get entries`, `to json`,
 * `string` and in warnings. It comes from Scala's hash maps. Up to four keys keep their order, except in contexts of the input,
 * where a small hash table orders them. More than four keys are in the order of a tree over their hashes.
 * @param fromInput whether the context is from the JSON input
 */
export function engineOrder(keys: readonly string[], fromInput: boolean): readonly string[] {
  if (keys.length < 2 || (keys.length <= 4 && !fromInput)) return keys;
  if (keys.length <= 4) return sorted(keys, (key) => [bucketOf(hashOf(key)), hashOf(key)]);
  return inTree(
    keys.map((key) => ({ key, hash: improved(hashOf(key)) })),
    0,
  );
}

interface Hashed {
  readonly key: string;
  readonly hash: number;
}

/** Gives the keys of one node of the tree: first the keys that are alone in their slot, then the slots with several keys. */
function inTree(entries: readonly Hashed[], shift: number): string[] {
  if (shift > 30) return entries.map(({ key }) => key);
  const slots: Hashed[][] = [];
  for (const entry of entries) {
    const slot = (entry.hash >>> shift) & 31;
    const others = slots[slot];
    if (others === undefined) slots[slot] = [entry];
    else others.push(entry);
  }
  const used = slots.filter((slot) => slot !== undefined);
  return [
    ...used.filter((slot) => slot.length === 1).map(([only]) => (only as Hashed).key),
    ...used.filter((slot) => slot.length > 1).flatMap((slot) => inTree(slot, shift + 5)),
  ];
}

/** Java's `String.hashCode`. */
function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

function bucketOf(hash: number): number {
  return (hash ^ (hash >>> 16)) & 15;
}

/** Spreads a hash as Scala's tree does. */
function improved(code: number): number {
  let hash = (code + ~(code << 9)) | 0;
  hash ^= hash >>> 14;
  hash = (hash + (hash << 4)) | 0;
  return hash ^ (hash >>> 10);
}

function sorted(keys: readonly string[], by: (key: string) => readonly [number, number]): readonly string[] {
  return keys
    .map((key) => ({ key, by: by(key) }))
    .sort((a, b) => a.by[0] - b.by[0] || a.by[1] - b.by[1])
    .map(({ key }) => key);
}
