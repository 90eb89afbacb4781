import { setTimeout as delay } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { WorkerProcess } from '../../examples/local/worker-process.ts';
import { type Broker, startBroker } from '../../examples/local/zeebe-broker.ts';
import { makeTable, plainClient } from '../support/databases.ts';
import { counter } from '../support/examples/counter.ts';
import { type Example, exampleBpmn } from '../support/examples/example.ts';
import { startRelay } from '../support/relay.ts';
import { modelerOf, startTestWorker } from '../support/zeebe.ts';

const visits = 500;
const kills = 6;

/** The counter of the examples, with as many tries as transactions on one item may need that run at once. */
const patientCounter: Example = {
  ...counter,
  tasks: {
    count: {
      operation: 'updateItem',
      values: { ...counter.tasks.count?.values, retries: '100', retryBackoff: 'PT1S' },
    },
  },
};

/** Waits until so many process instances have come to their end; an incident ends the wait. */
async function ended(broker: Broker, wanted: number): Promise<void> {
  let ends = 0;
  let after = -1;
  while (ends < wanted) {
    for (const { position, valueType, intent, value } of await broker.records(undefined, after)) {
      after = position;
      if (valueType === 'INCIDENT') throw new Error(String(value.errorMessage));
      if (intent === 'ELEMENT_COMPLETED' && value.bpmnElementType === 'PROCESS') ends += 1;
    }
    await delay(100);
  }
}

test('500 visits are counted once each, though workers are killed after DynamoDB has counted and before they hear of it', async () => {
  const broker = await startBroker();
  onTestFinished(() => broker.stop());
  const client = plainClient(inject('dynoxide'));
  const table = await makeTable(client);

  const writesBetweenKills = Array.from({ length: kills }, () => 20 + Math.floor(Math.random() * 60));
  const left = [...writesBetweenKills];
  let writes = 0;
  const workers: WorkerProcess[] = [];
  const relay = await startRelay(inject('dynoxide'), async ({ operation }) => {
    if (operation !== 'TransactWriteItems') return;
    writes += 1;
    if (left[0] === undefined || writes < left[0]) return;
    left.shift();
    writes = 0;
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    await startWorkers();
  });
  onTestFinished(() => relay.stop());
  const settings = { DYNAMODB_WORKER_JOB_TIMEOUT: 'PT5S', DYNAMODB_WORKER_MAX_JOBS: '8' };
  const startWorkers = async () => {
    const started = [0, 1].map(() => startTestWorker(broker, relay.endpoint, settings));
    workers.push(...(await Promise.all(started)));
  };
  await startWorkers();
  onTestFinished(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  });

  const { zeebe } = modelerOf(broker);
  await zeebe.deploy('counter.bpmn', await exampleBpmn(patientCounter));
  for (let start = 0; start < visits; start += 50) {
    await Promise.all(Array.from({ length: 50 }, () => zeebe.start('counter', { table, id: 'home' })));
  }
  await ended(broker, visits);

  expect(left).toEqual([]);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { id: { S: 'home' } }, ConsistentRead: true }),
  );
  expect(Item?.visits, `killed after so many writes each: ${writesBetweenKills}`).toEqual({ N: String(visits) });
}, 600_000);
