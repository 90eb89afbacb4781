import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, inject, onTestFinished, test } from 'vitest';
import { makeTable, plainClient } from '../support/databases.ts';
import { startLongEngine } from '../support/engine.ts';
import { counter } from '../support/examples/counter.ts';
import { type Example, exampleBpmn } from '../support/examples/example.ts';
import { inLongForm } from '../support/long-form.ts';
import { startRelay } from '../support/relay.ts';
import { modelerOf, startTestWorker, type TestWorker } from '../support/zeebe.ts';

const visits = inLongForm(500, 60);
const atOnce = inLongForm(50, 20);
const kills = inLongForm(6, 1);

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

test(`${visits} visits are counted once each, though workers are killed after DynamoDB has counted and before they hear of it`, async () => {
  const engine = await startLongEngine({ heap: 512 });
  onTestFinished(() => engine.stop());
  const client = plainClient(inject('dynoxide'));
  const table = await makeTable(client);

  const writesBetweenKills = Array.from({ length: kills }, () => 20 + Math.floor((Math.random() * visits) / 10));
  const left = [...writesBetweenKills];
  let writes = 0;
  const workers: TestWorker[] = [];
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
  const settings = { DYNAMODB_WORKER_JOB_TIMEOUT: 'PT3S', DYNAMODB_WORKER_MAX_JOBS: '8' };
  const startWorkers = async () => {
    const started = [0, 1].map(() => startTestWorker(engine, relay.endpoint, settings));
    workers.push(...(await Promise.all(started)));
  };
  await startWorkers();
  onTestFinished(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  });

  const { zeebe } = modelerOf(engine);
  await zeebe.deploy('counter.bpmn', await exampleBpmn(patientCounter));
  const visit = async () => {
    for (let done = 0; done < visits / atOnce; done++) await zeebe.run('counter', { table, id: 'home' }, 300_000);
  };
  await Promise.all(Array.from({ length: atOnce }, visit));

  expect(left).toEqual([]);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { id: { S: 'home' } }, ConsistentRead: true }),
  );
  expect(Item?.visits, `killed after so many writes each: ${writesBetweenKills}`).toEqual({ N: String(visits) });
}, 600_000);
