import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectZeebe, type ZeebeClient } from '../../examples/local/zeebe-client.ts';
import {
  CAMUNDA_TEMPLATE,
  type CamundaOperation,
  type CamundaTask,
  type CamundaVersion,
  camundaVersions,
  drawCamundaTasks,
} from '../support/camunda-diagrams.ts';
import { sharedEngine as engine, startsEngines } from '../support/engine.ts';
import { modelerOf, settled, startTestWorker, type TestWorker } from '../support/zeebe.ts';

let worker: TestWorker;
let zeebe: ZeebeClient;

beforeAll(async () => {
  worker = await startTestWorker(engine, inject('dynalite'), { DYNAMODB_WORKER_CAMUNDA_COMPATIBLE: 'true' });
  zeebe = connectZeebe(engine.gateway);
});
afterAll(async () => {
  await zeebe.close();
  await worker.stop();
});

const item = { id: '1', name: 'Alice', age: 30, tags: ['a', 'b'], address: { town: 'Berlin' } };

/** The fields of a task that makes a table, as the template of a version has them. */
function tableFields(version: CamundaVersion, tableName: string): CamundaTask['fields'] {
  return {
    tableName,
    partitionKey: 'id',
    partitionKeyRole: 'HASH',
    partitionKeyType: 'S',
    ...(version < 7 ? { readCapacityUnits: '5', writeCapacityUnits: '5' } : {}),
    ...(version >= 7 ? { readCapacityUnits: '=5', writeCapacityUnits: '=5' } : {}),
    billingModeStr: 'PROVISIONED',
    deletionProtection: version < 7 ? '=false' : 'false',
  };
}

/** A process that does all that the template of a version can do, with the result of each task in a variable. */
function process(version: CamundaVersion, id: string, tableName: string): string {
  const key = { tableName, primaryKeyComponents: '={id: "1"}' };
  const task = (id: string, operation: CamundaOperation, fields: CamundaTask['fields'], headers = {}): CamundaTask => ({
    id,
    version,
    operation,
    fields,
    headers: { resultVariable: id, ...headers },
  });
  return drawCamundaTasks(
    [
      task('created', 'createTable', tableFields(version, tableName)),
      task('described', 'describeTable', { tableName }, { resultExpression: '={status: response.tableStatus}' }),
      task('added', 'addItem', { tableName, item: `=${JSON.stringify(item)}` }),
      task('got', 'getItem', key, { resultExpression: '={age: response[item.age != null][1].age}' }),
      task('updated', 'updateItem', { ...key, keyAttributes: '={age: 31}', attributeAction: 'put' }),
      task('removed', 'updateItem', { ...key, keyAttributes: '={tags: null}', attributeAction: 'delete' }),
      task('scanned', 'scanTable', {
        tableName,
        filterExpression: '#age > :age',
        projectionExpression: 'id, #age',
        expressionAttributeNames: '={"#age": "age"}',
        expressionAttributeValues: '={":age": 30}',
      }),
      task('deleted', 'deleteItem', key),
      task('missing', 'getItem', key),
      task('empty', 'scanTable', { tableName }, { resultExpression: '={items: response.response}' }),
      task('dropped', 'deleteTable', { tableName }),
    ],
    id,
  );
}

const written = (name: string) => ({
  item: null,
  [name]: {
    sdkResponseMetadata: { requestId: expect.any(String) },
    sdkHttpMetadata: {
      httpHeaders: { 'x-amzn-RequestId': expect.any(String) },
      httpStatusCode: 200,
      allHttpHeaders: { 'x-amzn-RequestId': [expect.any(String)] },
    },
    attributes: null,
    consumedCapacity: null,
    itemCollectionMetrics: null,
  },
});

