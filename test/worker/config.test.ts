import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, rulesFor } from '../../src/worker/config.ts';
import { settings } from '../../src/worker/settings.ts';

const read = (variables: Record<string, string>) =>
  readConfig(Object.fromEntries(Object.entries(variables).map(([name, value]) => [`DYNAMODB_WORKER_${name}`, value])));

test('without variables every setting has its default', () => {
  expect(readConfig({ PATH: '/bin', AWS_REGION: 'eu-central-1' })).toEqual({
    configFile: undefined,
    jobType: 'aws-dynamodb:1',
    workerName: undefined,
    tenantIds: undefined,
    physicalTenants: undefined,
    lease: 'auto',
    jobPush: true,
    maxJobs: 32,
    jobTimeout: 30_000,
    maxJobTime: 3_600_000,
    stopTimeout: 25_000,
    httpHost: '0.0.0.0',
    httpPort: 8090,
    logLevel: 'info',
    secretPrefix: 'SECRET_',
    secretsDir: undefined,
    secretsManagerPrefix: undefined,
    ssmPrefix: undefined,
    secretsRefresh: 300_000,
    allowDefaultCredentials: true,
    allowOperations: ['*'],
    allowTables: ['*'],
    allowRegions: ['*'],
    readOnly: false,
    allowSecrets: ['*'],
    allowDebug: true,
    allowEndpoints: [],
    allowRoles: ['*'],
    allowProfiles: ['*'],
    allowTokenFiles: [],
    maxResultBytes: 1_572_864,
    capacityMetrics: false,
    metricsTables: 100,
    tenantRules: new Map(),
  });
});

/** An empty one could mean either nothing or everything. */
const prefixes = ['SECRETS_MANAGER_PREFIX', 'SSM_PREFIX'];
const switches = ['ALLOW_DEFAULT_CREDENTIALS', 'READ_ONLY', 'ALLOW_DEBUG'];
const lists = {
  ALLOW_OPERATIONS: ['allowOperations', 'get*, scanTable,'],
  ALLOW_TABLES: ['allowTables', 'orders-*, a.b_c-D,'],
  ALLOW_REGIONS: ['allowRegions', 'eu-*, us-east-1,'],
  ALLOW_SECRETS: ['allowSecrets', 'TENANT_A_*, x/y,'],
  ALLOW_ROLES: ['allowRoles', 'arn:aws:iam::*:role/a, b,'],
  ALLOW_PROFILES: ['allowProfiles', 'a*, b,'],
  ALLOW_TOKEN_FILES: ['allowTokenFiles', '/a/*, /b,'],
  ALLOW_ENDPOINTS: ['allowEndpoints', 'https://*.example.com, http://localhost:8000,'],
} as const;
type List = (typeof lists)[keyof typeof lists][0];

test('an empty variable counts as absent, unless it is a rule or says which secrets are read', () => {
  const names = Object.values(settings).map(({ name }) => name.replace('DYNAMODB_WORKER_', ''));
  const others = names.filter((name) => !(name in lists || [...switches, ...prefixes].includes(name)));
  expect(read(Object.fromEntries(others.map((name) => [name, ''])))).toEqual(readConfig({}));
  expect(others.length).toBe(names.length - switches.length - prefixes.length - Object.keys(lists).length);
});

describe.each(switches)('%s', (name) => {
  test.each(['', 'yes', '1', 'TRUE', ' true'])('is refused when it is "%s"', (value) => {
    expect(() => read({ [name]: value })).toThrow(
      `DYNAMODB_WORKER_${name}: expected true or false, got ${JSON.stringify(value)}`,
    );
  });

  test('is what it says', () => {
    const of = (value: string) => {
      const { allowDefaultCredentials, readOnly, allowDebug } = read({ [name]: value });
      return { ALLOW_DEFAULT_CREDENTIALS: allowDefaultCredentials, READ_ONLY: readOnly, ALLOW_DEBUG: allowDebug }[name];
    };
    expect(['true', 'false'].map(of)).toEqual([true, false]);
  });
});

describe.each(Object.entries(lists))('%s', (name, [key, list]) => {
  test.each([' ', ',', 'none,a', ', none'])('is refused when it is "%s"', (value) => {
    expect(() => read({ [name]: value })).toThrow(`DYNAMODB_WORKER_${name}: expected `);
  });

  test('allows nothing when it is none, and what it lists', () => {
    const allowed = (value: string) => read({ [name]: value })[key as List];
    expect([allowed('none'), allowed(' none ')]).toEqual([[], []]);
    expect(allowed(list)).toEqual(
      list
        .split(',')
        .slice(0, -1)
        .map((part) => part.trim()),
    );
  });
});

