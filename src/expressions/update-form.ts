import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { encodeValue, type InputFormat } from '../attributes/encode.ts';
import { addFault, atMember, type Place } from '../attributes/scalars.ts';
import { isObject } from '../json/json.ts';
import { membersOf } from './form-members.ts';
import { readPath } from './form-path.ts';
import type { Assignment, Path, UpdateForm } from './tree.ts';

const EXPECTED = 'an object of what to set, remove, add and delete, like {"set": {"status": "open"}}';

/** What may be set, added to an attribute, or deleted from it. */
const operands = {
  set: { types: undefined, expected: '' },
  add: { types: ['N', 'SS', 'NS', 'BS'], expected: 'a number or a set' },
  delete: { types: ['SS', 'NS', 'BS'], expected: 'a set' },
} as const;

const setExamples: Readonly<Record<InputFormat, string>> = {
  json: 'like {"$ss": ["a"]}',
  'dynamodb-json': 'like {"SS": ["a"]}',
};

/** How many paths one clause of an update may change. An expression of DynamoDB, 4 KB long, has room for fewer. */
export const MAX_CHANGES = 1_000;

/**
 * Reads the form of an update: paths with what is set there, added or deleted, and paths that are removed. Adds a fault with its
 * path to `place.faults` for what does not fit.
 */
export function readUpdate(value: unknown, format: InputFormat, place: Place): UpdateForm {
  const before = place.faults.length;
  const reader = new UpdateReader(format, place);
  for (const [name, member] of membersOf(value, EXPECTED, place)) {
    atMember(place, name, () => reader.readClause(name, member));
  }
  const { update, changed } = reader;
  if (changed.size === 0 && place.faults.length === before) addFault(place, EXPECTED, value);
  return update;
}

/** Makes the update that puts or deletes attributes by their names. Points and brackets are parts of these names. */
export function updateOfAttributes(attributes: Attributes, action: 'put' | 'delete'): UpdateForm {
  const assignments = Object.entries(attributes).map(([name, value]) => ({ path: [name], value }));
  return {
    set: action === 'put' ? assignments : [],
    remove: action === 'delete' ? assignments.map(({ path }) => path) : [],
    add: [],
    delete: [],
  };
}

class UpdateReader {
  readonly update = {
    set: [] as readonly Assignment[],
    remove: [] as readonly Path[],
    add: [] as readonly Assignment[],
    delete: [] as readonly Assignment[],
  };
  /** The paths that have been read. */
  readonly changed = new Set<string>();
  private readonly format: InputFormat;
  private readonly place: Place;

  constructor(format: InputFormat, place: Place) {
    this.format = format;
    this.place = place;
  }

  readClause(name: string, value: unknown): void {
    if (name === 'remove') this.update.remove = this.paths(value);
    else if (name === 'set' || name === 'add' || name === 'delete') this.update[name] = this.assignments(name, value);
    else addFault(this.place, 'one of set, remove, add, delete', name);
  }

  private paths(list: unknown): readonly Path[] {
    if (Array.isArray(list)) {
      if (list.length > MAX_CHANGES) return this.tooMany(list);
      return list.map((text, index) => atMember(this.place, index, () => this.path(text)));
    }
    addFault(this.place, 'a list of paths', list);
    return [];
  }

  private assignments(clause: keyof typeof operands, object: unknown): readonly Assignment[] {
    if (!isObject(object)) {
      addFault(this.place, 'an object of paths and values', object);
      return [];
    }
    const entries = Object.entries(object);
    if (entries.length > MAX_CHANGES) return this.tooMany(object);
    return entries.map(([text, given]) =>
      atMember(this.place, text, () => ({ path: this.path(text), value: this.operand(clause, given) })),
    );
  }

  private tooMany(given: unknown): readonly [] {
    addFault(this.place, `at most ${MAX_CHANGES} paths`, given);
    return [];
  }

  private path(text: unknown): Path {
    const path = readPath(text, this.place);
    const name = JSON.stringify(path);
    if (path.length > 0 && this.changed.has(name)) addFault(this.place, 'a path that is changed only once', text);
    this.changed.add(name);
    return path;
  }

  private operand(clause: keyof typeof operands, given: unknown): AttributeValue {
    const before = this.place.faults.length;
    const value = encodeValue(given, this.format, this.place);
    const { types, expected } = operands[clause];
    if (types !== undefined && this.place.faults.length === before && !types.some((type) => type in value)) {
      addFault(this.place, `${expected}, ${setExamples[this.format]}`, given);
    }
    return value;
  }
}
