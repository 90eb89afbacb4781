import { z } from 'zod';
import { maskOf } from '../connection/mask.ts';
import { parseDuration } from '../json/duration.ts';
import type { Rules } from '../policy/policy.ts';
import { secretsOf } from './secret-variables.ts';

/** The worker's own settings, checked. Durations are in milliseconds. */
export interface Config extends Rules {
  readonly jobType: string;
  readonly workerName: string | undefined;
  /** If undefined, the tenant of the SDK's settings. */
  readonly tenantIds: readonly string[] | undefined;
  readonly maxJobs: number;
  readonly jobTimeout: number;
  readonly maxJobTime: number;
  readonly stopTimeout: number;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly logLevel: string;
  readonly secretPrefix: string;
  readonly maxResultBytes: number;
  /** The rules that are set for one tenant, by its id. They take the place of the rules for all. */
  readonly tenantRules: ReadonlyMap<string, Partial<Rules>>;
}

/** One setting. */
interface Setting {
  /** The name of its environment variable. */
  readonly name: string;
  /** The text that counts if the variable is not set. */
  readonly initial: string | undefined;
  /** What it is for, as the documentation shows it. */
  readonly meaning: string;
  readonly schema: z.ZodType<unknown, string | undefined>;
  /** An empty variable is a fault. It does not count as absent, because someone who cleared it may have meant the opposite. */
  readonly isNeverEmpty?: true;
  /** The setting says what jobs may do, and can also be set for one tenant. */
  readonly isRule?: true;
}

const PREFIX = 'DYNAMODB_WORKER_';
/** Kubernetes sets these variables in every pod beside a service with the name `dynamodb-worker`. */
const SERVICE_LINK = /^DYNAMODB_WORKER_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)?)$/;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
/** Matches an origin like `https://*.example.com:8443`. In its host, `*` stands for any part of a name. */
const ORIGIN_PATTERN = /^https?:\/\/(?:[A-Za-z0-9._*-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/;

const A_TEXT = 'a text without blanks around it';
const text = z.string({ error: A_TEXT }).regex(/^\S(?:.*\S)?$/, { error: A_TEXT });
const A_WORD = 'a text without blanks';
const word = z.string({ error: A_WORD }).regex(/^\S+$/, { error: A_WORD });
const list = (item: z.ZodType<string, string>, expected: string) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item).min(1, { error: expected }));
/**
 * Reads patterns of what jobs may name, like `orders,invoices` or `*`. `none` allows nothing.
 * @param fits what one pattern may be
 */
function allowed(expected: string, fits: (pattern: string) => boolean = () => true) {
  return checked(expected, (value) => {
    const patterns = value.split(',').map((part) => part.trim());
    if (patterns.length === 1 && patterns[0] === 'none') return [];
    const given = patterns.filter((part) => part !== '');
    return given.length === 0 || given.includes('none') || !given.every(fits) ? undefined : given;
  });
}

const ANY_LIST = '* or none, or a list separated by commas';
const yesOrNo = checked('true or false', (value) =>
  value === 'true' || value === 'false' ? value === 'true' : undefined,
);
/**
 * The longest time of Node's timers.
 * https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
 */
const LONGEST_MS = 2 ** 31 - 1;
const duration = checked('an ISO 8601 duration above zero and up to P24D, like PT30S', (value) => {
  const milliseconds = parseDuration(value);
  return milliseconds !== undefined && milliseconds > 0 && milliseconds <= LONGEST_MS ? milliseconds : undefined;
});

function checked<T>(expected: string, read: (value: string) => T | undefined) {
  return z.string({ error: expected }).transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message: expected, input: value });
    return z.NEVER;
  });
}

function whole(minimum: number, maximum: number) {
  return checked(`a whole number from ${minimum} to ${maximum}`, (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= minimum && number <= maximum ? number : undefined;
  });
}

function setting(name: string, initial: string | undefined, meaning: string, schema: Setting['schema']): Setting {
  return { name: PREFIX + name, initial, meaning, schema };
}

function rule(name: string, initial: string, meaning: string, schema: Setting['schema']): Setting {
  return { ...setting(name, initial, meaning, schema), isNeverEmpty: true, isRule: true };
}

function whatJobsMayName(name: string, initial: string, what: string, schema = allowed(ANY_LIST)): Setting {
  const meaning = `${what}, separated by commas. \`*\` stands for any text, and \`none\` allows none`;
  return rule(name, initial, meaning, schema);
}

