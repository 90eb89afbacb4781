import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type JsonObject, setMember } from '../json.ts';

/** The DynamoDB types of the attributes in some items, by path. */
export interface AttributeTypes {
  add(item: Record<string, AttributeValue>): void;
  /** The types of each path, both in alphabetical order. */
  sorted(): JsonObject;
}

/**
 * Gathers the types of attributes. A path is written as in an expression, `address.city`; `tags[]` are the elements of a list.
 * @param spend told the length of each path that is new; it may throw when there are too many
 */
export function gatherTypes(spend: (length: number) => void): AttributeTypes {
  const types = new Map<string, Set<string>>();

  function see(path: string, value: AttributeValue): void {
    const [type = ''] = Object.keys(value);
    typesOf(path).add(type);
    for (const element of value.L ?? []) see(`${path}[]`, element);
    if (value.M !== undefined) seeMembers(value.M, path);
  }

  function seeMembers(members: Record<string, AttributeValue>, path: string): void {
    for (const name in members) see(memberPath(path, name), members[name] as AttributeValue);
  }

  function typesOf(path: string): Set<string> {
    const seen = types.get(path);
    if (seen !== undefined) return seen;
    spend(path.length);
    const none = new Set<string>();
    types.set(path, none);
    return none;
  }

  return {
    add: (item) => seeMembers(item, ''),
    sorted() {
      const sorted: JsonObject = {};
      for (const path of [...types.keys()].sort()) setMember(sorted, path, [...typesOf(path)].sort());
      return sorted;
    },
  };
}

/** A name with a dot or a bracket in it is quoted, as it would else be a path. */
function memberPath(path: string, name: string): string {
  if (/[.[\]"]/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
