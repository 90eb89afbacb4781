import { setImmediate as turn } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { refuseDeep } from '../attributes/decode.ts';
import { type JsonObject, setMember } from '../json/json.ts';

/**
 * How many characters of paths are worked on before other jobs get a turn. Paths are counted by their characters because the
 * result reads each path as a whole.
 */
const CHARACTERS_PER_TURN = 1_000_000;

/** The DynamoDB types of the attributes in some items, by path. */
interface AttributeTypes {
  add(item: Attributes): void;
  /** The types of each path, like `{"address": ["M"], "address.city": ["S"]}`. Names and types are in alphabetical order. */
  sorted(): Promise<JsonObject>;
}

/** The types that were seen at a path, and what was seen below it. */
interface Seen {
  readonly path: string;
  readonly types: string[];
  members?: Map<string, Seen>;
  elements?: Seen;
}

/**
 * Gathers the types of attributes. A path is written as in an expression, like `address.city`. `tags[]` stands for the elements
 * of a list.
 * @param spend is called with the length of each new path, in characters. It may throw when there are too many
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
        if (length < CHARACTERS_PER_TURN) continue;
        length = 0;
        await turn();
      }
      return sorted;
    },
  };
}

/** Sorts level by level, because whole paths may have a long beginning in common, which makes them slow to compare. */
function* seenWithin({ elements, members = new Map() }: Seen): Generator<Seen> {
  const sortedMembers = [...members.keys()].sort().map((name) => members.get(name) as Seen);
  for (const seen of elements === undefined ? sortedMembers : [elements, ...sortedMembers]) {
    yield seen;
    yield* seenWithin(seen);
  }
}

/** Quotes a name that has a dot, a bracket or a quote in it: unquoted, it would look like a path. */
function memberPath(path: string, name: string): string {
  if (/[.[\]"]/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
