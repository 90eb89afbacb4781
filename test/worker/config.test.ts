import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, settings } from '../../src/worker/config.ts';

const read = (variables: Record<string, string>) =>
  readConfig(Object.fromEntries(Object.entries(variables).map(([name, value]) => [`DYNAMODB_WORKER_${name}`, value])));

test('without variables every setting has its default', () => {
  expect(readConfig({ PATH: '/bin', AWS_REGION: 'eu-central-1' })).toEqual({
    jobType: 'aws-dynamodb:1',
    workerName: undefined,
    tenantIds: undefined,
    maxJobs: 32,
    jobTimeout: 300_000,
    stopTimeout: 25_000,
    httpHost: '0.0.0.0',
    httpPort: 8090,
    logLevel: 'info',
    secretPrefix: 'SECRET_',
    allowEndpoints: [],
    allowRoles: ['*'],
    allowProfiles: ['*'],
    allowTokenFiles: [],
    maxResultBytes: 1_572_864,
  });
});

test('an empty variable counts as absent, but where that allows what was to be cleared', () => {
  const names = Object.values(settings).map(({ name }) => name);
  const others = names.filter((name) => !/ALLOW_(?:ROLES|PROFILES|TOKEN_FILES)$/.test(name));
  expect(readConfig(Object.fromEntries(others.map((name) => [name, ''])))).toEqual(readConfig({}));
});

describe.each(['ALLOW_ROLES', 'ALLOW_PROFILES', 'ALLOW_TOKEN_FILES'])('%s', (name) => {
  test.each(['', ' ', ',', 'none,a'])('is refused when it is "%s"', (value) => {
    expect(() => read({ [name]: value })).toThrow(
      `DYNAMODB_WORKER_${name}: expected * or none, or a list separated by commas, got ${JSON.stringify(value)}`,
    );
  });

  test('allows nothing when it is none, and what it lists', () => {
    const allowed = (value: string) => {
      const { allowRoles, allowProfiles, allowTokenFiles } = read({ [name]: value });
      return { ALLOW_ROLES: allowRoles, ALLOW_PROFILES: allowProfiles, ALLOW_TOKEN_FILES: allowTokenFiles }[name];
    };
    expect([allowed('none'), allowed('a*, b,')]).toEqual([[], ['a*', 'b']]);
  });
});

test.each([
  ['TENANT_IDS', 'a, b,,c ', { tenantIds: ['a', 'b', 'c'] }],
  ['MAX_JOBS', '1', { maxJobs: 1 }],
  ['JOB_TIMEOUT', 'PT1H', { jobTimeout: 3_600_000 }],
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
    'expected origins like https://*.example.com or http://localhost:8000, separated by commas, got "https://a.example.com/path"',
  ],
  ['STOP_TIMEOUT', 'P30D', 'expected an ISO 8601 duration above zero and up to P24D, like PT30S, got "P30D"'],
  ['MAXJOBS', '1', 'there is no such setting'],
])('%s=%s is refused', (name, value, message) => {
  expect(() => read({ [name]: value })).toThrow(`DYNAMODB_WORKER_${name}: ${message}`);
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
