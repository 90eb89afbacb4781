import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, type TestContext, test } from 'vitest';
import { operations, startWorker, type Worker } from '../../src/index.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { type Child, forkWithPackages } from '../support/fork.ts';
import { carriers } from '../support/gateways.ts';
import { type Carrier, startLoopbackGateway } from '../support/loopback-gateway.ts';
import { until } from '../support/until.ts';
import type { WorkerAnswers } from '../support/worker-child.ts';

const LONG_POLL_SECONDS = 3;
/** A call may take 10 s, and a poll so much longer than it is told to wait. */
const LONGER_THAN_CALLS_MS = (LONG_POLL_SECONDS + 11) * 1_000;
const JOBS = 4;

interface Ways {
  readonly carrier: Carrier;
  readonly push?: boolean;
  readonly lock: string;
}

/** A gateway, a database, and workers: those that stand still have processes of their own. All end with the test. */
async function start({ onTestFinished }: TestContext, { carrier, push = false, lock }: Ways) {
  const loopback = await startLoopbackGateway();
  onTestFinished(() => loopback.stop());
  const database = await startCannedDynamodb();
  onTestFinished(() => database.stop());

  const env = {
    CAMUNDA_AUTH_STRATEGY: 'NONE',
    ZEEBE_GRPC_ADDRESS: loopback.address,
    ZEEBE_REST_ADDRESS: loopback.restAddress,
    ZEEBE_GRPC_WORKER_LONGPOLL_SECONDS: String(LONG_POLL_SECONDS),
    DYNAMODB_WORKER_TRANSPORT: carrier,
    DYNAMODB_WORKER_JOB_PUSH: String(push),
    DYNAMODB_WORKER_JOB_TIMEOUT: lock,
    DYNAMODB_WORKER_LOG_LEVEL: 'silent',
    DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
    DYNAMODB_WORKER_HTTP_PORT: '0',
    DYNAMODB_WORKER_ALLOW_ENDPOINTS: database.endpoint,
  };

  async function startChild(): Promise<Child<WorkerAnswers>> {
    const child = await forkWithPackages<WorkerAnswers>(new URL('../support/worker-child.ts', import.meta.url));
    onTestFinished(() => child.kill());
    await child.ask('start', env);
    return child;
  }

  /** Starts one in this process, which never stands still. */
  async function startHere(): Promise<Worker> {
    const worker = await startWorker({ operations, env });
    onTestFinished(async () => void (await worker.stop()));
    return worker;
  }

  /** Stops a worker that waits for jobs, and adds some: they are locked for it, and it does not see them. */
  async function freezeWithJobs({ pid }: Child<WorkerAnswers>, then = () => {}): Promise<() => void> {
    const { ActivateJobs: polls } = loopback.calls;
    await until(() => !push || loopback.count().openStreams === 1, 'a stream is open');
    await until(() => loopback.calls.ActivateJobs > polls && loopback.count().openPolls === 1, 'a poll has just begun');
    process.kill(pid as number, 'SIGSTOP');
    then();
    loopback.addJobs(Array.from({ length: JOBS }, (_, id) => writing(`${id}`)));
    await until(() => loopback.count().locked === JOBS, 'all jobs are locked');
    return () => void process.kill(pid as number, 'SIGCONT');
  }

  function writing(id: string) {
    const authentication = { accessKey: 'key', secretKey: 'secret' };
    const configuration = { region: 'eu-central-1', endpoint: database.endpoint };
    const input = { itemOperation: 'addItem', tableName: 'orders', item: { id } };
    return { type: 'aws-dynamodb:1', variables: JSON.stringify({ authentication, configuration, input }) };
  }

  /** The ids of the items that were written. */
  const written = () =>
    database.requests
      .filter(({ operation }) => operation === 'PutItem')
      .map(({ body }) => (body as { Item: { id: { S: string } } }).Item.id.S)
      .sort();

  return { loopback, startChild, startHere, freezeWithJobs, writing, written };
}

const ids = Array.from({ length: JOBS }, (_, id) => `${id}`);

describe.concurrent('a worker that stood still', () => {
  test.for(carriers)(
    'for longer than calls may take does the jobs of its poll, and makes no report again, by %s',
    async (carrier, context) => {
      // With so long a lock, the engine does not hand them out again before the test ends.
      const { loopback, startChild, freezeWithJobs, writing, written } = await start(context, {
        carrier,
        lock: 'PT5M',
      });
      const worker = await startChild();
      const held = loopback.faults.hold('CompleteJob', 1);
      loopback.addJobs([writing('before')]);
      await until(() => loopback.calls.CompleteJob === 1, 'a job is being reported');
      const wake = await freezeWithJobs(worker, held.release);
      await sleep(LONGER_THAN_CALLS_MS);
      wake();
      await loopback.waitFor(1 + JOBS);
      expect(written()).toEqual([...ids, 'before']);
      // A report comes again after a short pause.
      await sleep(1_000);
      expect([loopback.calls.CompleteJob, loopback.calls.FailJob]).toEqual([1 + JOBS, 0]);
    },
  );

  test.for([...carriers.map((carrier) => ({ carrier, push: false })), { carrier: 'grpc' as const, push: true }])(
    'for longer than a lock does nothing that another has done, by $carrier, push: $push',
    async (ways, context) => {
      const { loopback, startChild, startHere, freezeWithJobs, writing, written } = await start(context, {
        ...ways,
        lock: 'PT3S',
      });
      const first = await startChild();
      const wake = await freezeWithJobs(first);
      const second = await startHere();
      await loopback.waitFor(JOBS);
      expect(written()).toEqual(ids);
      await second.stop();

      wake();
      loopback.addJobs([writing('later')]);
      await loopback.waitFor(JOBS + 1);
      expect(written()).toEqual([...ids, 'later']);
    },
  );

  test('does each job once that was pushed to it, or gets it again when its lock is over', async (context) => {
    const { loopback, startChild, freezeWithJobs, written } = await start(context, {
      carrier: 'grpc',
      push: true,
      lock: 'PT10S',
    });
    const wake = await freezeWithJobs(await startChild());
    // Its lock is more than half over by then: it is extended before the job is done.
    await sleep(6_500);
    wake();
    await loopback.waitFor(JOBS);
    expect(written()).toEqual(ids);
  });
});
