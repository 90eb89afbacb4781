import { z } from 'zod';
import { parseDuration } from '../json/duration.ts';

/** The worker's own settings, checked. Durations are in milliseconds. */
export interface Config {
  readonly jobType: string;
  readonly workerName: string | undefined;
  /** If undefined, the tenant of the SDK's settings. */
  readonly tenantIds: readonly string[] | undefined;
  readonly maxJobs: number;
  readonly jobTimeout: number;
  readonly stopTimeout: number;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly logLevel: string;
  readonly secretPrefix: string;
  readonly allowEndpoints: readonly string[];
  readonly allowRoles: readonly string[];
  readonly allowProfiles: readonly string[];
  readonly allowTokenFiles: readonly string[];
  readonly maxResultBytes: number;
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
}

const PREFIX = 'DYNAMODB_WORKER_';
/** Kubernetes sets these variables in every pod beside a service with the name `dynamodb-worker`. */
const SERVICE_LINK = /^DYNAMODB_WORKER_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)?)$/;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
/** Matches an origin like `https://*.example.com:8443`. In its host, `*` stands for any part of a name. */
const ORIGIN_PATTERN = /^https?:\/\/(?:[A-Za-z0-9._*-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/;

const text = z.string({ error: 'text' }).min(1, { error: 'text' });
const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item));
/** Reads patterns of what jobs may name, like `orders,invoices` or `*`. `none` allows nothing. */
const allowed = checked('* or none, or a list separated by commas', (value) => {
  const patterns = value.split(',').map((part) => part.trim());
  if (patterns.length === 1 && patterns[0] === 'none') return [];
  const given = patterns.filter((part) => part !== '');
  return given.length === 0 || given.includes('none') ? undefined : given;
});
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

function whatJobsMayName(name: string, initial: string, what: string): Setting {
  const meaning = `${what}, separated by commas. \`*\` stands for any text, and \`none\` allows none`;
  return { ...setting(name, initial, meaning, allowed), isNeverEmpty: true };
}

/** The worker's own settings, in the order of the documentation. */
export const settings: Readonly<Record<keyof Config, Setting>> = {
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
    list(text).optional(),
  ),
  maxJobs: setting('MAX_JOBS', '32', 'How many jobs run at the same time', whole(1, 10_000)),
  jobTimeout: setting(
    'JOB_TIMEOUT',
    'PT5M',
    'How long a job is locked. The lock is extended for as long as the job runs',
    duration,
  ),
  stopTimeout: setting('STOP_TIMEOUT', 'PT25S', 'How long jobs may go on when the worker is stopped', duration),
  httpHost: setting('HTTP_HOST', '0.0.0.0', 'The address on which `/healthz` and `/readyz` are served', text),
  httpPort: setting(
    'HTTP_PORT',
    '8090',
    'The port of `/healthz` and `/readyz`. 0 takes a free port, which is logged',
    whole(0, 65_535),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'info',
    `One of ${LOG_LEVELS.join(', ')}`,
    z.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(', ')}` }),
  ),
  secretPrefix: setting(
    'SECRET_PREFIX',
    'SECRET_',
    '`{{secrets.X}}` reads the environment variable with this prefix before `X`',
    z.string(),
  ),
  allowEndpoints: setting(
    'ALLOW_ENDPOINTS',
    '',
    'The origins that a job may name in `configuration.endpoint`, separated by commas. `*` stands for any part of a host name',
    list(
      z.string().regex(ORIGIN_PATTERN, {
        error: 'origins like https://*.example.com or http://localhost:8000, separated by commas',
      }),
    ),
  ),
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

/**
 * Reads the worker's own settings from environment variables. An empty variable counts as absent, except where that could allow
 * more than was meant.
 * @throws ConfigError that names every fault
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [key, { name, initial, schema, isNeverEmpty = false }] of Object.entries(settings)) {
    const given = variables[name] === '' && !isNeverEmpty ? undefined : variables[name];
    const checked = schema.safeParse(given ?? initial);
    if (checked.success) config[key] = checked.data;
    else faults.push(`${name}: expected ${checked.error.issues[0]?.message}, got ${JSON.stringify(given)}`);
  }
  const known = new Set(Object.values(settings).map(({ name }) => name));
  for (const name of Object.keys(variables)) {
    if (name.startsWith(PREFIX) && !known.has(name) && !SERVICE_LINK.test(name))
      faults.push(`${name}: there is no such setting`);
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return config as unknown as Config;
}
