import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freePort } from '../../examples/local/ports.ts';
import type { WorkerProcess } from '../../examples/local/worker-process.ts';
import { brokerControl } from '../../examples/local/zeebe-broker.ts';
import { modelerOf, settled, startTestWorker, waitForHistory } from '../support/zeebe.ts';

const addresses = inject('broker');
const engine = { ...addresses, ...brokerControl(addresses) };
let worker: WorkerProcess;
let nowhere: string;

beforeAll(async () => {
  nowhere = `http://127.0.0.1:${await freePort()}`;
  worker = await startTestWorker(engine, inject('dynalite'), { DYNAMODB_WORKER_ALLOW_ENDPOINTS: nowhere });
});
afterAll(() => worker.stop());

const table = { 'input.tableName': 'tasks' };

async function createTable(): Promise<void> {
  const form = {
    operation: 'createTable',
    values: { ...table, 'input.partitionKey': 'id', 'input.ifNotExists': true },
  };
  expect(await settled(engine, await modelerOf(engine).run(form))).toMatchObject({ end: 'end' });
}

test('the order process runs to its end, with the results in its variables', async () => {
  const modeler = modelerOf(engine);
  await modeler.zeebe.deploy('order.bpmn', readFileSync(new URL('../../examples/order.bpmn', import.meta.url), 'utf8'));
  const order = { id: 'o-1', customer: 'Ada', total: 41.5, lines: [{ article: 'tea', quantity: 2 }] };
  const key = await modeler.zeebe.start('order', { order, table: 'e2e-orders' });
  const { end, variables, jobs } = await settled(engine, key);
  expect(end).toBe('done');
  expect(JSON.parse(variables.tableStatus ?? '')).toBe('ACTIVE');
  expect(JSON.parse(variables.stored ?? '')).toEqual({ ...order, status: 'open' });
  expect(JSON.parse(variables.changed ?? '')).toEqual({ ...order, status: 'paid' });
  expect(JSON.parse(variables.paidOrders ?? '')).toEqual([{ ...order, status: 'paid' }]);
  expect(JSON.parse(variables.deleted ?? '')).toEqual({ ...order, status: 'paid' });
  expect(jobs.filter(({ intent }) => intent === 'ERROR_THROWN')).toHaveLength(1);
});

test('the example of the published page: put attributes, and read typed ones from the result', async () => {
  await createTable();
  const key = await modelerOf(engine).run({
    operation: 'updateItem',
    values: {
      ...table,
      'input.primaryKeyComponents': '{"id": "5"}',
      'input.keyAttributes': '{"numberValue": 3}',
      'input.attributeAction': 'put',
      'input.outputFormat': 'dynamodb-json',
      resultExpression: '={id: response.response.Attributes.id.S, number: response.response.Attributes.numberValue.N}',
    },
  });
  expect((await settled(engine, key)).variables).toMatchObject({ id: '"5"', number: '"3"' });
});

test('numbers keep their digits on the way through the process and the table', async () => {
  await createTable();
  const modeler = modelerOf(engine);
  const item = '{"id": "numbers", "long": long, "text": {"$n": text}, "decimal": decimal}';
  const stored = await modeler.run(
    { operation: 'addItem', values: { ...table, 'input.item': item, resultVariable: 'written' } },
    { long: 9223372036854775807n, text: '123456789012345678901234567890.12345678', decimal: 0.1 },
  );
  await settled(engine, stored);
  const read = await modeler.run({
    operation: 'getItem',
    values: {
      ...table,
      'input.primaryKeyComponents': '{"id": "numbers"}',
      resultExpression: '=response.response.Item',
    },
  });
  expect((await settled(engine, read)).variables).toMatchObject({
    long: '9223372036854775807',
    text: '"123456789012345678901234567890.12345678"',
    decimal: '0.1',
  });
});

