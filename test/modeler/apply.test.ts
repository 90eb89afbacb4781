import { describe, expect, test } from 'vitest';
import { authenticationTypes } from '../../src/connection/authentication.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { operations } from '../../src/operations/index.ts';
import { oneTaskProcess } from '../support/diagrams.ts';
import { boundTo } from '../support/filled-form.ts';
import { everyNth } from '../support/long-form.ts';
import { type Diagram, type Entry, openDiagram, openTasks } from '../support/modeler.ts';
import { lintDiagram } from '../support/modeler-lint.ts';
import { template, template810 } from '../support/template.ts';

const connection = {
  'authentication.accessKey': '{{secrets.AWS_ACCESS_KEY}}',
  'authentication.secretKey': '{{secrets.AWS_SECRET_KEY}}',
  'configuration.region': 'eu-central-1',
};

async function newTask(operation: string, values: Readonly<Record<string, Entry>> = {}): Promise<Diagram> {
  const diagram = await openTasks(oneTaskProcess(), template, { task: operation });
  return diagram.fill('task', template, { ...connection, ...values });
}

const justApplied = () => openTasks(oneTaskProcess(), template, { task: undefined });

/** The name and text of all values that a task holds. */
function valuesOf(diagram: Diagram): Record<string, string> {
  const values = template.properties.flatMap((property) => {
    const value = diagram.value('task', property);
    return value === undefined ? [] : [[boundTo(property), value] as const];
  });
  return Object.fromEntries(values);
}

describe('a form that is filled in as it asks', () => {
  const key = { 'input.primaryKeyComponents': '{"id": 1}' };
  const entered: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
    addItem: { 'form.onlyIf': 'condition', 'input.item': '{"id": 1}', 'input.condition': '{"total": 5}' },
    batchGetItems: { 'form.readFrom': 'several', 'input.requestItems': '{"orders": {"Keys": [{"id": 1}]}}' },
    batchWriteItems: { 'form.write': 'several', 'input.requestItems': '{"orders": []}' },
    createTable: { 'input.partitionKey': 'id', 'input.partitionKeyType': 'N' },
    deleteItem: { ...key, 'form.onlyIf': 'exists' },
    executeStatement: { 'input.statement': 'SELECT * FROM orders' },
    getItem: { 'form.findBy': 'values', 'input.partitionKeyValue': '5' },
    queryItems: { 'input.keyCondition': '{"id": 1}', 'form.read': 'some', 'input.maxItems': '5' },
    scanTable: { 'form.scan': 'segment', 'input.segment': '0', 'input.totalSegments': '=4' },
    transactGetItems: { 'input.transactItems': '[{"Get": {"TableName": "orders", "Key": {"id": 1}}}]' },
    transactWriteItems: { 'input.transactItems': '[{"Put": {"TableName": "orders", "Item": {"id": 1}}}]' },
    updateItem: { ...key, 'form.changeBy': 'expression', 'input.updateExpression': 'REMOVE total' },
    updateTable: { 'form.change': 'protection', 'input.deletionProtection': 'true' },
    updateTimeToLive: { 'input.timeToLiveAttribute': 'expiresAt' },
  };

  // Each of them is filled in by hand in test/browser.
  test.each(everyNth(operations, 4, 1))(
    '$id: the Modeler finds no fault with it, and neither does the worker',
    async ({ id, fields, prepare }) => {
      const table: Record<string, Entry> =
        'tableName' in fields && !id.startsWith('batch') ? { 'input.tableName': 'orders' } : {};
      const diagram = await newTask(id, { ...table, ...entered[id], resultVariable: 'result' });
      expect(await lintDiagram(await diagram.xml(), [template])).toEqual([]);
      expect(prepare(inputOf(diagram))).toHaveProperty('run');
    },
  );
});

/** What Zeebe makes of the inputs of a task, where its FEEL is no more than JSON. */
function inputOf(diagram: Diagram): JsonObject {
  const inputs = Object.entries(valuesOf(diagram)).filter(([name]) => name.startsWith('input.'));
  const read = (text: string): Json => (text.startsWith('=') ? JSON.parse(text.slice(1)) : text);
  return Object.fromEntries(inputs.map(([name, text]) => [name.slice('input.'.length), read(text)]));
}

