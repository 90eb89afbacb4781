/**
 * Merges lists into one list of all names, each once, in an order that agrees with each list: `a b d` and `b c d` give `a b c d`.
 * If lists contradict each other, the earlier list wins.
 */
export function merge(lists: readonly (readonly string[])[]): string[] {
  const waiting = lists.map((list) => [...list]);
  const merged: string[] = [];
  for (;;) {
    const heads = waiting.flatMap((list) => list.slice(0, 1));
    const [first] = heads;
    if (first === undefined) return merged;
    const next = heads.find((head) => waiting.every((list) => list.indexOf(head) <= 0)) ?? first;
    merged.push(next);
    for (const list of waiting) {
      const at = list.indexOf(next);
      if (at >= 0) list.splice(at, 1);
    }
  }
}
