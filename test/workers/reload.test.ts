import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startWorkerProcess } from '../../examples/local/worker-process.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { startLoopbackGateway } from '../support/loopback-gateway.ts';
import { scopeOf } from '../support/sign-in.ts';
import { until, untilDone } from '../support/until.ts';

/** A worker in a process of its own, with a file of settings and a directory of secrets, and a database that answers when it may. */
async function start(settings: string) {
  const folder = await mkdtemp(join(tmpdir(), 'reload-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [file, secrets, log] = ['worker.yaml', 'secrets', 'worker.log'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(secrets);
  await writeFile(join(secrets, 'KEY'), 'oldKeyOfTheTest');
  await writeFile(file, settings);
  const loopback = await startLoopbackGateway();
  onTestFinished(() => loopback.stop());
  let answer = () => {};
  const mayAnswer = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const database = await startCannedDynamodb(async () => {
    await mayAnswer;
    return { body: {} };
  });
  onTestFinished(() => database.stop());
  const variables = {
    ZEEBE_GRPC_ADDRESS: loopback.address,
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: 'eu-central-1',
    DYNAMODB_WORKER_CONFIG_FILE: file,
    DYNAMODB_WORKER_SECRETS_DIR: secrets,
  };
  const worker = await startWorkerProcess(variables, log, 'built');
  onTestFinished(() => worker.kill());
  const input = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: '1' } };
  const authentication = { accessKey: '{{secrets.KEY}}', secretKey: 'secretKeyOfTheTest' };
  const job = { type: 'aws-dynamodb:1', variables: JSON.stringify({ authentication, input }) };
  return {
    worker,
    loopback,
    database,
    answer: () => answer(),
    secret: (value: string) => writeFile(join(secrets, 'KEY'), value),
    addJobs: (count: number) => loopback.addJobs(Array.from({ length: count }, () => job)),
    /** Writes the file of settings anew, sends SIGHUP, and waits until the log has this once more. */
    async reload(settings: string, logged: string) {
      const times = async () => (await readFile(log, 'utf8')).split(logged).length;
      const before = await times();
      await writeFile(file, settings);
      process.kill(worker.pid, 'SIGHUP');
      await untilDone(async () => expect(await times()).toBeGreaterThan(before));
    },
  };
}

test('on SIGHUP the next job has the new rules and secrets, and jobs that run end as they began', async () => {
  const { worker, loopback, database, ...control } = await start('allowTables: [orders]\n');
  control.addJobs(5);
  await until(() => database.requests.length === 5, 'five jobs run');
  await control.reload('allowTables: [customers]\nmaxJobs: 5\n', '"settings":["maxJobs"]');
  control.addJobs(1);
  const [refused] = await loopback.waitFor(1);
  expect(refused).toMatchObject({ errorMessage: expect.stringContaining('DYNAMODB_WORKER_ALLOW_TABLES') });
  await control.reload('allowTables: [orders\n', 'The settings are wrong, and those from before still count');
  control.addJobs(1);
  await loopback.waitFor(2);
  expect(database.requests).toHaveLength(5);
  await control.secret('newKeyOfTheTest');
  await control.reload(
    'allowTables: [orders, customers]\nreadOnly: true\n',
    'The rules and the secrets were read anew',
  );
  control.answer();
  await loopback.waitFor(7);
  expect(loopback.ended.filter(({ how }) => how === 'completed')).toHaveLength(5);
  control.addJobs(1);
  await loopback.waitFor(8);
  const keys = database.requests.map(({ headers }) => scopeOf(headers)?.split(' ')[0]);
  expect([keys.slice(0, 5), keys.at(-1)]).toEqual([
    Array.from({ length: 5 }, () => 'oldKeyOfTheTest'),
    'newKeyOfTheTest',
  ]);
  process.kill(worker.pid, 'SIGTERM');
  expect(await worker.exited).toBe(0);
});

/** Whether a process catches SIGHUP, which is the first signal: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function catchesHangUps(pid: number | undefined): Promise<boolean> {
  const caught = /^SigCgt:\s*([\da-f]+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${caught}`) & 1n) === 1n;
}

test.runIf(process.platform === 'linux')('a SIGHUP while the worker starts counts when it has started', async () => {
  const loopback = await startLoopbackGateway();
  onTestFinished(() => loopback.stop());
  const program = fileURLToPath(new URL('../../dist/workers/dynamodb.js', import.meta.url));
  const env = {
    PATH: process.env.PATH,
    AWS_EC2_METADATA_DISABLED: 'true',
    CAMUNDA_AUTH_STRATEGY: 'NONE',
    ZEEBE_GRPC_ADDRESS: loopback.address,
    DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
    DYNAMODB_WORKER_HTTP_PORT: '0',
  };
  const worker = spawn(process.execPath, [program], { env });
  onTestFinished(() => void worker.kill('SIGKILL'));
  let log = '';
  worker.stdout.on('data', (part) => {
    log += part;
  });
  await untilDone(async () => expect(await catchesHangUps(worker.pid)).toBe(true));
  expect(log).toBe('');
  worker.kill('SIGHUP');
  await untilDone(async () => expect(log).toContain('The rules and the secrets were read anew'));
  worker.kill('SIGTERM');
  expect(await once(worker, 'exit')).toEqual([0, null]);
});
