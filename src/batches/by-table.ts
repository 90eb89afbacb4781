import type { z } from 'zod';
import { dataMap } from '../fields/data-structure.ts';
import { someText } from '../fields/value.ts';
import { setMember } from '../json/json.ts';
import type { Named } from '../operation/operation.ts';
import { ownTable } from '../operation/tables.ts';

/** Far more tables than a batch needs. The limit is there because each table takes a call of its own to look up its keys. */
const MAX_TABLES = 1_000;

/** A schema for an object with one member for each table, like `{"orders": […]}`. It gives a map by name or ARN. */
export function dataByTable<T>(ofTable: z.ZodType<T>): z.ZodType<ReadonlyMap<string, T>> {
  return dataMap(someText(), ofTable, MAX_TABLES);
}

/** The tables that a batch names. */
export function tablesOfBatch(input: {
  readonly tableName?: string | undefined;
  readonly requestItems?: ReadonlyMap<string, unknown> | undefined;
}): Named[] {
  const names = [...(input.requestItems?.keys() ?? [])];
  return [...ownTable(input), ...names.map((name) => ({ path: ['requestItems', name], name }))];
}

/** Groups a list by table. The tables, and the elements of each table, keep their order. */
export function byTable<T extends { readonly tableName: string }>(list: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(each.tableName);
    if (group === undefined) groups.set(each.tableName, [each]);
    else group.push(each);
  }
  return groups;
}

/** Makes an object with one member for each table, like `{orders: memberOf(…)}`. */
export function tableMembers<T, Value>(
  tables: ReadonlyMap<string, T>,
  memberOf: (ofTable: T) => Value,
): Record<string, Value> {
  const members: Record<string, Value> = {};
  for (const [tableName, ofTable] of tables) setMember(members, tableName, memberOf(ofTable));
  return members;
}