/** The worker's own settings, in the order of the documentation. */
export const settings: Readonly<Record<Exclude<keyof Config, 'tenantRules'>, Setting>> = {
  jobType: setting('JOB_TYPE', 'aws-dynamodb:1', 'The job type that the worker subscribes to', text),
  workerName: setting(
    'NAME',
    undefined,
    'The name of the worker in Operate. The default is `camunda-dynamodb-worker` and the host name',
    text.optional(),
  ),
  tenantIds: setting(
    'TENANT_IDS',
    undefined,
    "The tenants that are served, separated by commas. The default is the SDK's `CAMUNDA_TENANT_ID`",
    list(word, 'ids of tenants, separated by commas').optional(),
  ),
  maxJobs: setting('MAX_JOBS', '32', 'How many jobs run at the same time', whole(1, 10_000)),
  jobTimeout: setting(
    'JOB_TIMEOUT',
    'PT5M',
    'How long a job is locked. The lock is extended for as long as the job runs. A job that is done is reported for at least so long if the gateway cannot be reached',
    duration,
  ),
  maxJobTime: setting(
    'MAX_JOB_TIME',
    'PT1H',
    'The longest that a job may run, waits for tables and scans included. It is then cut off and fails as if the connection were lost. A task can only shorten it, by its time limit (`jobTimeout`)',
    duration,
  ),
  stopTimeout: setting('STOP_TIMEOUT', 'PT25S', 'How long jobs may go on when the worker is stopped', duration),
  httpHost: setting('HTTP_HOST', '0.0.0.0', 'The address on which `/healthz` and `/readyz` are served', word),
  httpPort: setting(
    'HTTP_PORT',
    '8090',
    'The port of `/healthz` and `/readyz`. 0 takes a free port, which is logged',
    whole(0, 65_535),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'info',
    `One of ${LOG_LEVELS.join(', ')}. \`silent\` logs nothing, whatever a job asks for`,
    z.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(', ')}` }),
  ),
  secretPrefix: setting(
    'SECRET_PREFIX',
    'SECRET_',
    '`{{secrets.X}}` reads the environment variable with this prefix before `X`. Secrets of the engine (`=camunda.secrets.X`, from Camunda 8.10 on) need no setting',
    word,
  ),
  allowDefaultCredentials: rule(
    'ALLOW_DEFAULT_CREDENTIALS',
    'true',
    "`false`: a job must say how it signs in, and never signs with the worker's own AWS credentials",
    yesOrNo,
  ),
  allowOperations: whatJobsMayName(
    'ALLOW_OPERATIONS',
    '*',
    'The operations that a job may ask for, by their ids like `getItem`',
  ),
  allowTables: whatJobsMayName(
    'ALLOW_TABLES',
    '*',
    'The names of the tables that a job may touch',
    allowed('* or none, or names of tables (no ARNs) separated by commas', (pattern) => /^[\w.*-]+$/.test(pattern)),
  ),
  allowRegions: whatJobsMayName(
    'ALLOW_REGIONS',
    '*',
    'The regions that a job may ask',
    allowed('* or none, or names of regions separated by commas', (pattern) => /^[a-z0-9*-]+$/.test(pattern)),
  ),
  readOnly: rule('READ_ONLY', 'false', '`true`: no job writes anything, be it by PartiQL or in a transaction', yesOrNo),
  allowSecrets: whatJobsMayName('ALLOW_SECRETS', '*', 'The secrets that a job may name'),
  allowDebug: rule(
    'ALLOW_DEBUG',
    'true',
    '`false`: no job may have its requests and responses logged, which have items in them. With `true` 16 KB of each call are logged',
    yesOrNo,
  ),
  allowEndpoints: {
    ...setting(
      'ALLOW_ENDPOINTS',
      'none',
      'The origins that a job may name in `configuration.endpoint`, separated by commas. `*` stands for any part of a host name, and `none` allows none',
      allowed('origins like https://*.example.com or http://localhost:8000, separated by commas, or none', (pattern) =>
        ORIGIN_PATTERN.test(pattern),
      ),
    ),
    isRule: true,
  },
  allowRoles: whatJobsMayName('ALLOW_ROLES', '*', 'The ARNs of the roles that a job may name'),
  allowProfiles: whatJobsMayName('ALLOW_PROFILES', '*', 'The profiles that a job may name'),
  allowTokenFiles: whatJobsMayName(
    'ALLOW_TOKEN_FILES',
    'none',
    'The web identity token files that a job may name beside the one in `AWS_WEB_IDENTITY_TOKEN_FILE`',
  ),
  maxResultBytes: setting(
    'MAX_RESULT_BYTES',
    '1572864',
    'The largest result that a job may complete with, in bytes of JSON',
    whole(1, 2 ** 31),
  ),
};

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
  config.tenantRules = readTenantRules(variables, config.tenantIds as Config['tenantIds'], faults);
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
 * Reads the rules that are set for one tenant, by the tenant's id. An empty rule is a fault, because it could mean either all or
 * nothing.
 */
function readTenantRules(
  variables: Variables,
  served: readonly string[] | undefined,
  faults: string[],
): Config['tenantRules'] {
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
    } else if (!TENANT_ID.test(id)) {
      const expected = 'the id of a tenant, 1 to 31 letters, digits or characters of _.-';
      faults.push(`${name}: expected ${expected} after ${FOR_TENANT}, got ${JSON.stringify(id)}`);
    } else if (served !== undefined && !served.includes(id)) {
      faults.push(`${name}: expected a tenant that is served (${settings.tenantIds.name}), got ${id}`);
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
