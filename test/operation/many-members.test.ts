import { expect, test } from 'vitest';
import type { Fault } from '../../src/failure/faults.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { operationsById } from '../../src/operations/index.ts';

test('of members that are no fields a hundred are looked at, and the fields among them are read', () => {
  const more = (from: number) => Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`unknown${from + n}`, n]));
  const input = {
    ...more(0),
    tableName: 't',
    primaryKeyComponents: { id: 'a' },
    consistentRead: 'maybe',
    ...more(1_000),
  };
  const looks: PropertyKey[] = [];
  const looked = new Proxy<JsonObject>(input, {
    get(target, name, receiver) {
      looks.push(name);
      return Reflect.get(target, name, receiver);
    },
  });
  const faults = operationsById.get('getItem')?.prepare(looked) as readonly Fault[];
  expect(faults).toHaveLength(101);
  expect(faults.map(({ path }) => path[1])).toContain('consistentRead');
  expect(new Set(looks).size).toBeLessThan(200);
});
