import { createServer } from 'node:net';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ConfigError, defineOperation, operations, startWorker, text, type WorkerOptions } from '../../src/index.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { startLoopbackGateway } from '../support/loopback-gateway.ts';
import { until } from '../support/until.ts';

const shout = defineOperation({
  id: 'shout',
  group: 'itemOperation',
  label: 'Shout',
  description: 'Says it louder',
  keywords: [],
  iamActions: { needed: ['ListTables'] },
  writes: false,
  tables: () => [],
  input: { words: text('Words') },
  async run(dynamodb, { words }) {
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
    return { Words: words.toUpperCase(), TableNames };
  },
});

const quiet = {
  CAMUNDA_AUTH_STRATEGY: 'NONE',
  DYNAMODB_WORKER_LOG_LEVEL: 'silent',
  DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
  DYNAMODB_WORKER_HTTP_PORT: '0',
};

/** A worker at a loopback gateway. Its settings are given to it, and stand nowhere in this process. */
async function start(options: Partial<WorkerOptions> = {}) {
  const loopback = await startLoopbackGateway();
  onTestFinished(() => loopback.stop());
  const env = { ...quiet, ZEEBE_GRPC_ADDRESS: loopback.address, ...options.env };
  const worker = await startWorker({ operations: options.operations ?? operations, env });
  onTestFinished(() => worker.stop().then(() => {}));
  return { loopback, worker };
}

describe('a worker with a list of operations', () => {
  /** What becomes of a job for a worker that can only shout. */
  async function ended(input: object) {
    const database = await startCannedDynamodb(() => ({ body: { TableNames: ['orders'] } }));
    onTestFinished(() => database.stop());
    const rights = { DYNAMODB_WORKER_ALLOW_ENDPOINTS: database.endpoint, SECRET_KEY: 'secret' };
    const env = { DYNAMODB_WORKER_JOB_TYPE: 'own:1', ...rights };
    const { loopback } = await start({ operations: [shout], env });
    const authentication = { accessKey: 'key', secretKey: '{{secrets.KEY}}' };
    const configuration = { region: 'eu-central-1', endpoint: database.endpoint };
    const variables = JSON.stringify({ authentication, configuration, input });
    loopback.addJobs([{ type: 'own:1', customHeaders: '{"resultVariable":"result"}', variables }]);
    return loopback.waitFor(1);
  }

  test('does those of the list, by the settings that it is given', async () => {
    const [{ variables } = { variables: '' }] = await ended({ itemOperation: 'shout', words: 'hear' });
    expect(JSON.parse(variables)).toMatchObject({
      result: { action: 'shout', status: 'OK', response: { Words: 'HEAR', TableNames: ['orders'] } },
    });
  });

  test('knows no others, and says which it knows', async () => {
    const errorMessage = expect.stringContaining('expected one of shout, got the text "getItem"');
    expect(await ended({ itemOperation: 'getItem' })).toMatchObject([{ errorMessage }]);
  });
});

test('a worker answers at its port until it has stopped, and leaves nothing open', async () => {
  const { loopback, worker } = await start();
  await until(() => loopback.count().openPolls === 1, 'the worker polls');
  const status = async () => (await fetch(`http://127.0.0.1:${worker.httpPort}/readyz`)).status;
  expect([await status(), worker.activeJobs]).toEqual([200, 0]);
  expect(await Promise.all([worker.stop(), worker.stop()])).toEqual([0, 0]);
  await expect(status()).rejects.toThrow();
  await until(() => loopback.count().openPolls === 0, 'the poll is over');
});

describe('what cannot be is refused at the start', () => {
  /** The faults with which a worker does not start. */
  async function faultsOf(options: Partial<WorkerOptions>): Promise<readonly string[]> {
    const started = startWorker({ operations, env: {}, ...options });
    const error: unknown = await started.then(
      () => undefined,
      (thrown) => thrown,
    );
    return error instanceof ConfigError ? error.faults : [String(error)];
  }

  test('two operations of one id and wrong settings, all at once', async () => {
    const env = { ...quiet, DYNAMODB_WORKER_MAX_JOBS: 'many', GRPC_KEEPALIVE_TIME_MS: 'long' };
    expect(await faultsOf({ operations: [...operations, shout, shout], env })).toEqual([
      'operations: expected operations with an id each, got more than one shout',
      'DYNAMODB_WORKER_MAX_JOBS: expected a whole number from 1 to 10000, got "many"',
      'GRPC_KEEPALIVE_TIME_MS: expected a number, got "long"',
    ]);
  });

  test.each(['ZEEBE_GRPC_ADDRESS', 'ZEEBE_ADDRESS'])('a password in %s, which is not told', async (name) => {
    const expected = 'expected a host and a port like grpc://localhost:26500, without a user and a password';
    expect(await faultsOf({ env: { ...quiet, [name]: 'grpc://ada:pass-word@localhost:26500' } })).toEqual([
      `${name}: ${expected}`,
    ]);
  });

  test('a setting with a password in it, which is not told', async () => {
    const env = { ...quiet, DYNAMODB_WORKER_ALLOW_ENDPOINTS: 'https://ada:pass-word@example.com' };
    const [fault] = await faultsOf({ env });
    expect(fault).toMatch(/^DYNAMODB_WORKER_ALLOW_ENDPOINTS: expected .*, got "https:\/\/\*\*\*@example.com"$/);
  });

  test('an empty list', async () => {
    expect(await faultsOf({ operations: [], env: quiet })).toEqual([
      'operations: expected at least one operation, got an empty list',
    ]);
  });

  test('a port that is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as { port: number };
    const [fault] = await faultsOf({ env: { ...quiet, DYNAMODB_WORKER_HTTP_PORT: `${port}` } });
    expect(fault).toMatch(/^DYNAMODB_WORKER_HTTP_HOST, DYNAMODB_WORKER_HTTP_PORT: .*EADDRINUSE/);
  });
});
