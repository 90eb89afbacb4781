import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { type CannedAnswer, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { forkWithPackages } from '../support/fork.ts';
import { inLongForm } from '../support/long-form.ts';
import { startLoopbackGateway } from '../support/loopback-gateway.ts';
import { until } from '../support/until.ts';
import type { WorkerAnswers } from '../support/worker-child.ts';

/** Ten in the long form, or as many as this variable says. */
const MINUTES = Number(process.env.SOAK_MINUTES);
const FAULT_MS = inLongForm(600, 200);
const QUIET_MS = inLongForm(400, 100);
/** With more jobs at the gateway no others are added. */
const MOST_WAITING = 200;
/** What a process may have more at the end than after its first faults. */
const MORE_BYTES = 20 * 2 ** 20;
/** Each slot may keep a connection. */
const MORE_DESCRIPTORS = 40;

/** What DynamoDB answers while something is wrong with it. */
const databaseFaults: readonly CannedAnswer[] = [
  { status: 500, type: 'InternalServerError' },
  { type: 'ProvisionedThroughputExceededException' },
  { type: 'ConditionalCheckFailedException' },
  'reset',
  'hang',
  'garbage',
];

const item = { id: { S: 'a' }, text: { S: 'x'.repeat(500) } };
const inputs = [
  { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } },
  { itemOperation: 'addItem', tableName: 't', item: { id: 'a', list: [1, 2, 3] } },
  {
    itemOperation: 'batchWriteItems',
    tableName: 't',
    putItems: Array.from({ length: 60 }, (_, n) => ({ id: `${n}` })),
  },
  { tableOperation: 'scanTable', tableName: 't' },
  { itemOperation: 'getItem', tableName: 5 },
];

test(
  'a worker under faults of all kinds ends every job once they are over, and keeps its size',
  async () => {
    const gateway = await startLoopbackGateway({ record: false, lateCommands: 'accepted' });
    onTestFinished(() => gateway.stop());
    let fault: CannedAnswer | undefined;
    const database = await startCannedDynamodb(
      ({ operation }) =>
        fault ?? {
          body:
            operation === 'GetItem'
              ? { Item: item }
              : operation === 'Scan'
                ? { Items: Array(200).fill(item), Count: 200 }
                : {},
        },
      { record: false },
    );
    onTestFinished(() => database.stop());
    const child = await forkWithPackages<WorkerAnswers>(new URL('../support/worker-child.ts', import.meta.url));
    onTestFinished(() => child.kill());
    await child.ask('start', {
      CAMUNDA_AUTH_STRATEGY: 'NONE',
      ZEEBE_GRPC_ADDRESS: gateway.address,
      DYNAMODB_WORKER_LOG_LEVEL: 'silent',
      DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
      DYNAMODB_WORKER_HTTP_PORT: '0',
      DYNAMODB_WORKER_JOB_TIMEOUT: 'PT5S',
      DYNAMODB_WORKER_ALLOW_ENDPOINTS: database.endpoint,
      AWS_MAX_ATTEMPTS: '2',
    });

    let added = 0;
    function addJobs(): void {
      // Faults hold them up: those that wait are not to grow without end.
      if (gateway.count().known > MOST_WAITING) return;
      const authentication = { accessKey: 'key', secretKey: 'secret' };
      const configuration = { region: 'eu-central-1', endpoint: database.endpoint };
      const jobs = inputs.map((input) => ({
        type: 'aws-dynamodb:1',
        variables: JSON.stringify({ authentication, configuration, input }),
        customHeaders: '{"jobTimeout":"PT2S","retryBackoff":"PT0.2S","resultVariable":"result"}',
      }));
      added += gateway.addJobs(jobs).length;
    }
    const adding = setInterval(addJobs, 50);
    onTestFinished(() => clearInterval(adding));

    const ways: (() => Promise<void>)[] = [
      ...databaseFaults.map((answer) => async () => {
        fault = answer;
        await sleep(FAULT_MS);
        fault = undefined;
      }),
      ...[{ status: 404 }, { status: 500 }, { reset: 2 }].map((ingress) => async () => {
        gateway.breakIngress(ingress);
        await sleep(FAULT_MS);
        gateway.breakIngress(undefined);
      }),
      async () => {
        gateway.faults.answer('CompleteJob', status.UNAVAILABLE, 20);
        gateway.faults.loseAnswer('FailJob', 'reset', 3);
        await sleep(FAULT_MS);
        gateway.faults.clear();
      },
      async () => {
        await gateway.goDown();
        await sleep(FAULT_MS);
        await gateway.comeBack();
      },
      async () => gateway.cutConnections(),
    ];
    const round = async () => {
      for (const way of ways) {
        await way();
        await sleep(QUIET_MS);
      }
    };

    const end = performance.now() + MINUTES * 60_000;
    await round();
    const before = await child.ask('usage');
    do await round();
    while (performance.now() < end);
    clearInterval(adding);
    const isOver = ({ how, retries }: (typeof gateway.ended)[number]) => how !== 'failed' || retries === 0;
    const over = new Set<string>();
    let looked = 0;
    const allAreOver = () => {
      for (; looked < gateway.ended.length; looked++) {
        const ended = gateway.ended[looked];
        if (ended !== undefined && isOver(ended)) over.add(ended.key);
      }
      return over.size === added;
    };
    await until(allAreOver, 'every job has ended', 60_000).catch((error) => {
      throw new Error(`${over.size} of ${added}, ${JSON.stringify(gateway.count())}`, { cause: error });
    });
    const after = await child.ask('usage');
    expect(gateway.ended.filter(isOver)).toHaveLength(added);
    expect(after.heap).toBeLessThan(before.heap + MORE_BYTES);
    expect(after.descriptors).toBeLessThan(before.descriptors + MORE_DESCRIPTORS);
    if (MINUTES > 0) console.log(JSON.stringify({ minutes: MINUTES, jobs: added, before, after }));
  },
  MINUTES * 60_000 + 180_000,
);
