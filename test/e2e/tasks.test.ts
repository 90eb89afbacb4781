import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freePort } from '../../examples/local/ports.ts';
import { addressOf } from '../../src/failure/help.ts';
import { sharedEngine as engine, startsEngines } from '../support/engine.ts';
import { runExample } from '../support/examples/start.ts';
import { modelerOf, settled, startTestWorker, type TestWorker, waitForHistory } from '../support/zeebe.ts';

let worker: TestWorker;
let nowhere: string;

beforeAll(async () => {
  nowhere = `http://127.0.0.1:${await freePort()}`;
  worker = await startTestWorker(engine, inject('dynalite'), { DYNAMODB_WORKER_ALLOW_ENDPOINTS: nowhere });
});
afterAll(() => worker.stop());

const table = { 'input.tableName': 'tasks' };

async function createTable(): Promise<void> {
  const values = { ...table, 'input.partitionKey': 'id', 'input.ifNotExists': 'true' };
  await modelerOf(engine).run({ operation: 'createTable', values });
}

async function outcomes(processInstanceKey: string, count: number): Promise<string[][]> {
  return (await worker.jobsOf(processInstanceKey, count)).map(({ elementId, outcome }) => [elementId, outcome]);
}

test('the order process runs to its end, with the results in its variables', async () => {
  const { zeebe } = modelerOf(engine);
  const order = { id: 'o-1', customer: 'Ada', total: 41.5, lines: [{ article: 'tea', quantity: 2 }] };
  const { processInstanceKey, variables } = await runExample(zeebe, 'order', { order, table: 'e2e-orders' });
  expect(JSON.parse(variables)).toMatchObject({
    tableStatus: 'ACTIVE',
    stored: { ...order, status: 'open' },
    changed: { ...order, status: 'paid' },
    paidOrders: [{ ...order, status: 'paid' }],
    deleted: { ...order, status: 'paid' },
  });
  expect(await outcomes(processInstanceKey, 7)).toEqual([
    ['createTable', 'completed'],
    ['store', 'completed'],
    ['storeAgain', 'error'],
    ['read', 'completed'],
    ['pay', 'completed'],
    ['find', 'completed'],
    ['remove', 'completed'],
  ]);
});

