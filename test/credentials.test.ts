import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type CannedDynamodb, startCannedDynamodb } from './support/canned-dynamodb.ts';
import { errorOf, jobSettings, runVariables } from './support/jobs.ts';

const input = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };

let server: CannedDynamodb;
let source: Server;
let sourceUrl: string;
let sourceAnswer: { status: number; body: string };
beforeAll(async () => {
  server = await startCannedDynamodb();
  source = createServer((_, response) => response.writeHead(sourceAnswer.status).end(sourceAnswer.body));
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  sourceUrl = `http://127.0.0.1:${(source.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  source.close();
  await server.stop();
});

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
});
afterEach(() => vi.unstubAllEnvs());

const run = (configuration: object = { region: 'eu-central-1' }) =>
  runVariables({ input, configuration: { endpoint: server.endpoint, ...configuration } }, { settings: jobSettings() });
const signature = () => server.requests.at(-1)?.headers.authorization;

test('a job without authentication uses the credentials and the region beside the worker', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'beside');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_REGION', 'us-west-2');
  expect((await run({})).kind).toBe('completed');
  expect(signature()).toMatch(/Credential=beside\/\d+\/us-west-2\/dynamodb\//);
});

test('a job’s own region comes before the one beside the worker', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'beside');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_REGION', 'us-west-2');
  await run();
  expect(signature()).toContain('/eu-central-1/dynamodb/');
});

test('no region at all is a matter of configuration', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'beside');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  expect(errorOf(await run({}))).toMatchObject({
    code: 'AwsDynamoDbConfigurationException',
    message: expect.stringContaining('No AWS region: expected configuration.region in the task, or AWS_REGION'),
  });
});

test('no credentials at all is a matter of configuration', async () => {
  expect(errorOf(await run())).toMatchObject({
    code: 'AwsDynamoDbConfigurationException',
    type: 'CredentialsProviderError',
    message: expect.stringContaining('No AWS credentials were found beside the worker'),
  });
});

test('a source of credentials is asked, and its session token sent', async () => {
  sourceAnswer = {
    status: 200,
    body: '{"AccessKeyId":"fromSource","SecretAccessKey":"s","Token":"session","Expiration":"2999-01-01T00:00:00Z"}',
  };
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', sourceUrl);
  expect((await run()).kind).toBe('completed');
  expect(signature()).toContain('Credential=fromSource/');
  expect(server.requests.at(-1)?.headers['x-amz-security-token']).toBe('session');
});

test('a source of credentials that refuses is a matter of time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'token-'));
  await writeFile(join(folder, 'token'), 'a token');
  vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', join(folder, 'token'));
  vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/worker');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sourceUrl);
  const refusal = '<Error><Code>AccessDenied</Code><Message>not now</Message></Error>';
  sourceAnswer = { status: 403, body: `<ErrorResponse>${refusal}</ErrorResponse>` };
  expect(errorOf(await run())).toMatchObject({
    code: 'AwsDynamoDbConnectionException',
    message: expect.stringContaining('The source of the AWS credentials refused: AccessDenied: not now'),
  });
  await rm(folder, { recursive: true });
});
