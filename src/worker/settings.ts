import { z } from 'zod';
import type { DialectVersion } from '../camunda-dialect/exceptions.ts';
import type { Rules } from '../policy/policy.ts';
import { ruleSettings } from './rule-settings.ts';
import {
  duration,
  type Kind,
  list,
  matching,
  oneOf,
  type Setting,
  setting,
  text,
  whole,
  word,
  yesOrNo,
} from './setting.ts';

/** The worker's own settings, checked. Durations are in milliseconds. */
export interface Config extends Rules {
  readonly configFile: string | undefined;
  readonly jobType: string;
  /** Whether Camunda's own job types are served too, and whose shapes they have. */
  readonly camundaCompatible: DialectVersion | undefined;
  readonly workerName: string | undefined;
  /** If undefined, the addresses that are set decide. */
  readonly transport: 'grpc' | 'rest' | undefined;
  /** If undefined, the tenant of the SDK's settings, or those to which the worker is assigned. */
  readonly tenantIds: readonly string[] | undefined;
  /** The ids of physical tenants. If undefined, the default one is served. */
  readonly physicalTenants: readonly string[] | undefined;
  readonly lease: LeaseSetting;
  readonly jobPush: boolean;
  readonly maxJobs: number;
  readonly jobTimeout: number;
  readonly maxJobTime: number;
  readonly stopTimeout: number;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly logLevel: string;
  readonly secretPrefix: string;
  readonly secretsDir: string | undefined;
  readonly secretsManagerPrefix: string | undefined;
  readonly ssmPrefix: string | undefined;
  readonly secretsRefresh: number;
  readonly maxResultBytes: number;
  readonly capacityMetrics: boolean;
  /** How many tables have metrics of their own. */
  readonly metricsTables: number;
  /** The rules that are set for one tenant, by its id. They take the place of the rules for all. */
  readonly tenantRules: ReadonlyMap<string, Partial<Rules>>;
}

/** Whether jobs are activated with a lease. `auto`: if the engine has leases. `on`: a job without one is not done. */
export type LeaseSetting = 'auto' | 'on' | 'off';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const PHYSICAL_TENANTS = {
  pattern: /^[a-z0-9]{1,64}$/,
  words: 'ids of physical tenants, up to 64 small letters and digits each',
  one: 'the id of a physical tenant, up to 64 small letters and digits',
};
/** How a prefix of names in AWS's stores says that jobs have whole names. */
const ALL_NAMES = 'or * for all that the worker may read';

const A_DIALECT = 'true, false or 8.6';
const dialectOf = (value: boolean | '8.6'): DialectVersion | undefined =>
  value === '8.6' ? value : value ? '8.10' : undefined;
/** Reads whose shapes the jobs of Camunda's own connector have. */
const compatible: Kind = {
  schema: z
    .enum(['true', 'false', '8.6'], { error: A_DIALECT })
    .transform((value) => dialectOf(value === '8.6' ? value : value === 'true')),
  // Without quotes, 8.6 is a number of YAML.
  inFile: z.union([z.boolean(), z.literal('8.6')], { error: 'true, false or the text "8.6"' }).transform(dialectOf),
};

