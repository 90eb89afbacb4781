import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { answers } from '../../examples/local/child.ts';
import { type Engine, startEngine } from '../../examples/local/engine.ts';
import { connectZeebe, type ZeebeClient } from '../../examples/local/zeebe-client.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { sharedEngine as engine, startsEngines } from '../support/engine.ts';
import { until, untilDone } from '../support/until.ts';
import { historyOf, modelerOf, settled, startTestWorker, type TestWorker, taskDiagram } from '../support/zeebe.ts';

const getItem = {
  operation: 'getItem',
  values: { 'input.tableName': 'faults', 'input.primaryKeyComponents': '{"id": id}' },
};

describe.runIf(startsEngines)('an engine that dies', () => {
  let database: CannedDynamodb;
  let worker: TestWorker;
  let next: Engine;
  let zeebe: ZeebeClient;

  beforeAll(async () => {
    database = await startCannedDynamodb(() => ({ body: {} }));
    const first = await startEngine();
    worker = await startTestWorker(first, database.endpoint);
    zeebe = connectZeebe(first.gateway);
    await zeebe.deploy('ask.bpmn', await taskDiagram('ask', getItem));
    await zeebe.run('ask', { id: 'before' });
    await first.kill();
    await untilDone(async () => expect(await answers(`${worker.address}/readyz`, 503)).toBe(true));
    next = await startEngine({ ports: first.ports });
  });
  afterAll(async () => {
    await zeebe.close();
    await Promise.all([worker.stop(), next.stop(), database.stop()]);
  });

  test('leaves its ports to the next one, which knows nothing of its processes', async () => {
    expect(await next.records({ type: 'PROCESS' })).toEqual([]);
    await expect(zeebe.start('ask', {})).rejects.toThrow('NOT_FOUND');
  });

  test('leaves its worker to the next one at the same address', async () => {
    await zeebe.deploy('ask.bpmn', await taskDiagram('ask', getItem));
    for (let id = 0; id < 10; id++) await zeebe.run('ask', { id: String(id) });
    expect(database.requests).toHaveLength(11);
  });
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
    const ended = Promise.all(Array.from({ length: 32 }, (_, job) => zeebe.run(id, { id: String(job) })));
    await until(() => database.requests.length === 32, 'all jobs are in flight');
    process.kill(worker.pid, 'SIGTERM');
    return { worker, ended, release };
  }

  test('those that can be done in time are reported, and the worker ends with 0', async () => {
    const { worker, ended, release } = await stopWithJobsInFlight('PT60S');
    release();
    expect(await worker.exited).toBe(0);
    await ended;
  });

  test('those that cannot are handed back with all their retries, and another worker does them', async () => {
    const { worker, ended } = await stopWithJobsInFlight('PT0.1S');
    expect(await worker.exited).toBe(0);
    const database = await startCannedDynamodb(() => ({ body: {} }));
    onTestFinished(() => database.stop());
    const other = await startTestWorker(engine, database.endpoint);
    onTestFinished(() => other.stop());
    for (const { processInstanceKey } of await ended) {
      expect(await worker.jobsOf(processInstanceKey, 1)).toMatchObject([{ outcome: 'failed' }]);
      if (!startsEngines) continue;
      const { jobs } = await settled(engine, processInstanceKey);
      expect(jobs.find(({ intent }) => intent === 'FAILED')).toMatchObject({ retries: 3 });
    }
  });
});

test.runIf(startsEngines)('a completion that the engine does not take ends in an incident that says so', async () => {
  const database = await startCannedDynamodb(() => ({
    body: { Item: { id: { S: '1' }, text: { S: 'x'.repeat(5_000_000) } } },
  }));
  onTestFinished(() => database.stop());
  const worker = await startTestWorker(engine, database.endpoint, { DYNAMODB_WORKER_MAX_RESULT_BYTES: '100000000' });
  onTestFinished(() => worker.stop());
  const form = { ...getItem, values: { ...getItem.values, resultVariable: 'result' } };
  const key = await modelerOf(engine).start(form, { id: '1' });
  const { incidents } = await settled(engine, key);
  expect(incidents).toMatchObject([
    { errorType: 'JOB_NO_RETRIES', errorMessage: expect.stringContaining('refused by Zeebe') },
  ]);
  expect((await historyOf(engine, key)).end).toBeUndefined();
});
