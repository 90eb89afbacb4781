import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { brokerControl, startBroker } from '../../examples/local/zeebe-broker.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { until } from '../support/until.ts';
import { historyOf, modelerOf, settled, startTestWorker, taskDiagram, waitForHistory } from '../support/zeebe.ts';

const addresses = inject('broker');
const engine = { ...addresses, ...brokerControl(addresses) };
const getItem = {
  operation: 'getItem',
  values: { 'input.tableName': 'faults', 'input.primaryKeyComponents': '{"id": id}' },
};

test('a broker that was killed and comes back on the same data loses no job, and the worker finds it again', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'broker-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const first = await startBroker({ dataDirectory });
  const worker = await startTestWorker(first, inject('dynalite'));
  const modeler = modelerOf(first);
  await modeler.zeebe.deploy('wait.bpmn', await taskDiagram('wait', getItem));
  const before = await modeler.zeebe.start('wait', { id: 'before' });
  expect((await settled(first, before)).incidents).toHaveLength(1);
  await first.kill();
  const second = await startBroker({ dataDirectory, ports: first.ports });
  onTestFinished(async () => {
    await worker.stop();
    await second.kill();
  });
  const keys = [];
  for (let id = 0; id < 10; id++) keys.push(await modeler.zeebe.start('wait', { id: String(id) }));
  for (const key of keys) expect((await settled(second, key)).incidents).toHaveLength(1);
});

describe('on SIGTERM with 32 jobs in flight', () => {
  /** 32 jobs that wait for a DynamoDB that does not answer; then the worker is told to stop. */
  async function stopWithJobsInFlight(stopTimeout: string) {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const database = await startCannedDynamodb(async () => {
      await released;
      return { body: { Item: { id: { S: '1' } } } };
    });
    onTestFinished(() => database.stop());
    const worker = await startTestWorker(engine, database.endpoint, { DYNAMODB_WORKER_STOP_TIMEOUT: stopTimeout });
    const { zeebe } = modelerOf(engine);
    const id = `stop-${database.port}`;
    await zeebe.deploy(`${id}.bpmn`, await taskDiagram(id, getItem));
    const keys = await Promise.all(Array.from({ length: 32 }, (_, job) => zeebe.start(id, { id: String(job) })));
    await until(() => database.requests.length === 32, 'all jobs are in flight');
    process.kill(worker.pid, 'SIGTERM');
    return { worker, keys, release };
  }

  test('those that can be done in time are reported, and the worker ends with 0', async () => {
    const { worker, keys, release } = await stopWithJobsInFlight('PT60S');
    release();
    expect(await worker.exited).toBe(0);
    for (const key of keys) expect(await settled(engine, key)).toMatchObject({ end: 'end' });
  });

  test('those that cannot are handed back with all their retries, and another worker does them', async () => {
    const { worker, keys } = await stopWithJobsInFlight('PT0.1S');
    expect(await worker.exited).toBe(0);
    for (const key of keys) {
      const { jobs } = await waitForHistory(engine, key, ({ jobs }) => jobs.some(({ intent }) => intent === 'FAILED'));
      expect(jobs.find(({ intent }) => intent === 'FAILED')).toMatchObject({ retries: 3 });
    }
    const database = await startCannedDynamodb(() => ({ body: {} }));
    onTestFinished(() => database.stop());
    const other = await startTestWorker(engine, database.endpoint);
    onTestFinished(() => other.stop());
    for (const key of keys) expect(await settled(engine, key)).toMatchObject({ end: 'end' });
  });
});

test('a completion that the broker does not take ends in an incident that says so', async () => {
  const database = await startCannedDynamodb(() => ({
    body: { Item: { id: { S: '1' }, text: { S: 'x'.repeat(5_000_000) } } },
  }));
  onTestFinished(() => database.stop());
  const worker = await startTestWorker(engine, database.endpoint, { DYNAMODB_WORKER_MAX_RESULT_BYTES: '100000000' });
  onTestFinished(() => worker.stop());
  const form = { ...getItem, values: { ...getItem.values, resultVariable: 'result' } };
  const key = await modelerOf(engine).run(form, { id: '1' });
  const { incidents } = await settled(engine, key);
  expect(incidents).toMatchObject([
    { errorType: 'JOB_NO_RETRIES', errorMessage: expect.stringContaining('refused by Zeebe') },
  ]);
  expect((await historyOf(engine, key)).end).toBeUndefined();
});