/** The worker's own settings, in the order of the documentation. */
export const settings: Readonly<Record<Exclude<keyof Config, 'tenantRules'>, Setting>> = {
  configFile: {
    ...setting(
      'CONFIG_FILE',
      undefined,
      'A file with settings, in YAML or JSON. Where both are set, the variable counts',
      text,
    ),
    isVariableOnly: true,
  },
  jobType: setting('JOB_TYPE', 'aws-dynamodb:1', 'The job type that the worker subscribes to', text),
  camundaCompatible: setting(
    'CAMUNDA_COMPATIBLE',
    'false',
    "`true`: the worker also does the tasks of Camunda's own DynamoDB connector (`io.camunda:aws-dynamodb:1` and `io.camunda:aws:1`), with its results and errors, as in Camunda 8.10. `8.6`: with those of 8.6, where they differ. See docs/camunda-connector.md",
    compatible,
  ),
  workerName: setting(
    'NAME',
    undefined,
    'The name of the worker in Operate. The default is `camunda-dynamodb-worker` and the host name',
    text,
  ),
  transport: setting(
    'TRANSPORT',
    undefined,
    'How the gateway is called: `grpc` or `rest`. The default is `rest` if `ZEEBE_REST_ADDRESS` is set and neither `ZEEBE_GRPC_ADDRESS` nor `ZEEBE_ADDRESS` is, and else `grpc`',
    oneOf(['grpc', 'rest'], 'grpc or rest'),
  ),
  tenantIds: setting(
    'TENANT_IDS',
    undefined,
    "The tenants that are served, separated by commas. The default is the SDK's `CAMUNDA_TENANT_ID`; without it all tenants to which the worker is assigned (Camunda 8.9 and later), or the default tenant",
    list({ pattern: /^\S+$/, words: 'ids of tenants', one: 'the id of a tenant' }),
  ),
  physicalTenants: setting(
    'PHYSICAL_TENANTS',
    undefined,
    'The physical tenants (Camunda 8.10 and later) that are served, separated by commas. Without it the default one',
    list(PHYSICAL_TENANTS),
  ),
  lease: setting(
    'LEASE',
    'auto',
    'Whether jobs come with a lease, so that no job is ended twice. `auto`: if the engine is Camunda 8.10 or later. `on`: a job without a lease is handed back. `off`: without leases',
    oneOf(['auto', 'on', 'off']),
  ),
  jobPush: setting(
    'JOB_PUSH',
    'true',
    'Whether the gateway pushes new jobs at once, beside the polls. Only gRPC has this',
    yesOrNo,
  ),
  maxJobs: setting('MAX_JOBS', '32', 'How many jobs run at the same time', whole(1, 10_000)),
  jobTimeout: setting(
    'JOB_TIMEOUT',
    'PT30S',
    'How long a job is locked. The lock is extended for as long as the job runs. If the worker dies or is cut off, other workers get the job after this time. If the gateway cannot be reached, a job that is done is reported for at least five minutes, or for the time of a lock if that is longer',
    duration,
  ),
  maxJobTime: setting(
    'MAX_JOB_TIME',
    'PT1H',
    'The longest that a job may run, waits for tables and scans included. It is then cut off and fails as if the connection were lost. A task can only shorten it, by its time limit (`jobTimeout`)',
    duration,
  ),
  stopTimeout: setting('STOP_TIMEOUT', 'PT25S', 'How long jobs may go on when the worker is stopped', duration),
  httpHost: setting(
    'HTTP_HOST',
    '0.0.0.0',
    'The address on which `/healthz`, `/readyz` and `/metrics` are served',
    word,
  ),
  httpPort: setting(
    'HTTP_PORT',
    '8090',
    'The port of `/healthz`, `/readyz` and `/metrics`. 0 takes a free port, which is logged',
    whole(0, 65_535),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'info',
    `One of ${LOG_LEVELS.join(', ')}. \`silent\` logs nothing, whatever a job asks for`,
    oneOf(LOG_LEVELS),
  ),
  secretPrefix: setting(
    'SECRET_PREFIX',
    'SECRET_',
    '`{{secrets.X}}` reads the environment variable with this prefix before `X`. Secrets of the engine (`=camunda.secrets.X`, from Camunda 8.10 on) need no setting',
    word,
  ),
  secretsDir: setting(
    'SECRETS_DIR',
    undefined,
    'A directory with a file for each secret, as Kubernetes mounts a Secret. A file that changes counts at once',
    text,
  ),
  secretsManagerPrefix: {
    ...setting(
      'SECRETS_MANAGER_PREFIX',
      undefined,
      `Secrets are also read from AWS Secrets Manager, by this beginning of their names, like \`prod/dynamodb-worker/\`, ${ALL_NAMES.replace('*', '`*`')}`,
      matching(/^(?:\*|[\w/+=.@-]{1,256})$/, `the beginning of names like prod/dynamodb-worker/, ${ALL_NAMES}`),
    ),
    isNeverEmpty: true,
  },
  ssmPrefix: {
    ...setting(
      'SSM_PREFIX',
      undefined,
      `Secrets are also read from the Parameter Store of AWS Systems Manager, by this beginning of their names, like \`/prod/dynamodb-worker/\`, ${ALL_NAMES.replace('*', '`*`')}`,
      matching(
        /^(?:\*|\/[\w./-]{0,255}|[\w.-]{1,256})$/,
        `the beginning of names like /prod/dynamodb-worker/, ${ALL_NAMES}`,
      ),
    ),
    isNeverEmpty: true,
  },
  secretsRefresh: setting(
    'SECRETS_REFRESH',
    'PT5M',
    'How long a secret from AWS is used before it is asked for again. While AWS cannot be reached, the last value serves',
    duration,
  ),
  ...ruleSettings,
  maxResultBytes: setting(
    'MAX_RESULT_BYTES',
    '1572864',
    'The largest result that a job may complete with, in bytes of JSON',
    whole(1, 2 ** 31),
  ),
  capacityMetrics: setting(
    'CAPACITY_METRICS',
    'false',
    '`true`: DynamoDB is asked for the capacity that each call consumes, also where a job does not ask for it. Metrics count it',
    yesOrNo,
  ),
  metricsTables: setting(
    'METRICS_TABLES',
    '100',
    'How many tables have metrics of their own. Those that come later count as `other`',
    whole(0, 10_000),
  ),
};
