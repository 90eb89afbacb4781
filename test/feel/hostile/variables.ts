/** Variables for hostile expressions: large, deep, and such as contain themselves. */
export function hostileVariables(): Record<string, unknown> {
  const self: Record<string, unknown> = { n: 1 };
  self.self = self;
  let deep: unknown[] = [];
  for (let level = 0; level < 5000; level += 1) deep = [deep];
  return {
    items: Array.from({ length: 1000 }, (_, n) => ({ id: `item ${n}`, n, tags: ['a', 'b'] })),
    item: { id: 'a' },
    long: 'x'.repeat(100_000),
    self,
    other: { n: 1, self },
    deep,
  };
}
