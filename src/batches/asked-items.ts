import { inSlices } from '../async/slices.ts';
import type { Attributes } from '../attributes/attributes.ts';
import type { JsonObject } from '../json/json.ts';
import { keyIdentity } from '../keys/key-identity.ts';
import type { AttributesDecoder } from '../operation/response.ts';
import { tableMembers } from './by-table.ts';
import type { KeyRead, TableReads } from './table-reads.ts';

/** The items of one batch, which several calls give in any order. */
interface AskedItems {
  /** Adds the items that one call gave. Gives them as JSON, as they are kept. */
  add(responses: readonly [tableName: string, items: Attributes[]][]): Promise<JsonObject[]>;
  /** The items of each table, in the order of the keys that were asked for. Keys without an item are left out. */
  byTable(): JsonObject;
}

/**
 * Begins with no items, and with a place for each key that is asked for.
 * @param reads the keys, each once, in the order in which the items are given back
 * @param decode converts an item to JSON
 */
export function askedItems(
  tables: readonly TableReads[],
  reads: readonly KeyRead[],
  decode: AttributesDecoder,
): AskedItems {
  const places = new Map(
    tables.map((table) => [table.tableName, { table, items: new Map<string, JsonObject | undefined>() }]),
  );
  for (const { tableName, identity } of reads) places.get(tableName)?.items.set(identity, undefined);
  return {
    async add(responses) {
      const added: JsonObject[] = [];
      for (const [tableName, items] of responses) {
        const place = places.get(tableName);
        if (place === undefined) continue;
        await inSlices(items, (item) => {
          const kept = decode(without(item, place.table.added)) as JsonObject;
          place.items.set(keyIdentity(item, place.table.keyNames), kept);
          added.push(kept);
        });
      }
      return added;
    },
    byTable: () => tableMembers(places, ({ items }) => [...items.values()].filter((item) => item !== undefined)),
  };
}

function without(item: Attributes, names: readonly string[]): Attributes {
  if (names.length === 0) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
}
