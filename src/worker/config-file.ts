import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { describeValue, formatPath, zodFaults } from '../failure/faults.ts';
import type { Rules } from '../policy/policy.ts';
import { mostSimilar } from '../review/similar.ts';
import { type Setting, TENANTS } from './setting.ts';
import { settings } from './settings.ts';
import { type FileFaults, gatherFileFaults, readDocument } from './settings-document.ts';

/** What a file of settings says. */
export interface FileSettings {
  /** The settings that it has and that are right, by their keys in the record `settings`. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The rules that it has for one tenant, each with where they stand. */
  readonly tenants: readonly TenantRules[];
  /** What is wrong with it, one line for each fault: file, line, key, what was expected and what came. Not all if there are many. */
  readonly faults: readonly string[];
  /** All texts in it, by their paths: some may have a password in them. */
  readonly texts: Readonly<Record<string, string>>;
}

interface TenantRules {
  readonly id: string;
  /** Like `worker.yaml:12: tenants.sales`. */
  readonly place: string;
  readonly rules: Partial<Rules>;
}

/** Reading a file holds up the jobs of a worker that runs. */
const MAX_BYTES = 128 * 1024;
/** The member by which editors find the schema of a file in JSON. */
export const SCHEMA = '$schema';

const inFile = Object.entries(settings).filter(([, { isVariableOnly }]) => !isVariableOnly);
const ofAll: ReadonlyMap<string, Setting> = new Map(inFile);
const ofTenants: ReadonlyMap<string, Setting> = new Map(inFile.filter(([, { isRule }]) => isRule));

/** Reads a file of settings in YAML or JSON. Never rejects: what is wrong is among the faults. */
export async function readConfigFile(file: string): Promise<FileSettings> {
  try {
    // The last byte that is read is one too many.
    const bytes = await buffer(createReadStream(file, { end: MAX_BYTES }));
    if (bytes.length > MAX_BYTES) throw new Error(`expected at most ${MAX_BYTES} bytes, got more`);
    return readSettingsText(new TextDecoder('utf-8', { fatal: true }).decode(bytes), file);
  } catch (error) {
    const why = `expected a file of settings in YAML or JSON: ${(error as Error).message}`;
    return { values: new Map(), tenants: [], texts: {}, faults: [`${settings.configFile.name}: ${why}`] };
  }
}

/**
 * Reads the text of a file of settings in YAML or JSON.
 * @param file what messages call the file
 */
export function readSettingsText(text: string, file: string): FileSettings {
  const faults = gatherFileFaults(file);
  const nothing = () => ({ values: new Map(), tenants: [], texts: {}, faults: faults.told() });
  const document = readDocument(text, faults);
  if (document === undefined) return nothing();
  const { lineOf } = document;
  // A document without anything has no settings.
  const data = document.data ?? {};
  if (!isPlainObject(data)) {
    faults.add(
      () => 1,
      () => `expected settings like maxJobs: 32, got ${describeValue(data)}`,
    );
    return nothing();
  }
  const read = readMembers(data, { path: [], known: ofAll, others: [TENANTS, SCHEMA], lineOf, faults });
  const tenants = readTenants(data[TENANTS], lineOf, faults).map(({ path, id, rules }) => {
    return { id, rules, place: `${file}:${lineOf(path)}: ${formatPath(path)}` };
  });
  return { values: read, tenants, texts: textsIn(data), faults: faults.told() };
}

type LineOf = (path: readonly PropertyKey[]) => number;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Members {
  /** Where the object is that has them. */
  readonly path: readonly string[];
  readonly known: ReadonlyMap<string, Setting>;
  /** What may also be there. */
  readonly others: readonly string[];
  readonly lineOf: LineOf;
  readonly faults: FileFaults;
}

/** Gives the members of an object that are settings and right. */
function readMembers(object: object, { path, known, others, lineOf, faults }: Members): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const add = (at: readonly PropertyKey[], says: () => string) =>
    faults.add(
      () => lineOf(at),
      () => `${formatPath(at)}: ${says()}`,
    );
  for (const [key, given] of Object.entries(object)) {
    const at = [...path, key];
    const setting = known.get(key);
    const read = setting?.inFile.safeParse(given);
    if (read?.success) values.set(key, read.data);
    else if (read !== undefined)
      for (const fault of zodFaults(read.error, given, at, ''))
        add(fault.path, () => `expected ${fault.expected}, got ${fault.got}`);
    else if (!others.includes(key)) add(at, () => unknownMember(key, known));
  }
  return values;
}

function readTenants(given: unknown, lineOf: LineOf, faults: FileFaults) {
  if (given === undefined) return [];
  const refuse = (path: readonly string[], expected: string, got: unknown) => {
    faults.add(
      () => lineOf(path),
      () => `${formatPath(path)}: expected ${expected}, got ${describeValue(got)}`,
    );
    return [];
  };
  if (!isPlainObject(given)) return refuse([TENANTS], 'the ids of tenants, each with its rules', given);
  return Object.entries(given).flatMap(([id, rules]) => {
    const path = [TENANTS, id];
    if (!isPlainObject(rules)) return refuse(path, 'rules like readOnly: true', rules);
    const read = readMembers(rules, { path, known: ofTenants, others: [], lineOf, faults });
    return [{ id, path, rules: Object.fromEntries(read) as Partial<Rules> }];
  });
}

function unknownMember(key: string, known: ReadonlyMap<string, Setting>): string {
  if (key === settings.configFile.name || key === 'configFile')
    return 'expected a variable: the file cannot name itself';
  const none =
    known === ofTenants && ofAll.has(key) ? 'only rules can be set for one tenant' : 'there is no such setting';
  const keys = new Map([...known].flatMap(([key, { name }]) => [[name, key] as const, [key, key] as const]));
  const meant = keys.get(key) ?? mostSimilar(key, known.keys());
  return meant === undefined ? none : `${none}; did you mean ${meant}?`;
}

/** No setting is nested deeper. */
const MAX_DEPTH = 5;

function textsIn(data: object): Record<string, string> {
  const texts: Record<string, string> = {};
  const add = (value: unknown, path: string, depth: number) => {
    if (typeof value === 'string') texts[path] = value;
    else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH)
      for (const [name, member] of Object.entries(value)) add(member, `${path}.${name}`, depth + 1);
  };
  add(data, '', 0);
  return texts;
}
