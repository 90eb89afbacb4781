import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { type Child, forkWithPackages } from '../support/fork.ts';
import { carriers } from '../support/gateways.ts';
import { startLoopbackGateway } from '../support/loopback-gateway.ts';
import { until } from '../support/until.ts';
import type { WorkerAnswers } from '../support/worker-child.ts';

let children: Child<WorkerAnswers>[] = [];
beforeAll(async () => {
  const module = new URL('../support/worker-child.ts', import.meta.url);
  children = await Promise.all([1, 2].map(() => forkWithPackages<WorkerAnswers>(module)));
});
afterAll(() => Promise.all(children.map((child) => child.kill())));

describe.each(carriers)('by %s', (carrier) => {
  /** A gateway that takes late reports, as a broker does, and a database whose answers the test gives. */
  async function start() {
    const loopback = await startLoopbackGateway({ lateCommands: 'accepted' });
    onTestFinished(() => loopback.stop());
    const answer: (() => void)[] = [];
    const database = await startCannedDynamodb(
      () => new Promise((resolve) => answer.push(() => resolve({ body: {} }))),
    );
    onTestFinished(() => database.stop());

    /** Starts a worker in one of the processes. It has one slot, so that it does not wait for jobs while it has one. */
    async function startWorker(child: Child<WorkerAnswers>) {
      onTestFinished(() => {
        // It may stand still where the test has failed.
        process.kill(child.pid as number, 'SIGCONT');
        return child.ask('stop');
      });
      await child.ask('start', {
        CAMUNDA_AUTH_STRATEGY: 'NONE',
        ZEEBE_GRPC_ADDRESS: loopback.address,
        ZEEBE_REST_ADDRESS: loopback.restAddress,
        DYNAMODB_WORKER_TRANSPORT: carrier,
        DYNAMODB_WORKER_JOB_PUSH: 'false',
        DYNAMODB_WORKER_MAX_JOBS: '1',
        DYNAMODB_WORKER_LOG_LEVEL: 'silent',
        DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
        DYNAMODB_WORKER_HTTP_PORT: '0',
        DYNAMODB_WORKER_ALLOW_ENDPOINTS: database.endpoint,
      });
    }
    return { loopback, database, answer, startWorker };
  }

  function writing(endpoint: string) {
    const authentication = { accessKey: 'key', secretKey: 'secret' };
    const configuration = { region: 'eu-central-1', endpoint };
    const input = { itemOperation: 'addItem', tableName: 'orders', item: { id: '1' } };
    return { type: 'aws-dynamodb:1', variables: JSON.stringify({ authentication, configuration, input }) };
  }

  test('a job of a worker that stood still past its lock is ended once, by the worker that has it now', async () => {
    const { loopback, database, answer, startWorker } = await start();
    const [first, second] = children as [Child<WorkerAnswers>, Child<WorkerAnswers>];
    await startWorker(first);
    const [key] = loopback.addJobs([writing(database.endpoint)]);
    await until(() => answer.length === 1, 'the first worker does the job');
    process.kill(first.pid as number, 'SIGSTOP');
    loopback.expireLocks();
    await startWorker(second);
    await until(() => answer.length === 2, 'the second worker does the job');

    process.kill(first.pid as number, 'SIGCONT');
    answer[0]?.();
    await until(() => loopback.calls.CompleteJob === 1, 'the first worker reports it');
    expect(loopback.ended).toEqual([]);
    answer[1]?.();
    await loopback.waitFor(1);
    expect(loopback.ended).toMatchObject([{ key, how: 'completed' }]);
    const reports = loopback.seen.filter(({ rpc }) => rpc === 'CompleteJob');
    const tokens = reports.map(({ request }) => (request as { jobLeaseToken?: string }).jobLeaseToken);
    expect([tokens.length, new Set(tokens).size, tokens.includes(undefined)]).toEqual([2, 2, false]);
  });
});