test('a template just applied asks for the item and the access keys only', async () => {
  const diagram = await justApplied();
  const messages = (await lintDiagram(await diagram.xml(), [template])).map(({ message }) => message);
  // Camunda 8.6 has its own words for the same: an input must have a value.
  expect(messages.filter((message) => !message.startsWith('An <Input> must'))).toEqual([
    'Access key must not be empty.',
    'Secret key must not be empty.',
    'Table name must not be empty.',
    'Primary key must not be empty.',
  ]);
});

test('what Zeebe gets of a filled in form', async () => {
  const diagram = await newTask('addItem', {
    'input.tableName': '=table',
    'input.item': '{"id": order.id}',
    'form.onlyIf': 'expression',
    'input.conditionExpression': 'attribute_not_exists(id)',
    'input.debug': 'true',
    resultExpression: '{stored: response.response.Item}',
    errorExpression: 'if error.type = "ConditionalCheckFailedException" then ignoreError() else null',
    retries: '=tries',
    jobTimeout: 'PT1M',
  });
  expect(valuesOf(diagram)).toEqual({
    ...connection,
    configuration: '={}',
    awsCredential: '=""',
    'authentication.type': 'credentials',
    'input.operationGroup': 'itemOperation',
    'input.itemOperation': 'addItem',
    'input.tableName': '=table',
    'form.onlyIf': 'expression',
    'input.item': '={"id": order.id}',
    'input.conditionExpression': 'attribute_not_exists(id)',
    'input.inputFormat': 'json',
    'input.outputFormat': 'json',
    'input.debug': 'true',
    'camundaModeler:exampleOutputJson': expect.stringContaining('{"response":{"status":"OK"'),
    elementTemplateId: template.id,
    elementTemplateVersion: '1',
    resultExpression: '={stored: response.response.Item}',
    errorExpression: '=if error.type = "ConditionalCheckFailedException" then ignoreError() else null',
    type: 'aws-dynamodb:1',
    retries: '=tries',
    retryBackoff: 'PT10S',
    jobTimeout: 'PT1M',
  });
});

test('a value stays when the operation is changed, and in the fields of both operations only', async () => {
  const diagram = await newTask('updateItem', {
    'input.tableName': 'orders',
    'input.primaryKeyComponents': '{"id": "1"}',
    'form.onlyIf': 'expression',
    'form.changeBy': 'expression',
    'input.conditionExpression': 'attribute_exists(id)',
    'input.expressionAttributeNames': '{"#status": "status"}',
    'input.expressionAttributeValues': '{":open": "open"}',
    'input.updateExpression': 'SET #status = :open',
  });
  diagram.fill('task', template, { 'input.itemOperation': 'deleteItem' });
  expect(valuesOf(diagram)).toMatchObject({
    'input.tableName': 'orders',
    'input.primaryKeyComponents': '={"id": "1"}',
    'input.conditionExpression': 'attribute_exists(id)',
  });
  expect(valuesOf(diagram)).not.toHaveProperty(['input.updateExpression']);

  diagram.fill('task', template, { 'input.operationGroup': 'tableOperation' });
  expect(valuesOf(diagram)).toMatchObject({
    'input.tableOperation': 'scanTable',
    'input.tableName': 'orders',
    'authentication.accessKey': '{{secrets.AWS_ACCESS_KEY}}',
  });
  expect(valuesOf(diagram)).not.toHaveProperty(['input.itemOperation']);
  expect(valuesOf(diagram)).not.toHaveProperty(['input.primaryKeyComponents']);
});

test('a condition stays when the operation is changed: no write becomes one that always happens', async () => {
  const condition = { 'form.onlyIf': 'condition', 'input.condition': '{"status": "open"}' };
  const diagram = await newTask('addItem', condition);
  diagram.fill('task', template, { 'input.itemOperation': 'deleteItem' });
  expect(valuesOf(diagram)).toMatchObject({
    'form.onlyIf': 'condition',
    'input.condition': '={"status": "open"}',
  });
});

