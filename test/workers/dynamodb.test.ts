import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startWorkerProcess } from '../../examples/local/worker-process.ts';
import { commands } from '../../src/commands/index.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { startCannedSources, stsRefusal } from '../support/canned-sources.ts';
import { type LoopbackGateway, startLoopbackGateway } from '../support/loopback-gateway.ts';
import { arrivedRequests, printedRequests } from '../support/printed-requests.ts';
import { until, untilDone } from '../support/until.ts';

const program = fileURLToPath(new URL('../../dist/workers/dynamodb.js', import.meta.url));

/** Runs the built worker to its end. */
function run(
  args: string[],
  settings: NodeJS.ProcessEnv = {},
): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: 'true', ...settings };
    execFile(process.execPath, [program, ...args], { env }, (error, output, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), output, errors });
    });
  });
}

async function gateway(): Promise<LoopbackGateway> {
  const loopback = await startLoopbackGateway();
  onTestFinished(() => loopback.stop());
  return loopback;
}

async function startWorker(loopback: LoopbackGateway, settings: NodeJS.ProcessEnv = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'worker-'));
  const log = join(folder, 'worker.log');
  const worker = await startWorkerProcess({ ZEEBE_GRPC_ADDRESS: loopback.address, ...settings }, log, 'built');
  onTestFinished(() => worker.kill().then(() => rm(folder, { recursive: true, force: true })));
  return { worker, log: () => readFile(log, 'utf8') };
}

test('the licences of the packages that are in the program are beside it', async () => {
  const licences = await readFile(new URL('LICENCES.txt', pathToFileURL(program)), 'utf8');
  for (const name of ['@smithy/core', 'lru-cache', 'pino', 'undici', 'yaml', 'zod'])
    expect(licences).toMatch(new RegExp(`^${name} [0-9.]+: `, 'm'));
  expect(licences).toContain('The above copyright notice and this permission notice shall be included');
});

describe('settings', () => {
  test.each([['--check'], []])('a password in the address of the gateway is not told, by %s', async (...args) => {
    const address = 'grpc://ada:pass-word@127.0.0.1:1';
    const { code, output, errors } = await run(args, { ZEEBE_GRPC_ADDRESS: address });
    expect(code).toBe(78);
    expect(errors).toContain('ZEEBE_GRPC_ADDRESS: expected a host and a port');
    expect(output + errors).not.toContain('pass-word');
  });

  test('everything that is wrong is named at once, and the exit code is 78', async () => {
    const { code, errors } = await run([], {
      DYNAMODB_WORKER_MAX_JOBS: 'many',
      DYNAMODB_WORKER_MAX_JOB: '5',
      DYNAMODB_WORKER_JOB_TIMEOUT: '5m',
      DYNAMODB_WORKER_READ_ONLY: '',
      DYNAMODB_WORKER_MAX_JOBS__TENANT_a: '5',
      AWS_REGION: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: 'localhost:8000',
      AWS_RETRY_MODE: 'foo',
      AWS_CA_BUNDLE: '/nowhere/ca.pem',
      HTTPS_PROXY: 'http://ada:passWord@proxy:3128/path',
      CAMUNDA_AUTH_STRATEGY: 'MAGIC',
      OTEL_TRACES_EXPORTER: 'jaeger',
    });
    expect(code).toBe(78);
    expect(errors).toContain('DYNAMODB_WORKER_MAX_JOBS: expected a whole number from 1 to 10000, got "many"');
    expect(errors).toContain('DYNAMODB_WORKER_MAX_JOB: there is no such setting');
    expect(errors).toContain(
      'DYNAMODB_WORKER_JOB_TIMEOUT: expected an ISO 8601 duration above zero and up to P24D, like PT30S, got "5m"',
    );
    expect(errors).toContain('DYNAMODB_WORKER_READ_ONLY: expected true or false, got ""');
    expect(errors).toContain('DYNAMODB_WORKER_MAX_JOBS__TENANT_a: expected one of ALLOW_');
    expect(errors).toContain('AWS_REGION: expected the name of an AWS region, like eu-central-1, got "local"');
    expect(errors).toContain('AWS_ENDPOINT_URL_DYNAMODB: expected an http or https address');
    expect(errors).toContain('AWS_RETRY_MODE: expected one of standard, adaptive, got "foo"');
    expect(errors).toContain('AWS_CA_BUNDLE: expected a file of certificates (PEM): /nowhere/ca.pem could not be read');
    expect(errors).toContain('HTTPS_PROXY: expected the http or https address of a proxy');
    expect(errors).not.toContain('passWord');
    expect(errors).toContain('CAMUNDA_AUTH_STRATEGY: MAGIC');
    expect(errors).toContain('OTEL_TRACES_EXPORTER: expected otlp, zipkin, console or none, got "jaeger"');
  });

  test('an option that does not exist is refused', async () => {
    expect(await run(['--chekc'])).toMatchObject({ code: 78, errors: expect.stringContaining('--chekc') });
  });

  test('a port that is taken is refused', async () => {
    const taken = await startCannedDynamodb();
    onTestFinished(() => taken.stop());
    const settings = { DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1', DYNAMODB_WORKER_HTTP_PORT: String(taken.port) };
    expect(await run([], settings)).toMatchObject({ code: 78, errors: expect.stringContaining('EADDRINUSE') });
  });
});

describe('options', () => {
  test('--help names every setting', async () => {
    const { code, output } = await run(['--help']);
    expect(code).toBe(0);
    for (const name of ['JOB_TYPE', 'MAX_JOBS', 'ALLOW_ENDPOINTS', 'ALLOW_TABLES__TENANT_<id>'])
      expect(output).toContain(`DYNAMODB_WORKER_${name}`);
  });

  test('--version is that of the package', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await run(['--version'])).toMatchObject({ code: 0, output: `${version}\n` });
  });

  test('who reads only the beginning of what is printed gets no error, and the exit code stays', async () => {
    const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect([errors, code]).toEqual(['', 0]);
  });

  test('--check tries the connections once', async () => {
    const loopback = await gateway();
    const database = await startCannedDynamodb(() => ({ body: { TableNames: [] } }));
    onTestFinished(() => database.stop());
    const settings = {
      ZEEBE_GRPC_ADDRESS: loopback.address,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
    expect(await run(['--check'], settings)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^ok .*Zeebe.*\nok .*DynamoDB.*\nok .*Secrets in the environment.*\n$/),
    });
    database.queue({ type: 'AccessDeniedException' });
    expect(await run(['--check'], settings)).toMatchObject({
      code: 0,
      output: expect.stringContaining('does not let'),
    });
    await loopback.stop();
    expect(await run(['--check'], settings)).toMatchObject({
      code: 1,
      output: expect.stringContaining('FAILED Zeebe'),
    });
  });
});

