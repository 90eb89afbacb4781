import { maskOf } from '../connection/mask.ts';
import type { Rules } from '../policy/policy.ts';
import type { FileSettings } from './config-file.ts';
import { secretsOf } from './secret-variables.ts';
import { MOST_FAULTS, PREFIX, TENANTS } from './setting.ts';
import { type Config, settings } from './settings.ts';

/** Kubernetes sets these variables in every pod beside a service with the name `dynamodb-worker`. */
const SERVICE_LINK = /^DYNAMODB_WORKER_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)?)$/;

/** Settings cannot be used. The message has one line for each fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** Stands between the name of a rule and the id of the tenant for which it is set. */
export const FOR_TENANT = '__TENANT_';
export const TENANT_ID = /^[\w.-]{1,31}$/;
type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the worker's own settings: from environment variables, and from the file that one of them names. A variable counts before
 * the file, setting by setting, also before what the file says of one tenant.
 * @throws ConfigError that names every fault of both
 */
export async function loadConfig(variables: Variables): Promise<Config> {
  const file = variables[settings.configFile.name];
  if (!file) return readConfig(variables);
  // It loads a parser of YAML.
  const { readConfigFile } = await import('./config-file.ts');
  return readConfig(variables, await readConfigFile(file));
}

/**
 * Reads the worker's own settings from environment variables. An empty variable counts as absent, except where that could allow
 * more than was meant.
 * @param file what a file of settings says
 * @throws ConfigError that names every fault of both
 */
export function readConfig(variables: Variables, file?: FileSettings): Config {
  const faults: string[] = [...(file?.faults ?? [])];
  const config: Record<string, unknown> = {};
  const inVariables = new Set<string>();
  for (const [key, { name, initial, schema, isNeverEmpty = false }] of Object.entries(settings)) {
    const given = variables[name] === '' && !isNeverEmpty ? undefined : variables[name];
    const text = given ?? initial;
    if (given !== undefined) inVariables.add(key);
    if (given === undefined && file?.values.has(key)) config[key] = file.values.get(key);
    else if (text === undefined) config[key] = undefined;
    else {
      const checked = schema.safeParse(text);
      if (checked.success) config[key] = checked.data;
      else faults.push(`${name}: expected ${checked.error.issues[0]?.message}, got ${JSON.stringify(given)}`);
    }
  }
  config.tenantRules = readTenantRules(variables, { file, inVariables, served: config as ServedTenants }, faults);
  const known = new Set(Object.values(settings).map(({ name }) => name));
  for (const name of Object.keys(variables)) {
    if (name.startsWith(PREFIX) && !known.has(name) && !name.includes(FOR_TENANT) && !SERVICE_LINK.test(name))
      faults.push(`${name}: there is no such setting`);
  }
  if (faults.length > 0) {
    const mask = maskOf([...secretsOf(variables), ...secretsOf(file?.texts ?? {})]);
    throw new ConfigError(faults.map((fault) => mask(fault)));
  }
  return config as unknown as Config;
}

type ServedTenants = Pick<Config, 'tenantIds' | 'physicalTenants'>;

/** What was read before the rules of single tenants. */
interface ReadBefore {
  readonly file: FileSettings | undefined;
  /** The keys of the settings that a variable sets for all. */
  readonly inVariables: ReadonlySet<string>;
  readonly served: ServedTenants;
}

/**
 * Reads the rules that are set for one tenant, by the tenant's id. Where physical tenants are served, it is the id of one of them.
 * An empty rule is a fault, because it could mean either all or nothing. A rule of the file does not count where a variable sets the
 * rule for all: whoever locks something by a variable locks it for every tenant.
 */
function readTenantRules(
  variables: Variables,
  { file, inVariables, served }: ReadBefore,
  faults: string[],
): Config['tenantRules'] {
  const rules = new Map<string, Partial<Rules>>();
  const ofFile: string[] = [];
  for (const { id, place, rules: read } of file?.tenants ?? []) {
    const fault = tenantFault(id, served);
    const counted = Object.entries(read).filter(([key]) => !inVariables.has(key));
    if (fault === undefined) rules.set(id, Object.fromEntries(counted));
    else ofFile.push(`${place}: expected ${fault.inFile}`);
  }
  faults.push(...ofFile.slice(0, MOST_FAULTS));
  if (ofFile.length > MOST_FAULTS) faults.push(`${TENANTS}: and ${ofFile.length - MOST_FAULTS} more`);
  const ruleNames = Object.entries(settings).filter(([, { isRule }]) => isRule);
  for (const name of Object.keys(variables)) {
    const at = name.indexOf(FOR_TENANT);
    if (at < 0 || !name.startsWith(PREFIX)) continue;
    const [general, id, value] = [name.slice(0, at), name.slice(at + FOR_TENANT.length), variables[name]];
    const [key, rule] = ruleNames.find(([, { name }]) => name === general) ?? [];
    const checked = rule?.schema.safeParse(value === '' ? ',' : value);
    const fault = tenantFault(id, served);
    if (key === undefined || checked === undefined) {
      const names = ruleNames.map(([, rule]) => rule.name.slice(PREFIX.length)).join(', ');
      faults.push(`${name}: expected one of ${names} before ${FOR_TENANT}, got ${general.slice(PREFIX.length)}`);
    } else if (fault !== undefined) {
      faults.push(`${name}: expected ${fault.inName}`);
    } else if (!checked.success) {
      faults.push(`${name}: expected ${checked.error.issues[0]?.message}, got ${JSON.stringify(value)}`);
    } else {
      rules.set(id, { ...rules.get(id), [key]: checked.data });
    }
  }
  return rules;
}

/** Gives what is wrong with the id of a tenant that has rules, as it is said of the name of a variable and of a file. */
function tenantFault(
  id: string,
  { tenantIds, physicalTenants }: ServedTenants,
): { readonly inName: string; readonly inFile: string } | undefined {
  if (physicalTenants === undefined && !TENANT_ID.test(id)) {
    const expected = 'the id of a tenant, 1 to 31 letters, digits or characters of _.-';
    const got = `got ${JSON.stringify(id)}`;
    return { inName: `${expected} after ${FOR_TENANT}, ${got}`, inFile: `${expected}, ${got}` };
  }
  if ((physicalTenants ?? tenantIds)?.includes(id) !== false) return undefined;
  const where = (physicalTenants === undefined ? settings.tenantIds : settings.physicalTenants).name;
  const fault = `a tenant that is served (${where}), got ${id}`;
  return { inName: fault, inFile: fault };
}

/** Gives the rules for the jobs of a tenant: its own, and those for all where it has none. */
export function rulesFor(config: Config, tenantId: string): Rules {
  return { ...config, ...config.tenantRules.get(tenantId) };
}