test('the example of the published page: put attributes, and read typed ones from the result', async () => {
  await createTable();
  const { variables } = await modelerOf(engine).run({
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
  expect(JSON.parse(variables)).toEqual({ id: '5', number: '3' });
});

test('variables of the process with the names of the task’s own change nothing in a task of the template', async () => {
  await createTable();
  const values = { ...table, 'input.primaryKeyComponents': '{"id": "none"}', resultVariable: 'found' };
  const ofTheProcess = {
    configuration: { region: 'us-west-2', endpoint: nowhere, theme: 'dark' },
    authentication: { type: 'profile', profile: 'admin' },
    awsCredential: { authentication: { type: 'defaultCredentialsChain' }, region: 'us-west-2' },
    input: { tableName: 'others', debug: true, colour: 'red' },
  };
  const { variables } = await modelerOf(engine).run({ operation: 'getItem', values }, ofTheProcess);
  expect(JSON.parse(variables)).toMatchObject({ ...ofTheProcess, found: { status: 'OK', response: { Item: null } } });
});

test('a name with a blank stands in single quotes in a path, as a context of FEEL can have it', async () => {
  await createTable();
  const modeler = modelerOf(engine);
  const item = '{"id": "quoted", "unit price": 5}';
  await modeler.run({ operation: 'addItem', values: { ...table, 'input.item': item } });
  const values = {
    ...table,
    'input.primaryKeyComponents': '{"id": "quoted"}',
    'form.onlyIf': 'condition',
    'form.changeBy': 'update',
    'input.condition': '{"[\'unit price\']": {">": 4}}',
    'input.update': '{"set": {"[\'unit price\']": 6}}',
    resultExpression: '={attributes: response.response.Attributes}',
  };
  const { variables } = await modeler.run({ operation: 'updateItem', values });
  expect(JSON.parse(variables)).toEqual({ attributes: { id: 'quoted', 'unit price': 6 } });
});

test('numbers keep their digits on the way through the process and the table', async () => {
  await createTable();
  const modeler = modelerOf(engine);
  const item = '{"id": "numbers", "long": long, "text": {"$n": text}, "decimal": decimal}';
  await modeler.run(
    { operation: 'addItem', values: { ...table, 'input.item': item, resultVariable: 'written' } },
    { long: 9223372036854775807n, text: '123456789012345678901234567890.12345678', decimal: 0.1 },
  );
  const { variables } = await modeler.run({
    operation: 'getItem',
    values: {
      ...table,
      'input.primaryKeyComponents': '{"id": "numbers"}',
      resultExpression: '=response.response.Item',
    },
  });
  expect(variables).toMatch(/"long": ?9223372036854775807\b/);
  expect(JSON.parse(variables)).toMatchObject({ text: '123456789012345678901234567890.12345678', decimal: 0.1 });
});

describe('failures', () => {
  test.runIf(startsEngines)(
    'a wrong input becomes an incident that says where, what was expected and what came, and where that is explained',
    async () => {
      const values = { ...table, 'input.primaryKeyComponents': '{"id": {"$n": "five"}}' };
      const { incidents } = await settled(engine, await modelerOf(engine).start({ operation: 'getItem', values }));
      expect(incidents).toMatchObject([
        {
          errorType: 'UNHANDLED_ERROR_EVENT',
          errorMessage: expect.stringContaining(
            `getItem on the table tasks: input.primaryKeyComponents.id.$n (Primary key): expected the digits of a number, got the text "five". See ${addressOf('wrong-field')}`,
          ),
        },
      ]);
    },
  );

  test('a boundary event catches what DynamoDB refuses', async () => {
    const values = { 'input.tableName': 'no-such-table', 'input.primaryKeyComponents': '{"id": "1"}' };
    const catches = 'AwsDynamoDbExecutionException';
    const { variables } = await modelerOf(engine).run({ operation: 'getItem', values, catches });
    const message = expect.stringContaining('ResourceNotFoundException');
    const error = { code: catches, type: 'ResourceNotFoundException', retryable: false, message };
    expect(JSON.parse(variables)).toMatchObject({ caught: catches, error });
  });

  test('a database that cannot be reached costs the retries one by one; then the boundary event catches it', async () => {
    const values = {
      ...table,
      'configuration.endpoint': nowhere,
      'input.primaryKeyComponents': '{"id": "1"}',
      retries: '3',
      retryBackoff: 'PT0S',
    };
    const catches = 'AwsDynamoDbConnectionException';
    const ended = await modelerOf(engine).run({ operation: 'getItem', values, catches });
    const message = expect.stringContaining('DynamoDB could not be reached');
    const error = { code: catches, type: 'ECONNREFUSED', retryable: true, message };
    expect(JSON.parse(ended.variables)).toMatchObject({ caught: catches, error });
    expect(await outcomes(ended.processInstanceKey, 3)).toEqual([
      ['task', 'failed'],
      ['task', 'failed'],
      ['task', 'error'],
    ]);
  });

  test('an error expression turns a result into a BPMN error of its own', async () => {
    await createTable();
    const values = {
      ...table,
      'input.primaryKeyComponents': '{"id": "missing"}',
      errorExpression: '=if response.response.Item = null then bpmnError("NO_ITEM", "There is no such item") else null',
    };
    const { variables } = await modelerOf(engine).run({ operation: 'getItem', values, catches: 'NO_ITEM' });
    expect(JSON.parse(variables)).toMatchObject({ caught: 'NO_ITEM' });
  });

  test.runIf(startsEngines)('an error expression decides with how many retries a job is tried again', async () => {
    const values = {
      'input.tableName': 'x',
      'input.primaryKeyComponents': '{"id": "1"}',
      errorExpression: '=if job.retries > 1 then jobError("once more", {}, job.retries - 1) else null',
      retries: '3',
    };
    const { incidents, jobs } = await settled(engine, await modelerOf(engine).start({ operation: 'getItem', values }));
    expect(jobs.filter(({ intent }) => intent === 'FAILED').map(({ retries }) => retries)).toEqual([2, 1]);
    expect(incidents).toMatchObject([{ errorType: 'UNHANDLED_ERROR_EVENT' }]);
  });

  test.runIf(startsEngines)('a failed job can be done after its incident is resolved', async () => {
    await createTable();
    const modeler = modelerOf(engine);
    const values = {
      ...table,
      'input.item': '{"id": "resolved"}',
      'form.onlyIf': 'expression',
      'input.conditionExpression': 'attribute_not_exists(id)',
      errorExpression:
        '=if error.type = "ConditionalCheckFailedException" then jobError("There is one already") else null',
    };
    await modeler.run({ operation: 'addItem', values });
    const key = await modeler.start({ operation: 'addItem', values });
    const { incidents } = await settled(engine, key);
    expect(incidents).toMatchObject([{ errorType: 'JOB_NO_RETRIES', errorMessage: 'There is one already' }]);
    const primaryKeyComponents = '{"id": "resolved"}';
    await modeler.run({
      operation: 'deleteItem',
      values: { ...table, 'input.primaryKeyComponents': primaryKeyComponents },
    });
    const [incident] = incidents;
    await modeler.zeebe.resolve(incident?.key ?? '', incident?.jobKey ?? '', 1);
    await waitForHistory(engine, key, ({ end }) => end === 'end');
  });
});