describe('tasks of each version of Camunda’s template go on as before', () => {
  test.concurrent.each(camundaVersions)('version %i', async (version) => {
    const id = `camunda-${version}`;
    await zeebe.deploy(`${id}.bpmn`, process(version, id, id));
    const { variables } = await zeebe.run(id, {});
    const description = {
      attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
      tableName: id,
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
      tableStatus: 'ACTIVE',
      creationDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/),
      itemCount: 0,
      replicas: null,
      ssedescription: null,
    };
    expect(JSON.parse(variables)).toMatchObject({
      created: description,
      described: description,
      status: 'ACTIVE',
      added: written('putItemResult'),
      got: expect.arrayContaining(Object.entries(item).map(([name, value]) => ({ [name]: value }))),
      age: 30,
      updated: written('updateItemResult'),
      removed: written('updateItemResult'),
      scanned: { action: 'scanTable', status: 'OK', response: [{ id: '1', age: 31 }] },
      deleted: written('deleteItemResult'),
      missing: null,
      empty: { action: 'scanTable', status: 'OK', response: null },
      items: null,
      dropped: { action: `delete Table [${id}]`, status: 'OK', response: null },
    });
    expect(Object.keys(JSON.parse(variables).created)).toHaveLength(25);
  });
});

test('native tasks and those of Camunda’s template are done side by side', async () => {
  const native = modelerOf(engine);
  const table = { 'input.tableName': 'camunda-both' };
  await native.run({ operation: 'createTable', values: { ...table, 'input.partitionKey': 'id' } });
  const fields = { tableName: 'camunda-both', item: '={id: "1", from: "Camunda"}' };
  await zeebe.deploy('both.bpmn', drawCamundaTasks([{ version: 11, operation: 'addItem', fields }], 'camunda-both'));
  await zeebe.run('camunda-both', {});
  const { variables } = await native.run({
    operation: 'getItem',
    values: { ...table, 'input.primaryKeyComponents': '{"id": "1"}', resultExpression: '=response.response.Item' },
  });
  expect(JSON.parse(variables)).toEqual({ id: '1', from: 'Camunda' });
});

test.runIf(startsEngines)(
  'a task that fails is tried again, and then stands at an incident with Camunda’s text',
  async () => {
    const task: CamundaTask = {
      version: 8,
      operation: 'getItem',
      fields: { tableName: 'camunda-none', primaryKeyComponents: '={id: "1"}' },
      retries: '2',
    };
    await zeebe.deploy('fails.bpmn', drawCamundaTasks([task], 'camunda-fails'));
    const key = await zeebe.start('camunda-fails', {});
    await worker.jobsOf(key, 2);
    const { incidents, jobs } = await settled(engine, key);
    expect(jobs.filter(({ intent }) => intent === 'FAILED').map(({ retries }) => retries)).toEqual([1, 0]);
    expect(incidents[0]?.errorMessage).toMatch(
      /^.* \(Service: DynamoDb, Status Code: 400, Request ID: .*\) \(SDK Attempt Count: 1\) \| Error variables: \{error=\{type=software\.amazon\.awssdk\.services\.dynamodb\.model\.ResourceNotFoundException, message=.*\}\}$/,
    );
  },
);

test.runIf(startsEngines)('a native task with Camunda’s template is refused, and told what to do', async () => {
  const task: CamundaTask = {
    version: 11,
    operation: 'getItem',
    fields: { tableName: 't', primaryKeyComponents: '={id: "1"}' },
    hybrid: 'aws-dynamodb:1',
  };
  await zeebe.deploy('hybrid.bpmn', drawCamundaTasks([task], 'camunda-hybrid'));
  const key = await zeebe.start('camunda-hybrid', {});
  await worker.jobsOf(key, 1);
  const { incidents } = await settled(engine, key);
  expect(incidents[0]?.errorMessage).toContain(`The task was made with the element template ${CAMUNDA_TEMPLATE}`);
  expect(incidents[0]?.errorMessage).toContain('DYNAMODB_WORKER_CAMUNDA_COMPATIBLE=true');
});