test.each([
  ['ALLOW_TABLES', 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders'],
  ['ALLOW_TABLES', 'orders/index/a'],
  ['ALLOW_TABLES', 'or ders'],
  ['ALLOW_REGIONS', 'EU-central-1'],
  ['ALLOW_REGIONS', 'eu_central'],
])('%s=%s can match nothing, and is refused', (name, value) => {
  expect(() => read({ [name]: `x, ${value}` })).toThrow(`DYNAMODB_WORKER_${name}: expected * or none, or names of `);
});

describe('a rule for one tenant', () => {
  const general = {
    ALLOW_TABLES: 'shared',
    ALLOW_SECRETS: 'none',
    READ_ONLY: 'true',
    ALLOW_ENDPOINTS: 'http://localhost:1',
  };
  const config = read({
    ...general,
    ALLOW_TABLES__TENANT_a: 'a-*, shared',
    'ALLOW_SECRETS__TENANT_b.c-D_1': '*',
    'READ_ONLY__TENANT_b.c-D_1': 'false',
    ALLOW_ENDPOINTS__TENANT_a: 'none',
    ALLOW_TABLES__TENANT_a__TENANT_b: 'x',
  });

  test('takes the place of the general one for the jobs of that tenant', () => {
    expect(rulesFor(config, 'a')).toMatchObject({
      allowTables: ['a-*', 'shared'],
      allowEndpoints: [],
      allowSecrets: [],
      readOnly: true,
    });
    expect(rulesFor(config, 'b.c-D_1')).toMatchObject({
      allowTables: ['shared'],
      allowSecrets: ['*'],
      readOnly: false,
    });
    expect(rulesFor(config, 'a__TENANT_b')).toMatchObject({ allowTables: ['x'] });
  });

  test.each(['', '<default>', 'A', 'c', '__proto__', 'constructor'])('is none for the tenant "%s"', (id) => {
    const { allowTables, allowSecrets, readOnly, allowEndpoints } = rulesFor(config, id);
    expect({ allowTables, allowSecrets, readOnly, allowEndpoints }).toEqual({
      allowTables: ['shared'],
      allowSecrets: [],
      readOnly: true,
      allowEndpoints: ['http://localhost:1'],
    });
  });

  test.each([...Object.keys(lists), ...switches])('may be set for %s, and is never empty', (name) => {
    const good = switches.includes(name) ? 'true' : 'none';
    expect(read({ [`${name}__TENANT_a`]: good }).tenantRules.get('a')).toBeDefined();
    expect(() => read({ [`${name}__TENANT_a`]: '' })).toThrow(`DYNAMODB_WORKER_${name}__TENANT_a: expected `);
    expect(() => read({ [`${name}__TENANT_a`]: 'none,a b' })).toThrow(`DYNAMODB_WORKER_${name}__TENANT_a: expected `);
  });

  const rules =
    'expected one of ALLOW_DEFAULT_CREDENTIALS, ALLOW_OPERATIONS, ALLOW_TABLES, ALLOW_REGIONS, READ_ONLY, ALLOW_SECRETS, ALLOW_DEBUG, ALLOW_ENDPOINTS, ALLOW_ROLES, ALLOW_PROFILES, ALLOW_TOKEN_FILES before __TENANT_';
  const id = 'expected the id of a tenant, 1 to 31 letters, digits or characters of _.- after __TENANT_';
  test.each([
    ['MAX_JOBS__TENANT_a', `${rules}, got MAX_JOBS`],
    ['ALLOW_TABLE__TENANT_a', `${rules}, got ALLOW_TABLE`],
    ['__TENANT_a', `${rules}, got `],
    ['ALLOW_TABLES__TENANT_', `${id}, got ""`],
    ['ALLOW_TABLES__TENANT_<default>', `${id}, got "<default>"`],
    ['ALLOW_TABLES__TENANT_a b', `${id}, got "a b"`],
    [`ALLOW_TABLES__TENANT_${'a'.repeat(32)}`, `${id}, got "${'a'.repeat(32)}"`],
    ['ALLOW_TABLES_TENANT_a', 'there is no such setting'],
    ['ALLOW_TABLES__tenant_a', 'there is no such setting'],
  ])('is refused as %s', (name, message) => {
    expect(() => read({ [name]: 'x' })).toThrow(`DYNAMODB_WORKER_${name}: ${message}`);
  });

  test('is refused for a tenant that is not served, whose id may be a slip', () => {
    expect(() => read({ TENANT_IDS: 'a,b', ALLOW_TABLES__TENANT_c: 'x' })).toThrow(
      'DYNAMODB_WORKER_ALLOW_TABLES__TENANT_c: expected a tenant that is served (DYNAMODB_WORKER_TENANT_IDS), got c',
    );
    expect(read({ TENANT_IDS: 'a,b', ALLOW_TABLES__TENANT_b: 'x' }).tenantRules.size).toBe(1);
  });
});

test.each([
  ['TENANT_IDS', 'a, b,,c ', { tenantIds: ['a', 'b', 'c'] }],
  ['MAX_JOBS', '1', { maxJobs: 1 }],
  ['JOB_TIMEOUT', 'PT1H', { jobTimeout: 3_600_000 }],
  ['MAX_JOB_TIME', 'PT10M', { maxJobTime: 600_000 }],
  ['HTTP_PORT', '0', { httpPort: 0 }],
  [
    'ALLOW_ENDPOINTS',
    'https://*.example.com, http://localhost:8000',
    { allowEndpoints: ['https://*.example.com', 'http://localhost:8000'] },
  ],
])('%s=%s', (name, value, config) => {
  expect(read({ [name]: value })).toMatchObject(config);
});

test.each([
  'https://A.Example.com',
  'https://*.dynamodb.*.amazonaws.com',
  'https://db.example.com:443',
  'http://dynamodb_tests:8000',
  'http://[::1]:8000',
  'http://*',
])('ALLOW_ENDPOINTS takes the origin %s', (origin) => {
  expect(read({ ALLOW_ENDPOINTS: `https://other.com,${origin}` }).allowEndpoints).toEqual([
    'https://other.com',
    origin,
  ]);
});

test.each([
  ['MAX_JOBS', '0', 'expected a whole number from 1 to 10000, got "0"'],
  ['MAX_JOBS', '1e3', 'expected a whole number from 1 to 10000, got "1e3"'],
  ['HTTP_PORT', '65536', 'expected a whole number from 0 to 65535, got "65536"'],
  ['JOB_TIMEOUT', '5m', 'expected an ISO 8601 duration above zero and up to P24D, like PT30S, got "5m"'],
  ['STOP_TIMEOUT', 'PT0S', 'expected an ISO 8601 duration above zero and up to P24D, like PT30S, got "PT0S"'],
  ['LOG_LEVEL', 'loud', 'expected one of fatal, error, warn, info, debug, trace, silent, got "loud"'],
  [
    'ALLOW_ENDPOINTS',
    'https://a.example.com/path',
    'expected origins like https://*.example.com or http://localhost:8000, separated by commas, or none, got "https://a.example.com/path"',
  ],
  ['STOP_TIMEOUT', 'P30D', 'expected an ISO 8601 duration above zero and up to P24D, like PT30S, got "P30D"'],
  ['MAXJOBS', '1', 'there is no such setting'],
])('%s=%s is refused', (name, value, message) => {
  expect(() => read({ [name]: value })).toThrow(`DYNAMODB_WORKER_${name}: ${message}`);
});

describe('every setting is refused by its name when it is wrong, in whatever way', () => {
  const blanks = [' ', '\t', '\n'];
  const lists = [' ', ',', 'none,a', ', none'];
  const numbers = [...blanks, 'abc', '-1', '1.5', '1e3', '0x10', ' 5', '5 ', '٣', '99999999999', '9'.repeat(400)];
  const durations = [...blanks, '5m', '30', 'PT', 'P', 'PT0S', '-PT5S', 'PT1.5.5S', 'P25D', 'P1Y', 'pt5s ', 'PT1e3S'];
  const yesNo = ['', ...blanks, 'yes', '1', 'TRUE', 'true '];
  const wrong: Record<string, string[]> = {
    CONFIG_FILE: [...blanks, ' a', 'a '],
    JOB_TYPE: [...blanks, ' a', 'a '],
    NAME: [...blanks, ' a', 'a '],
    TRANSPORT: [...blanks, 'GRPC', 'http', 'rest '],
    TENANT_IDS: [...blanks, ',', ' , ', 'a b'],
    PHYSICAL_TENANTS: [...blanks, ',', 'A', 'a-b', 'a b', 'a'.repeat(65)],
    CAMUNDA_COMPATIBLE: [...blanks, 'yes', 'TRUE', '8.10', '8'],
    LEASE: [...blanks, 'true', 'AUTO', 'on '],
    JOB_PUSH: yesNo.filter((value) => value !== ''),
    MAX_JOBS: [...numbers, '0', '10001'],
    JOB_TIMEOUT: durations,
    MAX_JOB_TIME: durations,
    STOP_TIMEOUT: durations,
    HTTP_HOST: [...blanks, '0.0.0.0 ', 'a b'],
    HTTP_PORT: [...numbers, '65536'],
    LOG_LEVEL: [...blanks, 'loud', 'INFO', 'info ', '30'],
    SECRET_PREFIX: [...blanks, 'A B', 'SECRET_ '],
    SECRETS_DIR: [...blanks, ' a', 'a '],
    SECRETS_MANAGER_PREFIX: ['', ...blanks, 'a b', 'prod:', 'prod/*', '**', 'a'.repeat(257)],
    SSM_PREFIX: ['', ...blanks, 'a b', 'prod/a', '/prod/*', 'a@b', 'a'.repeat(257)],
    SECRETS_REFRESH: durations,
    ALLOW_DEFAULT_CREDENTIALS: yesNo,
    ALLOW_OPERATIONS: ['', ...lists],
    ALLOW_TABLES: ['', ...lists, 'or ders', 'a/b'],
    ALLOW_REGIONS: ['', ...lists, 'EU-*', 'eu_1'],
    READ_ONLY: yesNo,
    ALLOW_SECRETS: ['', ...lists],
    ALLOW_DEBUG: yesNo,
    ALLOW_ENDPOINTS: ['', ...lists, 'localhost:8000', 'ftp://a', 'https://a/path', 'https://a:123456', 'https://'],
    ALLOW_ROLES: ['', ...lists],
    ALLOW_PROFILES: ['', ...lists],
    ALLOW_TOKEN_FILES: ['', ...lists],
    MAX_RESULT_BYTES: [...numbers, '0', '2147483649'],
    CAPACITY_METRICS: yesNo.filter((value) => value !== ''),
    METRICS_TABLES: [...numbers, '10001'],
  };

  test('each setting is in this table', () => {
    const names = Object.values(settings).map(({ name }) => name.replace('DYNAMODB_WORKER_', ''));
    expect(Object.keys(wrong).sort()).toEqual(names.sort());
  });

  test.each(Object.entries(wrong).flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    '%s=%j',
    (name, value) => {
      const expected = `DYNAMODB_WORKER_${name}: expected `;
      expect(() => read({ [name]: value })).toThrow(expected);
      try {
        read({ [name]: value });
      } catch (error) {
        expect((error as ConfigError).faults).toHaveLength(1);
        expect((error as ConfigError).message).toContain(`, got ${JSON.stringify(value)}`);
      }
    },
  );
});

test('what Kubernetes says of a service called dynamodb-worker is no setting', () => {
  const links = {
    SERVICE_HOST: '10.0.0.1',
    SERVICE_PORT: '8090',
    SERVICE_PORT_HTTP: '8090',
    PORT: 'tcp://10.0.0.1:8090',
    PORT_8090_TCP: 'tcp://10.0.0.1:8090',
    PORT_8090_TCP_ADDR: '10.0.0.1',
  };
  expect(read(links)).toEqual(readConfig({}));
});

test('all that is wrong is named at once', () => {
  const broken = { MAX_JOBS: 'x', JOB_TIMEOUT: 'x', LOG_LEVEL: 'x', OTHER: 'x' };
  let faults: readonly string[] = [];
  try {
    read(broken);
  } catch (error) {
    faults = (error as ConfigError).faults;
    expect(error).toBeInstanceOf(ConfigError);
  }
  expect(faults.map((fault) => fault.split(':')[0])).toEqual(
    Object.keys(broken).map((name) => `DYNAMODB_WORKER_${name}`),
  );
});

test('a physical tenant can have rules of its own, also one with a long id', () => {
  const id = 'a'.repeat(64);
  const rules = { PHYSICAL_TENANTS: id, [`ALLOW_TABLES__TENANT_${id}`]: 'orders' };
  expect(read(rules).tenantRules.get(id)).toEqual({ allowTables: ['orders'] });
  expect(() => read({ ...rules, ALLOW_TABLES__TENANT_b: 'orders' })).toThrow(
    'expected a tenant that is served (DYNAMODB_WORKER_PHYSICAL_TENANTS), got b',
  );
});

test('a tenant that is named twice is served once', () => {
  expect(read({ TENANT_IDS: 'a, a', PHYSICAL_TENANTS: 'b,b' })).toMatchObject({
    tenantIds: ['a'],
    physicalTenants: ['b'],
  });
});
