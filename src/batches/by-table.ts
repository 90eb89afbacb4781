import { setMember } from '../json.ts';

/** Groups what is for tables by them, in the order in which they come. */
export function byTable<T extends { readonly tableName: string }>(list: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(each.tableName);
    if (group === undefined) groups.set(each.tableName, [each]);
    else group.push(each);
  }
  return groups;
}

/** An object with a member for each table. */
export function tableMembers<T, Value>(
  tables: ReadonlyMap<string, T>,
  memberOf: (ofTable: T) => Value,
): Record<string, Value> {
  const members: Record<string, Value> = {};
  for (const [tableName, ofTable] of tables) setMember(members, tableName, memberOf(ofTable));
  return members;
}
