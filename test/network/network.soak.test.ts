import { rm, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { freshFile, freshFolder, useConfigFile, useSsoProfile } from '../support/aws-files.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { jsonAnswer, session, startCannedSources, stsAnswer } from '../support/canned-sources.ts';
import { selfSigned } from '../support/certificates.ts';
import { instance, useContainer, useInstance, useKeys } from '../support/chain-sources.ts';
import { clientSettings, errorOf, jobSettings, runVariables } from '../support/jobs.ts';
import { useNameServer } from '../support/name-server.ts';
import { useProxy, useTls } from '../support/proxy-server.ts';
import { roleArn, useSignIn } from '../support/sign-in.ts';
import { until } from '../support/until.ts';

const signIn = useSignIn();
beforeEach(() => {
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'])
    for (const spelling of [name, name.toLowerCase()]) vi.stubEnv(spelling, undefined);
  signIn.source.answer((request) => stsAnswer(request, session('role')));
});

const keys = { type: 'credentials', accessKey: 'key', secretKey: 'secret' };
const input = { tableOperation: 'listTables' };

/** The jobs of one worker, whose calls are tried once. */
function worker(changed: Partial<typeof clientSettings> = {}) {
  const clients = keepClients({ ...clientSettings, maxAttempts: 1, ...changed });
  onTestFinished(() => clients.close());
  const settings = jobSettings({ clients });
  return (endpoint: string, authentication: JsonObject = keys) =>
    runVariables({ authentication, configuration: { region: 'eu-central-1', endpoint }, input }, { settings });
}

async function database() {
  const server = await startCannedDynamodb(() => ({ body: { TableNames: [] } }));
  onTestFinished(() => server.stop());
  return server;
}

/** A database behind TLS, at `database.example:443` of a proxy, which a file of certificates vouches for. */
async function secureDatabase() {
  const certificate = await selfSigned();
  const server = await database();
  const port = await useTls(server.port, certificate);
  vi.stubEnv('AWS_CA_BUNDLE', certificate.file);
  return { server, port, certificate, hosts: { 'database.example': port } };
}

describe('a host with TLS is called through the tunnel of HTTPS_PROXY', () => {
  test.each(['HTTPS_PROXY', 'https_proxy'])('as %s says, with one tunnel for call after call', async (name) => {
    const { server, hosts } = await secureDatabase();
    const proxy = await useProxy({ hosts });
    vi.stubEnv(name, `http://${proxy.host}`);
    const asked = await useNameServer(() => 'silent');
    const run = worker();
    for (let count = 0; count < 3; count++)
      expect(await run('https://database.example')).toMatchObject({ kind: 'completed' });
    expect(proxy.requests).toEqual([{ line: 'CONNECT database.example:443', authorization: undefined }]);
    expect(server.requests).toHaveLength(3);
    expect(server.requests[0]?.headers['proxy-authorization']).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('as many at once as there may be sockets', async () => {
    const { server, hosts } = await secureDatabase();
    const proxy = await useProxy({ hosts });
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`);
    const run = worker({ maxSockets: 3 });
    await Promise.all(Array.from({ length: 20 }, () => run('https://database.example')));
    expect(server.requests).toHaveLength(20);
    expect(proxy.requests).toHaveLength(3);
  });

  test('with a user and a password, which only the proxy is told', async () => {
    const { server, hosts } = await secureDatabase();
    const proxy = await useProxy({ hosts });
    vi.stubEnv('HTTPS_PROXY', `http://ada:p%40ssWord@${proxy.host}`);
    expect((await worker()('https://database.example')).kind).toBe('completed');
    expect(proxy.requests[0]?.authorization).toBe(`Basic ${Buffer.from('ada:p@ssWord').toString('base64')}`);
    expect(JSON.stringify(server.requests)).not.toContain('roxy-');
  });

  test('which may itself be called with TLS', async () => {
    const { server, hosts, certificate } = await secureDatabase();
    const proxy = await useProxy({ hosts, tls: certificate });
    vi.stubEnv('HTTPS_PROXY', `https://${proxy.host}`);
    expect((await worker()('https://database.example')).kind).toBe('completed');
    expect(proxy.requests).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  test('but not if it is named by NO_PROXY', async () => {
    const { server, port } = await secureDatabase();
    const proxy = await useProxy();
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`);
    vi.stubEnv('NO_PROXY', '10.0.0.0/8,database.example');
    await useNameServer(() => ['127.0.0.1']);
    expect((await worker()(`https://database.example:${port}`)).kind).toBe('completed');
    expect(server.requests).toHaveLength(1);
    expect(proxy.requests).toEqual([]);
  });
});

describe('a host without TLS is called through HTTP_PROXY, which gets the whole address', () => {
  test.each(['HTTP_PROXY', 'http_proxy'])('as %s says', async (name) => {
    const server = await database();
    const proxy = await useProxy();
    vi.stubEnv(name, `http://ada:pass@${proxy.host}/`);
    expect((await worker()(server.endpoint)).kind).toBe('completed');
    expect(proxy.requests).toEqual([{ line: `POST ${server.endpoint}/`, authorization: 'Basic YWRhOnBhc3M=' }]);
    expect(server.requests[0]?.headers.host).toBe(`127.0.0.1:${server.port}`);
  });

  test('but not if it is named by no_proxy', async () => {
    const server = await database();
    const proxy = await useProxy();
    vi.stubEnv('HTTP_PROXY', `http://${proxy.host}`);
    vi.stubEnv('no_proxy', `127.0.0.1:${server.port}`);
    expect((await worker()(server.endpoint)).kind).toBe('completed');
    expect(proxy.requests).toEqual([]);
  });

  test('and HTTPS_PROXY is not for it', async () => {
    const server = await database();
    const proxy = await useProxy();
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`);
    expect((await worker()(server.endpoint)).kind).toBe('completed');
    expect(proxy.requests).toEqual([]);
  });
});

describe('sources of credentials are asked through proxies too', () => {
  const source = { accessKey: 'key', secretKey: 'secret' };
  const role = { type: 'assumeRole', roleArn, ...source };

  test('STS, with TLS and without', async () => {
    const { server, hosts, certificate } = await secureDatabase();
    const sts = await useTls(Number(new URL(signIn.source.url).port), certificate);
    const proxy = await useProxy({ hosts: { ...hosts, 'sts.example': sts } });
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`);
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'https://sts.example');
    expect((await worker()('https://database.example', role)).kind).toBe('completed');
    const line = (host: string) => ({ line: `CONNECT ${host}:443`, authorization: undefined });
    expect(proxy.requests).toEqual([line('sts.example'), line('database.example')]);
    expect(server.requests[0]?.headers['x-amz-security-token']).toBe('role-token');

    vi.stubEnv('HTTP_PROXY', `http://${proxy.host}`);
    vi.stubEnv('AWS_ENDPOINT_URL_STS', signIn.source.url);
    expect((await worker()('https://database.example', role)).kind).toBe('completed');
    expect(proxy.requests[2]?.line).toBe(`POST ${signIn.source.url}/`);
  });

  test('the role of a profile, and SSO', async () => {
    const server = await database();
    const proxy = await useProxy();
    vi.stubEnv('HTTP_PROXY', `http://${proxy.host}`);
    vi.stubEnv('NO_PROXY', `127.0.0.1:${server.port}`);
    await useSso();
    expect((await worker()(server.endpoint, { type: 'profile', profile: 'sso' })).kind).toBe('completed');
    expect(proxy.requests.map(({ line }) => line)).toEqual([
      `GET ${signIn.source.url}/federation/credentials?account_id=123456789012&role_name=clerk`,
    ]);
  });

  test('but never the endpoint of a container, nor the metadata of an instance', async () => {
    const server = await database();
    const proxy = await useProxy();
    const own = await startCannedSources((request) => instance(request));
    onTestFinished(() => own.stop());
    vi.stubEnv('HTTP_PROXY', `http://${proxy.host}`);
    vi.stubEnv('NO_PROXY', `127.0.0.1:${server.port}`);
    useInstance(own.url);
    expect((await worker()(server.endpoint, { type: 'defaultCredentialsChain' })).kind).toBe('completed');
    own.answer(() => jsonAnswer(session('container')));
    useContainer(own.url);
    expect((await worker()(server.endpoint, { type: 'defaultCredentialsChain' })).kind).toBe('completed');
    expect(server.requests.map(({ headers }) => headers['x-amz-security-token'])).toEqual([
      'instance-token',
      'container-token',
    ]);
    expect(proxy.requests).toEqual([]);
  });
});

/** A profile `sso`, and what its source answers. */
async function useSso(...lines: string[]): Promise<void> {
  await useSsoProfile({ profile: 'sso', lines });
  const credentials = { accessKeyId: 'sso', secretAccessKey: 's', sessionToken: 't', expiration: 32_503_680_000_000 };
  signIn.source.answer(() => ({ body: JSON.stringify({ roleCredentials: credentials }) }));
}

describe('a proxy that does not do its work is a matter of the connection, which names it and shows no password', () => {
  const secret = 'ada:passWord';

  test.each([407, 403, 502])('that answers with %d', async (status) => {
    const proxy = await useProxy({ answer: status });
    vi.stubEnv('HTTPS_PROXY', `http://${secret}@${proxy.host}`);
    const outcome = await worker()('https://database.example');
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: `listTables in eu-central-1: The proxy http://${proxy.host} (HTTPS_PROXY) did not connect to database.example:443: HTTP status ${status}.`,
    });
    await until(() => proxy.sockets.size === 0, 'its sockets are closed');
  });

  test.each([
    ['HTTPS_PROXY', 'https://database.example'],
    ['HTTP_PROXY', 'http://database.example'],
  ])('that is not there: %s', async (name, endpoint) => {
    vi.stubEnv(name, `http://${secret}@127.0.0.1:1`);
    const outcome = await worker()(endpoint);
    expect(errorOf(outcome)).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: 'ECONNREFUSED',
      message: `listTables in eu-central-1: DynamoDB could not be reached: connect ECONNREFUSED 127.0.0.1:1 (through the proxy http://127.0.0.1:1 of ${name})`,
    });
    expect(JSON.stringify(outcome)).not.toContain('passWord');
  });

  test('that never answers, and no socket is left to it', async () => {
    const proxy = await useProxy({ answer: 'silent' });
    vi.stubEnv('HTTPS_PROXY', `http://${secret}@${proxy.host}`);
    const outcome = await worker({ connectTimeout: 100 })('https://database.example');
    expect(errorOf(outcome)).toMatchObject({ code: 'AwsDynamoDbConnectionException', type: 'TimeoutError' });
    expect(outcome.variables).toContain(`(through the proxy http://${proxy.host} of HTTPS_PROXY)`);
    expect(outcome.variables).not.toContain('passWord');
    await until(() => proxy.sockets.size === 0, 'its sockets are closed');
  });

  test('that leads to a host which nobody vouches for', async () => {
    const { hosts } = await secureDatabase();
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    const proxy = await useProxy({ hosts });
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`);
    expect(errorOf(await worker()('https://database.example'))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining('self-signed certificate'),
    });
  });

  test('when STS is asked too', async () => {
    vi.stubEnv('HTTP_PROXY', `http://${secret}@127.0.0.1:1`);
    const { endpoint } = await database();
    const role = { type: 'assumeRole', roleArn, accessKey: 'key', secretKey: 'secret' };
    const outcome = await worker()(endpoint, role);
    expect(errorOf(outcome).message).toContain(
      `The role ${roleArn} could not be assumed: STS could not be reached: connect ECONNREFUSED 127.0.0.1:1 (through the proxy`,
    );
    expect(outcome.variables).not.toContain('passWord');
  });
});

