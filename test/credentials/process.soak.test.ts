import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { freshFolder, useConfigFile } from '../support/aws-files.ts';
import { clientSettings, errorOf, jobSettings, runVariables } from '../support/jobs.ts';
import { useSignIn } from '../support/sign-in.ts';
import { until } from '../support/until.ts';

const signIn = useSignIn();

/** Runs jobs that sign in by a process, which may take so many milliseconds. */
async function worker(command: string, requestTimeout: number) {
  await useConfigFile('[profile orders]', 'region = us-west-2', `credential_process = ${command}`);
  const clients = keepClients({ ...clientSettings, maxAttempts: 1, requestTimeout });
  onTestFinished(() => clients.close());
  const settings = jobSettings({ clients });
  const input = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
  const configuration = { endpoint: signIn.database.endpoint };
  const authentication = { type: 'profile', profile: 'orders' };
  return { run: () => runVariables({ authentication, configuration, input }, { settings }), clients };
}

/** A shell that starts another process, says of both who they are, and waits. */
async function hanging() {
  const file = join(await freshFolder(), 'pids');
  const command = `sh -c 'sleep 300 & echo $! $$ >> ${file}; wait'`;
  const pids = async () => (await readFile(file, 'utf8')).trim().split(/\s+/).map(Number);
  return { command, pids, file };
}

/** Whether a process runs: one that was killed may stay listed until its parent looks. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('a process that hangs is killed at the limit of its source, with all that it started, and asked anew', async () => {
  const { command, pids } = await hanging();
  const { run } = await worker(command, 400);
  for (let n = 1; n <= 2; n++) {
    expect(errorOf(await run())).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: 'getItem on the table t in us-west-2: The profile orders did not answer within 0.4 s.',
    });
    const started = await pids();
    expect(started).toHaveLength(2 * n);
    await until(() => !started.some(runs), 'they are gone');
  }
});

test('a process that hangs is killed when the worker is closed', async () => {
  const { command, pids, file } = await hanging();
  const { run, clients } = await worker(command, 60_000);
  const outcome = run();
  await until(() => {
    try {
      return /\d \d+\n/.test(readFileSync(file, 'utf8'));
    } catch {
      return false;
    }
  }, 'it was started');
  clients.close();
  expect((await outcome).kind).not.toBe('completed');
  const started = await pids();
  await until(() => !started.some(runs), 'they are gone');
});

test('a process that has ended, but left its output to another, is waited for no longer than the limit', async () => {
  const { file } = await hanging();
  const { run } = await worker(`sh -c 'sleep 300 & echo $! > ${file}'`, 400);
  expect(errorOf(await run()).message).toContain('The profile orders did not answer within 0.4 s.');
  const started = Number(await readFile(file, 'utf8'));
  await until(() => !runs(started), 'it is gone');
});

test('a process that writes without an end is killed at 64 KB', async () => {
  const { run } = await worker('yes', 60_000);
  expect(errorOf(await run())).toMatchObject({
    code: 'AwsDynamoDbConnectionException',
    message: expect.stringContaining(
      'The profile orders gave no credentials: its credential_process wrote more than 65536 bytes',
    ),
  });
});

test('a process that fails says how', async () => {
  const { run } = await worker('sh -c "echo secret >&2; exit 3"', 60_000);
  expect(errorOf(await run()).message).toContain(
    'The profile orders gave no credentials: its credential_process failed: exit code 3',
  );
});

test('a process that waits for input gets none', async () => {
  const { run } = await worker('cat', 60_000);
  expect(errorOf(await run()).message).toContain('credential_process returned invalid JSON');
});
