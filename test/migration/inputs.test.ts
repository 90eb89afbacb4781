import { expect, test } from 'vitest';
import { readDiagram } from '../../src/diagram/diagram.ts';
import { Remarks } from '../../src/migration/finding.ts';
import { readInputs } from '../../src/migration/inputs.ts';
import { type CamundaTask, drawCamundaTasks } from '../support/camunda-diagrams.ts';

/** Reads the inputs of a task. */
function read(task: Omit<CamundaTask, 'version'> & Partial<CamundaTask>, keepsCredentials = false) {
  const remarks = new Remarks();
  const diagram = readDiagram(drawCamundaTasks([{ version: 11, ...task }]));
  const element = diagram.elements.find(({ id }) => id === 'task');
  const inputs = element && readInputs(element, keepsCredentials, remarks);
  return {
    values: Object.fromEntries(inputs?.values ?? []),
    own: inputs?.own.map(({ target }) => target.value),
    unknown: remarks.unknown.map(({ field, message }) => `${field}: ${message}`),
    notes: remarks.notes.map(({ field }) => field),
  };
}

const get = { operation: 'getItem', fields: { tableName: 'orders', primaryKeyComponents: '={"id": "1"}' } } as const;
const table = {
  tableName: 'orders',
  partitionKey: 'id',
  partitionKeyRole: 'HASH',
  partitionKeyType: 'S',
  readCapacityUnits: '=5',
  writeCapacityUnits: '=6',
  billingModeStr: 'PROVISIONED',
  deletionProtection: 'false',
};
const create = (fields: Readonly<Record<string, string>>) => {
  const given = Object.entries({ ...table, ...fields }).filter(([, value]) => value !== '');
  return read({ operation: 'createTable', fields: Object.fromEntries(given) });
};

test('keys from secrets get the braces that this worker reads', () => {
  const connection = {
    'authentication.accessKey': 'secrets.AWS/KEY-1',
    'authentication.secretKey': '="{{secrets.A}}" + "secrets.B" + camunda.secrets.C',
  };
  expect(read({ ...get, connection }).values).toMatchObject({
    'authentication.type': 'credentials',
    'authentication.accessKey': '{{secrets.AWS/KEY-1}}',
    'authentication.secretKey': '="{{secrets.A}}" + "{{secrets.B}}" + camunda.secrets.C',
  });
});

test('a name in data that says a type here is refused, and one in a text is not', () => {
  const item = (source: string) =>
    read({ operation: 'addItem', fields: { tableName: 'orders', item: source } }).unknown;
  expect(item('={"id": "1", "tags": {"$ss": ["a"]}}')).toEqual([
    'input.item: "$ss" may be a name of a map, which this worker would take for a type of DynamoDB',
  ]);
  expect(item('={id: "1", size: {$n: "1"}}')).toHaveLength(1);
  expect(item('={"id": "1", "text": "5 $n", "$": 1}')).toEqual([]);
});

test('the default chain stays, and any other type means keys', () => {
  const signedIn = (type: string) => read({ ...get, connection: { 'authentication.type': type } }).values;
  expect(signedIn('defaultCredentialsChain')).toMatchObject({ 'authentication.type': 'defaultCredentialsChain' });
  expect(signedIn('Credentials')).toMatchObject({ 'authentication.type': 'credentials' });
});

test('a kept credential takes the place of keys, wherever it stands', () => {
  const connection = {
    awsCredential: '=camunda.vars.env.a',
    'authentication.accessKey': 'x',
    'configuration.region': 'eu-west-1',
  };
  const { values } = read({ ...get, connection }, true);
  expect(values).toMatchObject({ 'authentication.type': 'awsCredential', awsCredential: '=camunda.vars.env.a' });
  expect(Object.keys(values)).not.toContain('authentication.accessKey');
});

test('what the operation does not read is left out and named, and inputs of one’s own stay', () => {
  const connection = { 'authentication.sessionToken': 'x', mine: '=1', 'input.item': '={}' };
  const { own, notes, values, unknown } = read({ ...get, connection });
  expect({ own, notes, unknown }).toEqual({
    own: ['mine'],
    notes: ['authentication.sessionToken', 'input.item'],
    unknown: [],
  });
  expect(Object.keys(values)).not.toContain('input.item');
});

test('capacity stays with the billing mode that has it', () => {
  expect(create({}).values).toMatchObject({ 'input.readCapacityUnits': '=5', 'input.writeCapacityUnits': '=6' });
  expect(Object.keys(create({ billingModeStr: 'PAY_PER_REQUEST' }).values)).not.toContain('input.readCapacityUnits');
});

test.each([
  ['a table without capacity', { readCapacityUnits: '' }, 'input.billingModeStr: Camunda’s connector of today refuses'],
  [
    'a table without a billing mode',
    { billingModeStr: '' },
    'input.billingModeStr: Camunda’s connector of today refuses',
  ],
  ['an exchanged role', { partitionKeyRole: 'RANGE' }, 'input.partitionKeyRole: the partition key has another role'],
  ['a sort key without a type', { sortKey: 'day', sortKeyRole: 'RANGE' }, 'input.sortKey: the sort key has no type'],
  [
    'a protection that is neither',
    { deletionProtection: '=maybe' },
    'input.deletionProtection: neither true nor false',
  ],
])('%s is refused', (_, fields, why) => {
  expect(create(fields).unknown.join()).toContain(why);
});

test.each([
  ['true', 'true'],
  ['=true', 'true'],
  ['TRUE', 'true'],
  ['false', undefined],
  ['=false', undefined],
])('deletion protection %s is %s in the form', (given, shown) => {
  expect(create({ deletionProtection: given }).values['input.deletionProtection']).toBe(shown);
});

test('a scan says in the form how it filters, and which attributes it gives', () => {
  const scan = (fields: Readonly<Record<string, string>>) =>
    read({ operation: 'scanTable', fields: { tableName: 'orders', ...fields } });
  expect(scan({ filterExpression: 'a = :a', expressionAttributeValues: '={":a": 1}' }).values).toMatchObject({
    'form.filterBy': 'expression',
  });
  expect(scan({ projectionExpression: '#a', expressionAttributeNames: '={"#a": "b"}' })).toMatchObject({
    values: { 'form.select': 'some', 'input.expressionAttributeNames': '={"#a": "b"}' },
    unknown: [],
  });
  expect(scan({ expressionAttributeValues: '={":a": 1}' }).unknown.join()).toContain('AWS refuses the scan');
});

test('an action is the one of the form, in whatever letters', () => {
  const fields = { ...get.fields, keyAttributes: '={"a": 1}', attributeAction: 'DELETE' };
  expect(read({ operation: 'updateItem', fields }).values['input.attributeAction']).toBe('delete');
});