describe('certificates of one’s own are trusted in calls to DynamoDB and STS', () => {
  const role = { type: 'assumeRole', roleArn, accessKey: 'key', secretKey: 'secret' };

  async function behindTls() {
    const { server, port, certificate } = await secureDatabase();
    const sts = await useTls(Number(new URL(signIn.source.url).port), certificate);
    vi.stubEnv('AWS_ENDPOINT_URL_STS', `https://127.0.0.1:${sts}`);
    return { server, endpoint: `https://127.0.0.1:${port}`, file: certificate.file };
  }

  test('of AWS_CA_BUNDLE', async () => {
    const { endpoint } = await behindTls();
    expect((await worker()(endpoint, role)).kind).toBe('completed');
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    expect(errorOf(await worker()(endpoint)).message).toContain('self-signed certificate');
    expect(errorOf(await worker()(endpoint, role)).message).toMatch(/The role .* self-signed certificate/);
  });

  test('of the ca_bundle of the profile of the job, or of AWS_PROFILE', async () => {
    const { endpoint, file } = await behindTls();
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    const base = ['[profile base]', 'aws_access_key_id = a', 'aws_secret_access_key = b'];
    await useConfigFile(
      '[profile orders]',
      `role_arn = ${roleArn}`,
      'source_profile = base',
      `ca_bundle = ${file}`,
      ...base,
      '[profile other]',
      `role_arn = ${roleArn}`,
      'source_profile = base',
    );
    expect((await worker()(endpoint, { type: 'profile', profile: 'orders' })).kind).toBe('completed');
    expect(errorOf(await worker()(endpoint, { type: 'profile', profile: 'other' })).message).toContain('self-signed');
    vi.stubEnv('AWS_PROFILE', 'orders');
    expect((await worker()(endpoint)).kind).toBe('completed');
  });

  test('and read once, not for each client or connection', async () => {
    const { endpoint, file } = await behindTls();
    const run = worker();
    expect((await run(endpoint)).kind).toBe('completed');
    await rm(file);
    expect((await run(endpoint, { ...keys, accessKey: 'other' })).kind).toBe('completed');
    expect((await run(endpoint, role)).kind).toBe('completed');
  });

  test('AWS_CA_BUNDLE counts before the ca_bundle', async () => {
    const { endpoint, file } = await behindTls();
    vi.stubEnv('AWS_CA_BUNDLE', file);
    await useConfigFile('[default]', 'ca_bundle = /nowhere/ca.pem');
    expect((await worker()(endpoint)).kind).toBe('completed');
  });

  test.each<[string, (file: string) => string | Promise<string>, string]>([
    ['is not there', () => '/nowhere/ca.pem', '/nowhere/ca.pem could not be read: ENOENT'],
    ['is a folder', () => freshFolder(), 'could not be read: EISDIR'],
    ['has no certificate', () => freshFile('certificate'), 'has no certificate (PEM) in it'],
    [
      'is broken',
      () => freshFile('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      'its certificate 1 cannot be read',
    ],
  ])('a ca_bundle that %s is a matter of configuration that names it', async (_, make, why) => {
    const { server, endpoint } = await behindTls();
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    const file = await make('');
    await useSso(`ca_bundle = ${file}`);
    await writeFile(
      String(process.env.AWS_CONFIG_FILE),
      `\n[profile orders]\naws_access_key_id = a\naws_secret_access_key = b\nca_bundle = ${file}\n[profile roles]\nrole_arn = ${roleArn}\nsource_profile = orders\nca_bundle = ${file}\n`,
      { flag: 'a' },
    );
    for (const profile of ['orders', 'roles', 'sso']) {
      const error = errorOf(await worker()(endpoint, { type: 'profile', profile }));
      expect(error.code).toBe('AwsDynamoDbConfigurationException');
      expect(error.message).toContain(`The ca_bundle of the AWS profile ${profile}: ${file}`);
      expect(error.message).toContain(why);
    }
    expect(server.requests).toEqual([]);
  });

  test('a ca_bundle that was mended is taken at the next job', async () => {
    const { endpoint, file } = await behindTls();
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    const run = worker();
    const profile = { type: 'profile', profile: 'orders' };
    const lines = ['[profile orders]', 'aws_access_key_id = a', 'aws_secret_access_key = b'];
    const config = await useConfigFile(...lines, 'ca_bundle = /nowhere/ca.pem');
    expect(errorOf(await run(endpoint, profile)).code).toBe('AwsDynamoDbConfigurationException');
    await writeFile(config, [...lines, `ca_bundle = ${file}`].join('\n'));
    expect((await run(endpoint, profile)).kind).toBe('completed');
  });
});

describe('an address of a cloud’s metadata is not called', () => {
  test.each(['http://169.254.169.254', 'http://[fd00:ec2::254]'])('as that of STS or SSO: %s', async (address) => {
    const server = await database();
    vi.stubEnv('AWS_ENDPOINT_URL_STS', address);
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', address);
    await useSso();
    const role = { type: 'assumeRole', roleArn, accessKey: 'key', secretKey: 'secret' };
    for (const authentication of [role, { type: 'profile', profile: 'sso' }])
      expect(errorOf(await worker()(server.endpoint, authentication))).toMatchObject({
        code: 'AwsDynamoDbConfigurationException',
        message: expect.stringMatching(/The endpoint \S+ is an address that is link-local/),
      });
  });

  test('nor is a name that stands for one', async () => {
    const server = await database();
    await useNameServer(() => ['169.254.169.254']);
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://sts.example');
    const role = { type: 'assumeRole', roleArn, accessKey: 'key', secretKey: 'secret' };
    expect(errorOf(await worker()(server.endpoint, role))).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('The endpoint sts.example is an address that is link-local'),
    });
  });
});