describe('failures', () => {
  test('a wrong input becomes an incident that says where, what was expected and what came', async () => {
    const values = { ...table, 'input.primaryKeyComponents': '{"id": {"$n": "five"}}' };
    const { incidents } = await settled(engine, await modelerOf(engine).run({ operation: 'getItem', values }));
    expect(incidents).toMatchObject([
      {
        errorType: 'UNHANDLED_ERROR_EVENT',
        errorMessage: expect.stringContaining(
          'getItem on the table tasks: input.primaryKeyComponents.id.$n: expected the digits of a number, got the text "five"',
        ),
      },
    ]);
  });

  test('a boundary event catches what DynamoDB refuses', async () => {
    const values = { 'input.tableName': 'no-such-table', 'input.primaryKeyComponents': '{"id": "1"}' };
    const catches = 'AwsDynamoDbExecutionException';
    const { end, jobs } = await settled(engine, await modelerOf(engine).run({ operation: 'getItem', values, catches }));
    expect(end).toBe('handled');
    expect(jobs.find(({ intent }) => intent === 'ERROR_THROWN')).toMatchObject({
      errorCode: catches,
      errorMessage: expect.stringContaining('ResourceNotFoundException'),
      variables: { error: { code: catches, type: 'ResourceNotFoundException', retryable: false } },
    });
  });

  test('a database that cannot be reached costs the retries one by one; then the boundary event catches it', async () => {
    const values = {
      ...table,
      'configuration.endpoint': nowhere,
      'input.primaryKeyComponents': '{"id": "1"}',
      retries: '2',
      retryBackoff: 'PT0S',
    };
    const catches = 'AwsDynamoDbConnectionException';
    const { end, jobs } = await settled(engine, await modelerOf(engine).run({ operation: 'getItem', values, catches }));
    expect(end).toBe('handled');
    expect(jobs.find(({ intent }) => intent === 'FAILED')).toMatchObject({
      retries: 1,
      errorMessage: expect.stringContaining('DynamoDB could not be reached'),
      variables: { error: { code: catches, type: 'ECONNREFUSED', retryable: true } },
    });
    expect(jobs.filter(({ intent }) => intent === 'ERROR_THROWN')).toMatchObject([{ errorCode: catches }]);
  });

  test('an error expression turns a result into a BPMN error of its own', async () => {
    await createTable();
    const values = {
      ...table,
      'input.primaryKeyComponents': '{"id": "missing"}',
      errorExpression: '=if response.response.Item = null then bpmnError("NO_ITEM", "There is no such item") else null',
    };
    const { end } = await settled(
      engine,
      await modelerOf(engine).run({ operation: 'getItem', values, catches: 'NO_ITEM' }),
    );
    expect(end).toBe('handled');
  });

  test('a failed job can be done after its incident is resolved', async () => {
    await createTable();
    const modeler = modelerOf(engine);
    const values = {
      ...table,
      'input.item': '{"id": "resolved"}',
      'input.conditionExpression': 'attribute_not_exists(id)',
      errorExpression:
        '=if error.type = "ConditionalCheckFailedException" then jobError("There is one already") else null',
    };
    await settled(engine, await modeler.run({ operation: 'addItem', values }));
    const key = await modeler.run({ operation: 'addItem', values });
    const { incidents, jobs } = await settled(engine, key);
    expect(incidents).toMatchObject([{ errorType: 'JOB_NO_RETRIES', errorMessage: 'There is one already' }]);
    expect(jobs.find(({ intent }) => intent === 'FAILED')).toMatchObject({
      variables: { error: { message: 'There is one already', item: null, type: 'ConditionalCheckFailedException' } },
    });
    const remove = {
      operation: 'deleteItem',
      values: { ...table, 'input.primaryKeyComponents': '{"id": "resolved"}' },
    };
    await settled(engine, await modeler.run(remove));
    const [incident] = incidents;
    await modeler.zeebe.resolve(incident?.key ?? '', incident?.jobKey ?? '', 1);
    await waitForHistory(engine, key, ({ end }) => end === 'end');
  });
});
