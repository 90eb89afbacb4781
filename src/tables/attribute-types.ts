import { setImmediate as turn } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { refuseDeep } from '../attributes/decode.ts';
import { type JsonObject, setMember } from '../json/json.ts';

/** After so many characters of paths other jobs have their turn: each is read for its place in the result. */
const LENGTH_AT_ONCE = 1_000_000;

/** The DynamoDB types of the attributes in some items, by path. */
export interface AttributeTypes {
  add(item: Attributes): void;
  /** The types of each path. A path comes before those within it; names and types are in alphabetical order. */
  sorted(): Promise<JsonObject>;
}

/** What was seen at a path, and within it. */
interface Seen {
  readonly path: string;
  readonly types: string[];
  members?: Map<string, Seen>;
  elements?: Seen;
}

/**
 * Gathers the types of attributes. A path is written as in an expression, `address.city`; `tags[]` are the elements of a list.
 * @param spend told the length of each path that is new; it may throw when there are too many
 */
export function gatherTypes(spend: (length: number) => void): AttributeTypes {
  const all: Seen = { path: '', types: [] };

  function see(value: AttributeValue, seen: Seen, levels: number): void {
    refuseDeep(levels);
    const [type = ''] = Object.keys(value);
    if (!seen.types.includes(type)) seen.types.push(type);
    if (value.M !== undefined) seeMembers(value.M, seen, levels + 1);
    for (const element of value.L ?? []) {
      seen.elements ??= begin(`${seen.path}[]`);
      see(element, seen.elements, levels + 1);
    }
  }

  function seeMembers(values: Attributes, within: Seen, levels: number): void {
    within.members ??= new Map();
    for (const name in values) {
      let seen = within.members.get(name);
      if (seen === undefined) {
        seen = begin(memberPath(within.path, name));
        within.members.set(name, seen);
      }
      see(values[name] as AttributeValue, seen, levels);
    }
  }

  function begin(path: string): Seen {
    spend(path.length);
    return { path, types: [] };
  }

  return {
    add: (item) => seeMembers(item, all, 0),
    async sorted() {
      const sorted: JsonObject = {};
      let length = 0;
      for (const { path, types } of seenWithin(all)) {
        setMember(sorted, path, types.sort());
        length += path.length;
        if (length < LENGTH_AT_ONCE) continue;
        length = 0;
        await turn();
      }
      return sorted;
    },
  };
}

/** Each name is compared with those beside it only: whole paths may have a long beginning in common. */
function* seenWithin({ elements, members = new Map() }: Seen): Generator<Seen> {
  const sortedMembers = [...members.keys()].sort().map((name) => members.get(name) as Seen);
  for (const seen of elements === undefined ? sortedMembers : [elements, ...sortedMembers]) {
    yield seen;
    yield* seenWithin(seen);
  }
}

/** A name with a dot or a bracket in it is quoted, as it would else be a path. */
function memberPath(path: string, name: string): string {
  if (/[.[\]"]/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
