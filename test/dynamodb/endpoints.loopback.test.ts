import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { refuseHost } from '../../src/dynamodb/endpoints.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { policyOf } from '../../src/policy/policy.ts';
import { readConfig } from '../../src/worker/config.ts';
import { useConfigFile, withoutAwsSettings } from '../support/aws-files.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { anything, errorOf, jobSettings, runVariables } from '../support/jobs.ts';
import { useNameServer } from '../support/name-server.ts';

beforeEach(() => withoutAwsSettings());
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const keys = { accessKey: 'key', secretKey: 'secret' };
const input = { tableOperation: 'listTables' };

function run(configuration: object, authentication: JsonObject = keys, rules: Record<string, string> = {}) {
  const policy = policyOf(readConfig(rules), { secret: () => undefined, tokenFile: undefined });
  const settings = jobSettings({ policy: { ...policy, allowsEndpoint: anything.allowsEndpoint } });
  return runVariables({ authentication, configuration, input }, { settings });
}

async function database() {
  const server = await startCannedDynamodb(() => ({ body: { TableNames: [] } }));
  onTestFinished(() => server.stop());
  return server;
}

describe('a name that stands for a link-local address, or one of a cloud’s metadata, is not called', () => {
  test.each([
    ['169.254.169.254'],
    ['169.254.170.2'],
    ['fe80::1'],
    ['fd00:ec2::254'],
    ['::ffff:169.254.169.254'],
    ['127.0.0.1', '169.254.169.254'],
    ['::1', 'fe80::1'],
  ])('%s %s', async (...addresses) => {
    const { port } = await database();
    const asked = await useNameServer(() => addresses);
    for (const protocol of ['http', 'https']) {
      const error = errorOf(await run({ region: 'eu-central-1', endpoint: `${protocol}://database.example:${port}` }));
      expect(error).toMatchObject({
        code: 'AwsDynamoDbConfigurationException',
        message: expect.stringContaining('The endpoint database.example is an address that is link-local'),
      });
    }
    expect([...new Set(asked)].sort()).toEqual(['A database.example', 'AAAA database.example']);
  });

  test('but one that stands for another is', async () => {
    const server = await database();
    await useNameServer(() => ['127.0.0.1']);
    const endpoint = `http://database.example:${server.port}`;
    expect((await run({ region: 'eu-central-1', endpoint })).kind).toBe('completed');
    expect(server.requests).toHaveLength(1);
  });
});

test.each(['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL'])('nor is such an address of %s', async (name) => {
  vi.stubEnv(name, 'http://169.254.169.254:1');
  const { message } = errorOf(await run({ region: 'eu-central-1' }));
  expect(message).toContain('The endpoint 169.254.169.254 is an address that is link-local');
});

describe('where a task names no region, that of AWS’s settings is one of AWS too', () => {
  test.each(['local', 'moon-north-1'])('of a profile: %s', async (region) => {
    // What answers at the address that the rules of the SDK have for `local`, should anybody ask.
    const seen: unknown[] = [];
    const trap = createServer((request, response) => {
      seen.push(request.headers);
      response.end('{}');
    });
    await new Promise<void>((resolve) => trap.once('error', () => resolve()).listen(8000, '127.0.0.1', resolve));
    onTestFinished(() => void trap.close());
    await useConfigFile('[profile orders]', `region = ${region}`, 'aws_access_key_id = a', 'aws_secret_access_key = b');
    const error = errorOf(await run({}, { type: 'profile', profile: 'orders' }));
    expect(error).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: `listTables: The region of the AWS settings beside the worker: expected the name of an AWS region, like eu-central-1, got "${region}".`,
    });
    expect(seen).toEqual([]);
  });

  test('and one that the operator allows', async () => {
    const server = await database();
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const rules = { DYNAMODB_WORKER_ALLOW_REGIONS: 'eu-*' };
    const error = errorOf(await run({ endpoint: server.endpoint }, keys, rules));
    expect(error).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('(DYNAMODB_WORKER_ALLOW_REGIONS), got nothing'),
    });
    expect(String(error.message)).not.toContain('us-east-1');
    await useConfigFile('[profile orders]', 'region = us-west-2', 'aws_access_key_id = a', 'aws_secret_access_key = b');
    vi.stubEnv('AWS_REGION', undefined);
    const profile = { type: 'profile', profile: 'orders' };
    expect(errorOf(await run({ endpoint: server.endpoint }, profile, rules)).message).toContain('ALLOW_REGIONS');
    expect(server.requests).toEqual([]);
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    expect((await run({ endpoint: server.endpoint }, keys, rules)).kind).toBe('completed');
  });
});

test('an endpoint of a profile that is no address is named at the job', async () => {
  const profile = ['region = eu-central-1', 'aws_access_key_id = a', 'aws_secret_access_key = b'];
  for (const address of ['localhost:8000', '127.0.0.1:8000', 'ftp://database']) {
    await useConfigFile('[profile orders]', ...profile, `endpoint_url = ${address}`);
    vi.stubEnv('AWS_PROFILE', 'orders');
    expect(errorOf(await run({}))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining(
        'The endpoint_url in the AWS settings beside the worker: expected an http or https address',
      ),
    });
  }
});

test.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])(
  '%s beside an endpoint is a wrong setting',
  async (name) => {
    const server = await database();
    vi.stubEnv(name, 'true');
    expect(errorOf(await run({ region: 'eu-central-1', endpoint: server.endpoint }))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringMatching(
        /There is no endpoint: Invalid Configuration: .* custom endpoint are not supported/,
      ),
    });
    expect(server.requests).toEqual([]);
  },
);

describe('a host that nobody chose is one of AWS', () => {
  test.each([
    'dynamodb.eu-central-1.amazonaws.com',
    'dynamodb.eu-central-1.api.aws',
    '123456789012.ddb.eu-central-1.amazonaws.com',
    'dynamodb.cn-north-1.amazonaws.com.cn',
    'dynamodb-fips.us-gov-west-1.amazonaws.com',
    'dynamodb.eusc-de-east-1.amazonaws.eu',
  ])('%s', (host) => {
    expect(() => refuseHost(new URL(`https://${host}`), false)).not.toThrow();
  });

  test.each(['localhost', 'amazonaws.com.evil.example', 'xamazonaws.com', 'dynamodb.evil.example', '127.0.0.1'])(
    'and %s is none',
    (host) => {
      expect(() => refuseHost(new URL(`http://${host}:8000`), false)).toThrow('expected a host of AWS');
      expect(() => refuseHost(new URL(`http://${host}:8000`), true)).not.toThrow();
    },
  );
});
