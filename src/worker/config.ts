import { maskOf } from '../connection/mask.ts';
import type { Rules } from '../policy/policy.ts';
import { secretsOf } from './secret-variables.ts';
import { PREFIX } from './setting.ts';
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
const FOR_TENANT = '__TENANT_';
const TENANT_ID = /^[\w.-]{1,31}$/;
type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the worker's own settings from environment variables. An empty variable counts as absent, except where that could allow
 * more than was meant.
 * @throws ConfigError that names every fault
 */
export function readConfig(variables: Variables): Config {
  const faults: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [key, { name, initial, schema, isNeverEmpty = false }] of Object.entries(settings)) {
    const given = variables[name] === '' && !isNeverEmpty ? undefined : variables[name];
    const checked = schema.safeParse(given ?? initial);
    if (checked.success) config[key] = checked.data;
    else faults.push(`${name}: expected ${checked.error.issues[0]?.message}, got ${JSON.stringify(given)}`);
  }
  config.tenantRules = readTenantRules(variables, config as Pick<Config, 'tenantIds' | 'physicalTenants'>, faults);
  const known = new Set(Object.values(settings).map(({ name }) => name));
  for (const name of Object.keys(variables)) {
    if (name.startsWith(PREFIX) && !known.has(name) && !name.includes(FOR_TENANT) && !SERVICE_LINK.test(name))
      faults.push(`${name}: there is no such setting`);
  }
  if (faults.length > 0) {
    const mask = maskOf(secretsOf(variables));
    throw new ConfigError(faults.map((fault) => mask(fault)));
  }
  return config as unknown as Config;
}

/**
 * Reads the rules that are set for one tenant, by the tenant's id. Where physical tenants are served, it is the id of one of them.
 * An empty rule is a fault, because it could mean either all or nothing.
 */
function readTenantRules(
  variables: Variables,
  { tenantIds, physicalTenants }: Pick<Config, 'tenantIds' | 'physicalTenants'>,
  faults: string[],
): Config['tenantRules'] {
  const served = physicalTenants ?? tenantIds;
  const rules = new Map<string, Partial<Rules>>();
  const ruleNames = Object.entries(settings).filter(([, { isRule }]) => isRule);
  for (const name of Object.keys(variables)) {
    const at = name.indexOf(FOR_TENANT);
    if (at < 0 || !name.startsWith(PREFIX)) continue;
    const [general, id, value] = [name.slice(0, at), name.slice(at + FOR_TENANT.length), variables[name]];
    const [key, rule] = ruleNames.find(([, { name }]) => name === general) ?? [];
    const checked = rule?.schema.safeParse(value === '' ? ',' : value);
    if (key === undefined || checked === undefined) {
      const names = ruleNames.map(([, rule]) => rule.name.slice(PREFIX.length)).join(', ');
      faults.push(`${name}: expected one of ${names} before ${FOR_TENANT}, got ${general.slice(PREFIX.length)}`);
    } else if (physicalTenants === undefined && !TENANT_ID.test(id)) {
      const expected = 'the id of a tenant, 1 to 31 letters, digits or characters of _.-';
      faults.push(`${name}: expected ${expected} after ${FOR_TENANT}, got ${JSON.stringify(id)}`);
    } else if (served !== undefined && !served.includes(id)) {
      const where = (physicalTenants === undefined ? settings.tenantIds : settings.physicalTenants).name;
      faults.push(`${name}: expected a tenant that is served (${where}), got ${id}`);
    } else if (!checked.success) {
      faults.push(`${name}: expected ${checked.error.issues[0]?.message}, got ${JSON.stringify(value)}`);
    } else {
      rules.set(id, { ...rules.get(id), [key]: checked.data });
    }
  }
  return rules;
}

/** Gives the rules for the jobs of a tenant: its own, and those for all where it has none. */
export function rulesFor(config: Config, tenantId: string): Rules {
  return { ...config, ...config.tenantRules.get(tenantId) };
}
