import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectZeebe } from '../../examples/local/zeebe-client.ts';
import { freshName, makeTable, makeTableOf, plainClient } from '../support/databases.ts';
import { sharedEngine as engine, startsEngines } from '../support/engine.ts';
import type { Entry } from '../support/modeler.ts';
import { lintDiagram } from '../support/modeler-lint.ts';
import { template } from '../support/template.ts';
import { modelerOf, settled, startTestWorker, type TestWorker, taskDiagram } from '../support/zeebe.ts';

/** What somebody does wrong that no form can know. The values are by what the fields are bound to. */
interface Mistake {
  readonly what: string;
  readonly operation: string;
  readonly values: Readonly<Record<string, Entry>>;
  /** What the incident says. */
  readonly incident: string;
}

const key = { 'input.primaryKeyComponents': '{"id": "1"}' };
const item = { 'input.item': '{"id": "1"}' };
const ifExpression = { 'form.onlyIf': 'expression' };

/** `TABLE` stands for a table whose key is `id`, and `LINES` for one with the keys `order` and `line`. */
const mistakes: readonly Mistake[] = [
  {
    what: 'a misspelt variable as table name',
    operation: 'getItem',
    values: { ...key, 'input.tableName': '=tabel' },
    incident:
      'input.tableName (Table name): expected text, got null: is the field empty, or is there no such variable or function?',
  },
  {
    what: 'a misspelt variable in the key',
    operation: 'getItem',
    values: { 'input.primaryKeyComponents': '{"id": ordrId}' },
    incident:
      'input.primaryKeyComponents.id (Primary key): expected a text, a number or binary, as every key attribute is, got null: is the field empty, or is there no such variable or function?',
  },
  {
    what: 'a key without its sort key',
    operation: 'getItem',
    values: { 'input.tableName': 'LINES', 'input.primaryKeyComponents': '{"order": "1"}' },
    incident:
      'The provided key element does not match the schema: the key of LINES is order (S) and line (N); got order (S).',
  },
  {
    what: 'another name than that of the key',
    operation: 'getItem',
    values: { 'input.primaryKeyComponents': '{"Id": "1"}' },
    incident: 'the key of TABLE is id (S); got Id (S).',
  },
  {
    what: 'a number where the key is a text',
    operation: 'getItem',
    values: { 'input.primaryKeyComponents': '{"id": 1}' },
    incident: 'the key of TABLE is id (S); got id (N).',
  },
  {
    what: 'a key with the types of DynamoDB',
    operation: 'getItem',
    values: { 'input.primaryKeyComponents': '{"id": {"S": "1"}}' },
    incident: 'set inputFormat (Input format) to dynamodb-json for values with their types',
  },
  {
    what: 'a table that is not there',
    operation: 'getItem',
    values: { ...key, 'input.tableName': 'no-such-table' },
    incident:
      'getItem on the table no-such-table in eu-central-1: ResourceNotFoundException: Requested resource not found',
  },
  {
    what: 'a semicolon between attributes',
    operation: 'getItem',
    values: { ...key, 'form.give': 'some', 'input.projectionExpression': 'customer; total' },
    incident: 'expected "," or the end at character 9, got the text ";"',
  },
  {
    what: 'an item without its key',
    operation: 'addItem',
    values: { 'input.item': '{"customer": "Ada"}' },
    incident: 'input.item (Item): Missing the key id in the item: the key of TABLE is id (S).',
  },
  {
    what: 'a list of items where there is one',
    operation: 'addItem',
    values: { 'input.item': '[{"id": "1"}]' },
    incident: 'input.item (Item): expected an object of attribute names and values, got a list of 1',
  },
  {
    what: 'a misspelt variable as condition',
    operation: 'addItem',
    values: { ...item, ...ifExpression, 'input.conditionExpression': '=cond' },
    incident:
      'input.conditionExpression (Condition expression): expected text, got null: is the field empty, or is there no such variable or function?',
  },
  {
    what: 'a condition that does not hold',
    operation: 'addItem',
    values: {
      'input.item': '{"id": "taken"}',
      ...ifExpression,
      'input.conditionExpression': 'attribute_not_exists(id)',
    },
    incident: 'ConditionalCheckFailedException: The conditional request failed',
  },
  {
    what: 'two = in a condition',
    operation: 'addItem',
    values: {
      ...item,
      ...ifExpression,
      'input.conditionExpression': 'total == :total',
      'input.expressionAttributeValues': '{":total": 1}',
    },
    incident: 'expected a path or the placeholder of a value, like ":value", at character 8, got the text "="',
  },
  {
    what: 'a text in a condition expression',
    operation: 'addItem',
    values: { ...item, ...ifExpression, 'input.conditionExpression': 'status = "open"' },
    incident: 'expected a path or the placeholder of a value, like ":value", at character 10',
  },
  {
    what: 'a value that is not given',
    operation: 'addItem',
    values: { ...item, ...ifExpression, 'input.conditionExpression': 'status = :open' },
    incident: 'expected a value for :open in expressionAttributeValues (Expression attribute values), got nothing',
  },
  {
    what: 'a value that nothing uses',
    operation: 'addItem',
    values: {
      ...item,
      ...ifExpression,
      'input.conditionExpression': 'status = :open',
      'input.expressionAttributeValues': '{":open": 1, ":closed": 2}',
    },
    incident:
      'input.expressionAttributeValues[":closed"] (Expression attribute values): expected a placeholder that an expression uses',
  },
  {
    what: 'a value without its colon',
    operation: 'addItem',
    values: {
      ...item,
      ...ifExpression,
      'input.conditionExpression': 'status = :open',
      'input.expressionAttributeValues': '{"open": 1}',
    },
    incident: 'expected a placeholder of the letters A to Z, digits and _, like ":value", got the text "open"',
  },
  {
    what: 'an update that says what, and not how',
    operation: 'updateItem',
    values: { ...key, 'form.changeBy': 'update', 'input.update': '{"status": "paid"}' },
    incident: 'input.update',
  },
  {
    what: 'a new value for the key',
    operation: 'updateItem',
    values: { ...key, 'input.keyAttributes': '{"id": "2"}' },
    incident: 'Cannot update attribute id. This attribute is part of the key',
  },
  {
    what: 'an update expression without SET',
    operation: 'updateItem',
    values: {
      ...key,
      'form.changeBy': 'expression',
      'input.updateExpression': 'status = :paid',
      'input.expressionAttributeValues': '{":paid": 1}',
    },
    incident: 'input.updateExpression (Update expression): expected',
  },
  {
    what: 'an item that must be there and is not',
    operation: 'updateItem',
    values: {
      'input.primaryKeyComponents': '{"id": "none"}',
      'input.keyAttributes': '{"a": 1}',
      'form.onlyIf': 'exists',
    },
    incident: 'ConditionalCheckFailedException',
  },
  {
    what: 'a query by what is no key',
    operation: 'queryItems',
    values: { 'input.keyCondition': '{"customer": "Ada"}' },
    incident: 'Query condition missed key schema element: id',
  },
  {
    what: 'a query of many partition keys',
    operation: 'queryItems',
    values: { 'input.keyCondition': '{"id": {">": "1"}}' },
    incident: 'input.keyCondition (Key condition): expected the partition key with the value it is equal to',
  },
  {
    what: 'an index that is not there',
    operation: 'queryItems',
    values: { 'input.indexName': 'by-customer', 'input.keyCondition': '{"customer": "Ada"}' },
    incident: 'The table does not have the specified index: by-customer',
  },
  {
    what: 'an operator of another database',
    operation: 'scanTable',
    values: { 'form.filterBy': 'filter', 'input.filter': '{"total": {"$gt": 10}}' },
    incident: 'input.filter.total.$gt (Filter): expected >',
  },
  {
    what: 'a misspelt variable as filter',
    operation: 'scanTable',
    values: { 'form.filterBy': 'filter', 'input.filter': 'filtr' },
    incident:
      'input.filter (Filter): expected an object of paths and what must hold there, like {"status": "open"}, got null: is the field empty, or is there no such variable or function?',
  },
  {
    what: 'a statement with a text in double quotes',
    operation: 'executeStatement',
    values: { 'input.statement': 'SELECT * FROM "TABLE" WHERE id = "1"' },
    incident: "ValidationException: Statement wasn't well formed",
  },
  {
    what: 'a parameter that is no list',
    operation: 'executeStatement',
    values: { 'input.statement': 'SELECT * FROM "TABLE" WHERE id = ?', 'input.parameters': '1' },
    incident: 'input.parameters (Parameters): expected a list of values, got the number 1',
  },
  {
    what: 'an action in small letters',
    operation: 'transactWriteItems',
    values: { 'input.transactItems': '[{"put": {"TableName": "TABLE", "Item": {"id": "1"}}}]' },
    incident: 'input.transactItems[0].put (Transaction): expected one of Put, Update, Delete, ConditionCheck',
  },
  {
    what: 'one item twice in a transaction',
    operation: 'transactWriteItems',
    values: {
      'input.transactItems':
        '[{"Put": {"TableName": "TABLE", "Item": {"id": "1"}}}, {"Delete": {"TableName": "TABLE", "Key": {"id": "1"}}}]',
    },
    incident: 'Transaction request cannot include multiple operations on one item',
  },
  {
    what: 'a table that is there already',
    operation: 'createTable',
    values: { 'input.partitionKey': 'id' },
    incident: 'ResourceInUseException: Table already exists: TABLE',
  },
  {
    what: 'a secret that the worker does not have',
    operation: 'getItem',
    values: { ...key, 'authentication.accessKey': '{{secrets.MISSING}}' },
    incident:
      'authentication.accessKey (Access key): expected the secret MISSING beside the worker (looked for in the environment variable SECRET_MISSING), where its operator allows it (DYNAMODB_WORKER_ALLOW_SECRETS)',
  },
  {
    what: 'a secret in FEEL before 8.10',
    operation: 'getItem',
    values: { ...key, 'authentication.accessKey': '=camunda.secrets.AWS_ACCESS_KEY' },
    incident:
      'authentication.accessKey (Access key): expected text of ASCII characters without blanks, got null: is the field empty, or is there no such variable or function?',
  },
  {
    what: 'a secret of 8.10 without =',
    operation: 'getItem',
    values: { ...key, 'authentication.accessKey': 'camunda.secrets.AWS_ACCESS_KEY' },
    incident: 'which an engine from 8.10 on puts in for =camunda.secrets.AWS_ACCESS_KEY',
  },
  {
    what: 'a city as region',
    operation: 'getItem',
    values: { ...key, 'configuration.region': 'Frankfurt' },
    incident:
      'configuration.region (Region): expected the name of an AWS region, like eu-central-1, got the text "Frankfurt"',
  },
  {
    what: 'an endpoint that is not allowed',
    operation: 'getItem',
    values: { ...key, 'configuration.endpoint': 'http://127.0.0.1:1' },
    incident:
      'configuration.endpoint (Endpoint): expected an endpoint that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_ENDPOINTS)',
  },
  {
    what: 'a result expression that gives no context',
    operation: 'getItem',
    values: { 'input.primaryKeyComponents': '{"id": "taken"}', resultExpression: 'response.response.Item.customer' },
    incident:
      'must give a context of process variables, or null, but gave the text "Ada", in: response.response.Item.customer (The operation itself was done.)',
  },
  {
    what: 'a result expression without its end',
    operation: 'getItem',
    values: { ...key, resultExpression: '{order: response.response.Item' },
    incident:
      'The task header resultExpression (Result expression) is no FEEL expression: Expected an operator, “,” or “}”, but nothing more came',
  },
  {
    what: 'an error code that is a number',
    operation: 'getItem',
    values: { ...key, 'input.tableName': 'no-such-table', errorExpression: 'bpmnError(404, "not found")' },
    incident:
      'The task header errorExpression (Error expression): expected text as errorCode, got the number 404, in: bpmnError(404, "not found")',
  },
  {
    what: 'a function that FEEL does not have',
    operation: 'getItem',
    values: { 'input.primaryKeyComponents': '{"id": shorten(" 1 ")}' },
    incident:
      'input.primaryKeyComponents.id (Primary key): expected a text, a number or binary, as every key attribute is, got null',
  },
];