test('what one operation gives back is not taken for the choice of another', async () => {
  const diagram = await newTask('deleteItem');
  diagram.fill('task', template, { 'input.itemOperation': 'updateItem' });
  expect(valuesOf(diagram)).not.toHaveProperty(['input.returnValues']);
});

test('the values of expressions stay while one of two ways needs them, and go with the last', async () => {
  const values = '{":open": "open"}';
  const diagram = await newTask('updateItem', {
    'form.changeBy': 'expression',
    'form.onlyIf': 'expression',
    'input.expressionAttributeValues': values,
  });
  diagram.fill('task', template, { 'form.changeBy': 'attributes' });
  expect(valuesOf(diagram)).toMatchObject({ 'input.expressionAttributeValues': `=${values}` });
  diagram.fill('task', template, { 'form.onlyIf': 'always' });
  expect(valuesOf(diagram)).not.toHaveProperty(['input.expressionAttributeValues']);
});

describe('no process variable stands in for what a task made with the template reads', () => {
  /** The inputs of the task's only element, in the order in which Zeebe takes them. */
  async function inputsOf(diagram: Diagram): Promise<string[]> {
    return [...(await diagram.xml()).matchAll(/<zeebe:input .*target="([^"]*)"/g)].map(([, target = '']) => target);
  }

  test('for each has an input, though nothing is filled in', async () => {
    const inputs = await inputsOf(await justApplied());
    expect(new Set(inputs.map((target) => target.split('.')[0]))).toEqual(
      new Set(['authentication', 'awsCredential', 'configuration', 'input']),
    );
  });

  const region = { 'configuration.region': 'eu-central-1' };
  /** Zeebe forgets the members of a variable that an input below them sets whole. */
  async function expectConstantFirst(diagram: Diagram): Promise<void> {
    const ofConnection = (await inputsOf(diagram)).filter((target) => target.startsWith('configuration'));
    expect(ofConnection).toEqual(['configuration', 'configuration.region']);
  }

  test('nor does the constant take away a region that is filled in later', async () => {
    await expectConstantFirst((await justApplied()).fill('task', template, region));
  });

  test('nor one of a task that was made before there was the constant', async () => {
    const before = {
      ...template,
      version: 0,
      properties: template.properties.filter(({ id }) => id !== 'configuration'),
    };
    const diagram = await openDiagram(oneTaskProcess());
    await expectConstantFirst(diagram.apply('task', before, region).apply('task', template));
  });
});

test('the worker itself may sign in, without keys in the form', async () => {
  const diagram = await newTask('getItem', {
    'input.tableName': 'orders',
    'input.primaryKeyComponents': '{"id": "1"}',
  });
  diagram.fill('task', template, { 'authentication.type': 'defaultCredentialsChain' });
  expect(valuesOf(diagram)).not.toHaveProperty(['authentication.accessKey']);
  expect(await lintDiagram(await diagram.xml(), [template])).toEqual([]);
});

test.each(Object.entries(authenticationTypes))(
  'the authentication %s shows its fields and no others',
  async (type, { fields }) => {
    const diagram = await newTask('getItem', {
      'input.tableName': 'orders',
      'input.primaryKeyComponents': '{"id": "1"}',
    });
    diagram.fill('task', template, {
      'authentication.type': type,
      ...(type === 'assumeRole' && { 'form.assumeWith': 'keys' }),
    });
    const shown = diagram.form('task', template).filter((property) => boundTo(property).startsWith('authentication.'));
    const names = Object.keys(fields).map((name) => `authentication.${name}`);
    expect(shown.map(boundTo)).toEqual(['authentication.type', ...names]);
    const entries = shown.slice(1).map((property): [string, Entry] => {
      return [boundTo(property), property.placeholder ?? (property.constraints?.pattern ? '900' : 'a text')];
    });
    diagram.fill('task', template, Object.fromEntries(entries));
    expect(Object.keys(valuesOf(diagram))).toEqual(expect.arrayContaining(names));
    expect(await lintDiagram(await diagram.xml(), [template])).toEqual([]);
  },
);

