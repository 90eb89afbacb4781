import type { Fault } from '../failure/faults.ts';

interface WayInput {
  readonly tableName?: string | undefined;
  readonly requestItems?: unknown;
}

/**
 * Gives faults unless a task gives its batch in exactly one way: as lists for one table, or as AWS's `requestItems`.
 * @param lists the names of the lists. At least one of them is needed
 * @param others the names of fields that belong to the lists only. The value false counts as absent, because a form may always
 * send it
 */
export function oneWayFaults<Name extends string>(
  input: WayInput & { readonly [Field in Name]?: unknown },
  lists: readonly [Name, ...Name[]],
  others: readonly Name[],
): Fault[] {
  const faults: Fault[] = [];
  const [first, ...more] = lists;
  const hasLists = lists.some((name) => input[name] !== undefined);
  if (input.requestItems === undefined) {
    if (!hasLists) {
      const expected = `${['a list, here', ...more.map(named)].join(' or as ')}, or \`requestItems\``;
      faults.push({ path: [first], expected, got: 'none of them' });
    } else if (input.tableName === undefined) {
      faults.push({
        path: ['tableName'],
        expected: `the table of the ${lists.map(named).join(' or ')}`,
        got: 'nothing',
      });
    }
    return faults;
  }
  if (hasLists || input.tableName !== undefined) {
    const expected = `either \`requestItems\` or \`tableName\` with ${lists.map(named).join(' or ')}`;
    faults.push({ path: ['requestItems'], expected, got: 'both' });
  }
  for (const name of others) {
    if (input[name] === undefined || input[name] === false) continue;
    faults.push({ path: [name], expected: 'it within the `requestItems` of each table', got: 'it beside them' });
  }
  return faults;
}

/** A name as `labelFaults` finds it. */
function named(field: string): string {
  return `\`${field}\``;
}