/** FEEL that the engine does not read. */
const rejected = [
  { what: 'a second = behind that of the form', operation: 'addItem', values: { 'input.item': '=={"id": "1"}' } },
  { what: 'single quotes', operation: 'addItem', values: { 'input.item': "{'id': '1'}" } },
  { what: 'FEEL that stops in the middle', operation: 'getItem', values: { ...key, retries: '=tries +' } },
] as const;

describe.runIf(startsEngines)('of a task whose form looks right', () => {
  const said: string[] = [];
  const incidents = new Map<string, string>();
  let worker: TestWorker;
  let table: string;
  let lines: string;

  const named = (text: string) => text.replaceAll('TABLE', table).replaceAll('LINES', lines);
  const diagramOf = (id: string, { operation, values }: Pick<Mistake, 'operation' | 'values'>) => {
    const tableName =
      operation === 'executeStatement' || operation.startsWith('transact') ? {} : { 'input.tableName': table };
    const entered = Object.entries(values).map(([name, entry]) => [
      name,
      typeof entry === 'string' ? named(entry) : entry,
    ]);
    return taskDiagram(id, { operation, values: { ...tableName, ...Object.fromEntries(entered) } });
  };

  beforeAll(async () => {
    const client = plainClient(inject('dynoxide'));
    worker = await startTestWorker(engine, inject('dynoxide'));
    table = await makeTable(client);
    lines = freshName();
    await makeTableOf(client, lines, { order: 'S', line: 'N' });
    await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: 'taken' }, customer: { S: 'Ada' } } }));
    client.destroy();
    await makeMistakes();
  });
  afterAll(() => worker.stop());

  async function makeMistakes(): Promise<void> {
    const zeebe = connectZeebe(engine.gateway);
    const started: [string, string][] = [];
    for (const [index, mistake] of mistakes.entries()) {
      const id = `mistake-${index}`;
      const bpmn = await diagramOf(id, mistake);
      const reports = await lintDiagram(bpmn.replace('"8.6.0"', '"8.8.0"'), [template]);
      said.push(...reports.map(({ message }) => `${mistake.what}: ${message}`));
      await zeebe.deploy(`${id}.bpmn`, bpmn);
      started.push([mistake.what, await zeebe.start(id, {})]);
    }
    for (const [what, instance] of started) {
      const [incident] = (await settled(engine, instance)).incidents;
      incidents.set(what, incident?.errorMessage ?? 'no incident');
    }
    await zeebe.close();
  }

  test('the Modeler finds no fault with it', () => expect(said).toEqual([]));

  test.each(mistakes)('an incident says what is wrong: $what', ({ what, incident }) => {
    expect(incidents.get(what)).toContain(named(incident));
  });

  test.each(rejected)('the deployment is refused: $what', async ({ operation, values }) => {
    const { zeebe } = modelerOf(engine);
    const bpmn = await diagramOf('rejected', { operation, values });
    await expect(zeebe.deploy('rejected.bpmn', bpmn)).rejects.toThrow(
      /Element: task > extensionElements[\s\S]*failed to parse expression/,
    );
  });
});
