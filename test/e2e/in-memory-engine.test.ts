import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { WorkerProcess } from '../../examples/local/worker-process.ts';
import { type InMemoryEngine, startInMemoryEngine } from '../support/in-memory-engine.ts';
import { modelerOf, settled, startTestWorker } from '../support/zeebe.ts';

/** The newest engine that can be had; it never waits when it has no jobs, and ignores the variables of a failure. */
let engine: InMemoryEngine;
let worker: WorkerProcess;

beforeAll(async () => {
  engine = await startInMemoryEngine();
  worker = await startTestWorker(engine, inject('dynalite'));
});
afterAll(async () => {
  await worker.stop();
  await engine.stop();
});

test('the order process runs to its end', async () => {
  const { zeebe } = modelerOf(engine);
  await zeebe.deploy('order.bpmn', readFileSync(new URL('../../examples/order.bpmn', import.meta.url), 'utf8'));
  const order = { id: 'o-1', customer: 'Ada', total: 41.5, lines: [] };
  const { end, variables } = await settled(engine, await zeebe.start('order', { order, table: 'in-memory-orders' }));
  expect(end).toBe('done');
  expect(JSON.parse(variables.deleted ?? '')).toEqual({ ...order, status: 'paid' });
});

test('a wrong input becomes an incident', async () => {
  const values = { 'input.tableName': 'x', 'input.primaryKeyComponents': '{"id": {"$n": "five"}}' };
  const { incidents } = await settled(engine, await modelerOf(engine).run({ operation: 'getItem', values }));
  expect(incidents).toMatchObject([
    { errorType: 'UNHANDLED_ERROR_EVENT', errorMessage: expect.stringContaining('$n') },
  ]);
});

test('a boundary event catches what DynamoDB refuses', async () => {
  const values = { 'input.tableName': 'no-such-table', 'input.primaryKeyComponents': '{"id": "1"}' };
  const form = { operation: 'getItem', values, catches: 'AwsDynamoDbExecutionException' };
  expect(await settled(engine, await modelerOf(engine).run(form))).toMatchObject({ end: 'handled' });
});

test('a failed job is tried again, and its last failure is a BPMN error', async () => {
  const values = {
    'input.tableName': 'x',
    'input.primaryKeyComponents': '{"id": "1"}',
    errorExpression: '=if job.retries > 1 then jobError("once more", {}, job.retries - 1) else null',
    retries: '3',
  };
  const { incidents, jobs } = await settled(engine, await modelerOf(engine).run({ operation: 'getItem', values }));
  expect(jobs.filter(({ intent }) => intent === 'FAILED').map(({ retries }) => retries)).toEqual([2, 1]);
  expect(incidents).toMatchObject([{ errorType: 'UNHANDLED_ERROR_EVENT' }]);
});