describe('commands', () => {
  test('are listed by help, and each has a page of its own', async () => {
    const { output } = await run(['--help']);
    expect((await run(['help'])).output).toBe(output);
    const listed = [...output.slice(output.indexOf('Commands')).matchAll(/^ {2}([a-z]+) {2,}/gm)].map(
      ([, name]) => name,
    );
    expect(listed).toEqual([...commands.keys()]);
    for (const [name, entry] of commands) {
      const { usage } = await entry.load();
      expect(usage).toContain(`camunda-dynamodb-worker ${name}`);
      expect(await run([name, '--help'])).toEqual({ code: 0, output: `${usage}\n`, errors: '' });
    }
    expect(await run(['help', 'feel'])).toEqual(await run(['feel', '--help']));
  });

  test('that do not exist, or are called in a wrong way, end with 78', async () => {
    expect(await run(['fele'])).toMatchObject({ code: 78, errors: expect.stringContaining('no command fele') });
    expect(await run(['feel'])).toMatchObject({ code: 78, errors: expect.stringContaining('help feel') });
    expect(await run(['feel', '1', '--kontext'])).toMatchObject({
      code: 78,
      errors: expect.stringContaining('--kontext'),
    });
  });

  test('run --dry-run prints the requests that the worker sends, but for times, ids and signatures', async () => {
    const loopback = await gateway();
    const database = await startCannedDynamodb(
      ({ operation }) => (operation === 'DescribeTable' ? { type: 'AccessDeniedException' } : { body: {} }),
      { describe: 'as others' },
    );
    onTestFinished(() => database.stop());
    const settings = {
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'accessKeyOfTest',
      AWS_SECRET_ACCESS_KEY: 'secretKeyOfTest',
      AWS_SESSION_TOKEN: 'sessionTokenOfTest',
    };
    await startWorker(loopback, settings);
    const input = {
      itemOperation: 'updateItem',
      tableName: 'orders',
      primaryKeyComponents: { id: 'a' },
      update: { set: { status: 'paid' } },
      exactlyOnce: true,
    };
    const [key] = loopback.addJobs([{ type: 'aws-dynamodb:1', variables: JSON.stringify({ input }) }]);
    await loopback.waitFor(1);
    const sent = arrivedRequests(database);
    const folder = await mkdtemp(join(tmpdir(), 'dry-run-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'job.json'), JSON.stringify({ key, variables: { input } }));
    const variables = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(folder, 'worker.env'), variables.join(''));
    const args = ['run', join(folder, 'job.json'), '--env', join(folder, 'worker.env'), '--dry-run', '--json'];
    const { code, output } = await run(args);
    expect(code).toBe(0);
    expect(output).not.toContain('OfTest');
    const unsigned = (request: string) => request.replace(/^x-amz-security-token: .*$/m, '');
    expect(printedRequests(output).map(unsigned)).toEqual(sent.map(unsigned));
    expect(sent.map((request) => /DynamoDB_20120810\.(\w+)/.exec(request)?.[1])).toEqual([
      'DescribeTable',
      'TransactWriteItems',
      'GetItem',
    ]);
    expect(database.requests).toHaveLength(sent.length);
  });

  test('run does a job without a gateway', async () => {
    const database = await startCannedDynamodb(() => ({ body: { TableNames: ['orders'] } }));
    onTestFinished(() => database.stop());
    const folder = await mkdtemp(join(tmpdir(), 'run-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const job = join(folder, 'job.json');
    const variables = { input: { tableOperation: 'listTables' } };
    await writeFile(job, JSON.stringify({ variables, customHeaders: { resultExpression: 'response.response' } }));
    const settings = {
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      ZEEBE_GRPC_ADDRESS: 'grpc://127.0.0.1:1',
    };
    const { code, output } = await run(['run', job, '--json'], settings);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ outcome: 'completed', variables: { TableNames: ['orders'] } });
    const wrong = { ...settings, DYNAMODB_WORKER_READ_ONLY: 'yes' };
    const errors = expect.stringContaining('DYNAMODB_WORKER_READ_ONLY: expected true or false');
    expect(await run(['run', job], wrong)).toMatchObject({ code: 78, errors });
  });

  test('take standard input for -', async () => {
    const child = execFile(process.execPath, [program, 'feel', 'a + 1', '--context', '-']);
    child.stdin?.end('{"a": 1}');
    expect(await text(child.stdout as Readable)).toBe('2\n');
  });
});

test('--check names a source of credentials that is set up and refuses', async () => {
  const loopback = await gateway();
  const source = await startCannedSources(() => stsRefusal('AccessDenied', 'not now'));
  onTestFinished(() => source.stop());
  const checked = await run(['--check'], {
    ZEEBE_GRPC_ADDRESS: loopback.address,
    AWS_REGION: 'eu-central-1',
    AWS_WEB_IDENTITY_TOKEN_FILE: fileURLToPath(import.meta.url),
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/worker',
    AWS_ENDPOINT_URL_STS: source.url,
  });
  expect(checked).toMatchObject({
    code: 1,
    output: expect.stringContaining(
      'FAILED DynamoDB: The role arn:aws:iam::123456789012:role/worker could not be assumed: AccessDenied: not now',
    ),
  });
});

describe('--health', () => {
  test('asks the worker that runs with the same settings', async () => {
    const { worker } = await startWorker(await gateway());
    const settings = {
      DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
      DYNAMODB_WORKER_HTTP_PORT: new URL(worker.address).port,
    };
    expect(await run(['--health'], settings)).toMatchObject({ code: 0, output: expect.stringContaining('200') });
    await worker.stop();
    expect(await run(['--health'], settings)).toMatchObject({
      code: 1,
      output: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('finds nothing wrong where nobody can know the port', async () => {
    const answer = { code: 0, output: expect.stringContaining('only the log says the port') };
    expect(await run(['--health'], { DYNAMODB_WORKER_HTTP_PORT: '0' })).toMatchObject(answer);
  });
});

test('/readyz follows the connection to the gateway, /healthz the process', async () => {
  const loopback = await gateway();
  const { worker } = await startWorker(loopback);
  const status = async (path: string) => (await fetch(worker.address + path)).status;
  expect([await status('/readyz'), await status('/healthz'), await status('/')]).toEqual([200, 200, 404]);
  await loopback.goDown();
  await untilDone(async () => expect(await status('/readyz')).toBe(503));
  expect(await status('/healthz')).toBe(200);
  await loopback.comeBack();
  await untilDone(async () => expect(await status('/readyz')).toBe(200));
});

test('a worker that stops ends with 0, and at once on a second signal', async () => {
  const loopback = await gateway();
  const idle = await startWorker(loopback);
  process.kill(idle.worker.pid, 'SIGINT');
  expect(await idle.worker.exited).toBe(0);

  const database = await startCannedDynamodb(() => 'hang');
  onTestFinished(() => database.stop());
  const busy = await startWorker(loopback, {
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: 'eu-central-1',
  });
  const authentication = { accessKey: 'key', secretKey: 'secret' };
  const input = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: '1' } };
  loopback.addJobs([{ type: 'aws-dynamodb:1', variables: JSON.stringify({ authentication, input }) }]);
  await until(() => database.requests.length > 0, 'the job is in flight');
  process.kill(busy.worker.pid, 'SIGTERM');
  await untilDone(async () => expect(await busy.log()).toContain('The worker stops'));
  process.kill(busy.worker.pid, 'SIGTERM');
  expect(await busy.worker.exited).toBe(1);
});

test('a job that runs longer than its lock keeps it', async () => {
  const loopback = await gateway();
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const database = await startCannedDynamodb(async () => {
    await answered;
    return { body: {} };
  });
  onTestFinished(() => database.stop());
  await startWorker(loopback, {
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: 'eu-central-1',
    DYNAMODB_WORKER_JOB_TIMEOUT: 'PT1S',
  });
  const authentication = { accessKey: 'key', secretKey: 'secret' };
  const input = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: '1' } };
  loopback.addJobs([{ type: 'aws-dynamodb:1', variables: JSON.stringify({ authentication, input }) }]);
  await until(() => loopback.timeoutUpdates.length >= 3, 'the lock was extended three times');
  answer();
  expect(await loopback.waitFor(1)).toMatchObject([{ how: 'completed' }]);
  expect(database.requests).toHaveLength(1);
});