test('a task made with the bindings of the connector of Camunda keeps its values', async () => {
  const inputs = {
    'input.operationGroup': 'tableOperation',
    'input.tableOperation': 'createTable',
    'authentication.type': 'credentials',
    ...connection,
    'input.tableName': '=table',
    'input.partitionKey': 'id',
    'input.partitionKeyRole': 'HASH',
    'input.partitionKeyType': 'N',
    'input.sortKey': 'line',
    'input.sortKeyRole': 'RANGE',
    'input.sortKeyType': 'S',
    'input.readCapacityUnits': '=5',
    'input.writeCapacityUnits': '=6',
    'input.billingModeStr': 'PROVISIONED',
    'input.deletionProtection': 'true',
  };
  const headers = { resultVariable: 'created', retryBackoff: 'PT30S', errorExpression: '=null' };
  const diagram = await openDiagram(
    oneTaskProcess(
      'process',
      `<zeebe:taskDefinition type="io.camunda:aws-dynamodb:1" retries="7" />
      <zeebe:ioMapping>${Object.entries(inputs)
        .map(([target, source]) => `<zeebe:input source="${source}" target="${target}" />`)
        .join('')}</zeebe:ioMapping>
      <zeebe:taskHeaders>${Object.entries(headers)
        .map(([key, value]) => `<zeebe:header key="${key}" value="${value}" />`)
        .join('')}</zeebe:taskHeaders>`,
    ),
  );
  diagram.apply('task', template);
  // A role says no more than the name of the field.
  const { 'input.partitionKeyRole': _, 'input.sortKeyRole': __, ...kept } = inputs;
  expect(valuesOf(diagram)).toMatchObject({ ...kept, ...headers, type: 'aws-dynamodb:1', retries: '7' });
  expect(await lintDiagram(await diagram.xml(), [template])).toEqual([]);
});

describe('a credential that is kept in the cluster', () => {
  const chosen = '=camunda.vars.env.orders';
  const credentialOf = (diagram: Diagram) => {
    const property = template810.properties.find(({ id }) => id === 'awsCredential');
    return property && diagram.value('task', property);
  };
  async function newTask810(): Promise<Diagram> {
    const process = oneTaskProcess().replace('"8.6.0"', '"8.10.0"');
    const diagram = await openTasks(process, template810, { task: 'getItem' }, '8.10');
    const place = { 'input.tableName': 'orders', 'input.primaryKeyComponents': '{"id": "1"}' };
    return diagram.fill('task', template810, place);
  }

  test('is chosen in the form for 8.10, in place of the other ways to sign in', async () => {
    const diagram = await newTask810();
    expect(credentialOf(diagram)).toBe('=""');
    diagram.fill('task', template810, { 'authentication.type': 'awsCredential' });
    expect(credentialOf(diagram)).toBeUndefined();
    const shown = diagram.form('task', template810).map(boundTo);
    expect(shown.filter((name) => name.startsWith('authentication.'))).toEqual(['authentication.type']);
    diagram.fill('task', template810, { awsCredential: chosen });
    expect(credentialOf(diagram)).toBe(chosen);
    expect(await lintDiagram(await diagram.xml(), [template810])).toEqual([]);
    diagram.fill('task', template810, { 'authentication.type': 'defaultCredentialsChain' });
    expect(credentialOf(diagram)).toBe('=""');
  });

  test('must be chosen', async () => {
    const diagram = await newTask810();
    diagram.fill('task', template810, { 'authentication.type': 'awsCredential' });
    const messages = (await lintDiagram(await diagram.xml(), [template810])).map(({ message }) => message);
    expect(messages).toContain('Credential must not be empty.');
  });

  test('is offered where the engine has it: of the versions that fit, the Modeler takes the newest', async () => {
    for (const [camunda, version] of [
      ['8.6', 1],
      ['8.8', 1],
      ['8.10', 2],
    ] as const) {
      const diagram = await openDiagram(oneTaskProcess(), camunda);
      expect(diagram.offers('task', [template, template810])).toEqual([version]);
    }
  });
});