test('an endpoint_url of a profile that is no address is a matter of configuration, of STS and SSO too', async () => {
  const server = await database();
  useKeys();
  vi.stubEnv('AWS_ENDPOINT_URL_STS', undefined);
  vi.stubEnv('AWS_ENDPOINT_URL_SSO', undefined);
  for (const address of ['localhost:8000', '127.0.0.1:8000', 'database', 'ftp://database']) {
    await useSso(`endpoint_url = ${address}`);
    vi.stubEnv('AWS_PROFILE', 'sso');
    const role = { type: 'assumeRole', roleArn, accessKey: 'key', secretKey: 'secret' };
    for (const authentication of [role, { type: 'profile', profile: 'sso' }])
      expect(errorOf(await worker()(server.endpoint, authentication))).toMatchObject({
        code: 'AwsDynamoDbConfigurationException',
        message: expect.stringContaining('The endpoint_url in the AWS settings beside the worker: expected an http'),
      });
  }
});

test('twenty jobs whose endpoint has a silent name server keep no other job waiting', async () => {
  const server = await database();
  await useNameServer((name) => (name.startsWith('slow') ? 'silent' : ['127.0.0.1']));
  const run = worker();
  let ended = 0;
  const slow = Array.from({ length: 20 }, async (_, index) => {
    const error = errorOf(await run(`http://slow${index}.example`));
    ended++;
    return error;
  });
  expect((await run(`http://database.example:${server.port}`)).kind).toBe('completed');
  expect((await run(`http://localhost:${server.port}`)).kind).toBe('completed');
  expect(ended).toBe(0);
  for (const error of await Promise.all(slow))
    expect(error).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringMatching(/DynamoDB could not be reached: the look-up of slow\d+\.example took longer than/),
    });
});

describe('a redirect is not followed', () => {
  test.each([301, 302, 303, 307, 308])('%d of DynamoDB or STS', async (status) => {
    const server = await database();
    const trap = await database();
    server.queue({ status, headers: { location: trap.endpoint }, body: {} });
    expect(errorOf(await worker()(server.endpoint)).code).toBe('AwsDynamoDbConnectionException');
    signIn.source.answer(() => ({ status, headers: { location: trap.endpoint }, body: '' }));
    const role = { type: 'assumeRole', roleArn, accessKey: 'key', secretKey: 'secret' };
    expect(errorOf(await worker()(server.endpoint, role)).code).toBe('AwsDynamoDbConnectionException');
    expect(trap.requests).toEqual([]);
  });
});
