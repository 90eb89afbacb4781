import { readFile } from 'node:fs/promises';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { describeValue, formatPath, zodFaults } from '../failure/faults.ts';
import type { Rules } from '../policy/policy.ts';
import { mostSimilar } from '../review/similar.ts';
import type { Setting } from './setting.ts';
import { settings } from './settings.ts';

/** What a file of settings says. */
export interface FileSettings {
  /** The settings that it has and that are right, by their keys in the record `settings`. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The rules that it has for one tenant, each with where they stand. */
  readonly tenants: readonly TenantRules[];
  /** What is wrong with it, one line for each fault: file, line, key, what was expected and what came. */
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

const MAX_BYTES = 2 ** 20;
/** How often YAML's aliases may be used in all. */
const MOST_ALIASES = 1_000;
/** The member with the rules of tenants. */
export const TENANTS = 'tenants';
/** The member by which editors find the schema of a file in JSON. */
export const SCHEMA = '$schema';

const inFile = Object.entries(settings).filter(([, { isVariableOnly }]) => !isVariableOnly);
const ofAll: ReadonlyMap<string, Setting> = new Map(inFile);
const ofTenants: ReadonlyMap<string, Setting> = new Map(inFile.filter(([, { isRule }]) => isRule));

/** Reads a file of settings in YAML or JSON. Never rejects: what is wrong is among the faults. */
export async function readConfigFile(file: string): Promise<FileSettings> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > MAX_BYTES) throw new Error(`expected at most ${MAX_BYTES} bytes, got ${bytes.length}`);
    return readSettingsText(new TextDecoder('utf-8', { fatal: true }).decode(bytes), file);
  } catch (error) {
    const why = `expected a file of settings in YAML or JSON: ${(error as Error).message}`;
    return { values: new Map(), tenants: [], texts: {}, faults: [`${settings.configFile.name}: ${why}`] };
  }
}

/**
 * Reads the text of a file of settings: https://yaml.org/spec/1.2.2/, of which JSON is a part.
 * @param file what messages call the file
 */
export function readSettingsText(text: string, file: string): FileSettings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const faults: FileFault[] = [...document.errors, ...document.warnings].map(({ pos, message }) => {
    return { line: lines.linePos(pos[0]).line, told: message };
  });
  const told = () =>
    faults.sort((one, other) => one.line - other.line).map(({ line, told }) => `${file}:${line}: ${told}`);
  const data = faults.length === 0 ? plainOf(document, faults) : undefined;
  if (data === undefined) return { values: new Map(), tenants: [], texts: {}, faults: told() };
  const lineOf = (path: readonly PropertyKey[]) => lines.linePos(offsetOf(document, path)).line;
  const read = readMembers(data, { path: [], known: ofAll, others: [TENANTS, SCHEMA], lineOf, faults });
  const tenants = readTenants(data[TENANTS], lineOf, faults).map(({ path, id, rules }) => {
    return { id, rules, place: `${file}:${lineOf(path)}: ${formatPath(path)}` };
  });
  return { values: read, tenants, texts: textsIn(data), faults: told() };
}

interface FileFault {
  readonly line: number;
  readonly told: string;
}

type LineOf = (path: readonly PropertyKey[]) => number;

/** Gives what a document has, as JSON has it. A document without anything has no settings. */
function plainOf(document: Document, faults: FileFault[]): (object & Record<string, unknown>) | undefined {
  try {
    const data: unknown = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
    if (isPlainObject(data)) return data;
    faults.push({ line: 1, told: `expected settings like maxJobs: 32, got ${describeValue(data)}` });
  } catch (error) {
    // An alias without its anchor, or with too much behind it.
    faults.push({ line: 1, told: (error as Error).message });
  }
  return undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Finds where a member stands, or else the outer one that is nearest. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const name of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
      offset = (pair?.key as Node | undefined)?.range?.[0] ?? offset;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(name)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

interface Members {
  /** Where the object is that has them. */
  readonly path: readonly string[];
  readonly known: ReadonlyMap<string, Setting>;
  /** What may also be there. */
  readonly others: readonly string[];
  readonly lineOf: LineOf;
  readonly faults: FileFault[];
}

/** Gives the members of an object that are settings and right. */
function readMembers(object: object, { path, known, others, lineOf, faults }: Members): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const add = (at: readonly PropertyKey[], told: string) =>
    faults.push({ line: lineOf(at), told: `${formatPath(at)}: ${told}` });
  for (const [key, given] of Object.entries(object)) {
    const at = [...path, key];
    const setting = known.get(key);
    const read = setting?.inFile.safeParse(given);
    if (read?.success) values.set(key, read.data);
    else if (read !== undefined)
      for (const fault of zodFaults(read.error, given, at, ''))
        add(fault.path, `expected ${fault.expected}, got ${fault.got}`);
    else if (!others.includes(key)) add(at, unknownMember(key, known));
  }
  return values;
}

function readTenants(given: unknown, lineOf: LineOf, faults: FileFault[]) {
  if (given === undefined) return [];
  const refuse = (path: readonly string[], expected: string, got: unknown) => {
    const told = `${formatPath(path)}: expected ${expected}, got ${describeValue(got)}`;
    faults.push({ line: lineOf(path), told });
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

/** No setting is nested deeper. With aliases, a file may be nested without end. */
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
