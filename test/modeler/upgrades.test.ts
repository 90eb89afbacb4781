import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ElementTemplate } from '../../element-templates/element-template.ts';
import { oneTaskProcess } from '../support/diagrams.ts';
import { boundTo } from '../support/filled-form.ts';
import { type Diagram, type Entry, openTasks } from '../support/modeler.ts';

const folder = new URL('../../element-templates/', import.meta.url);
const read = (file: string): ElementTemplate => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const published = readdirSync(new URL('versioned/', folder)).map((file) => read(`versioned/${file}`));
const current = readdirSync(folder)
  .filter((file) => /^aws-dynamodb.*\.json$/.test(file))
  .map(read);

/** Tasks that have something in fields of every way. */
const filled: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  updateItem: {
    'input.tableName': 'orders',
    'form.findBy': 'values',
    'input.partitionKeyValue': '=order.id',
    'form.changeBy': 'expression',
    'input.updateExpression': 'SET visits = visits + :one',
    'form.onlyIf': 'expression',
    'input.conditionExpression': 'attribute_not_exists(closed)',
    'input.expressionAttributeValues': '{":one": 1}',
    'input.exactlyOnce': 'true',
    resultExpression: '{order: response.response.Attributes}',
  },
  queryItems: {
    'input.tableName': 'orders',
    'input.keyCondition': '{"customer": customer}',
    'form.filterBy': 'filter',
    'input.filter': '{"status": "open"}',
    'form.read': 'page',
    'input.limit': '=pageSize',
    'input.scanIndexForward': 'false',
    resultVariable: 'orders',
  },
  createTable: {
    'input.tableName': 'orders',
    'form.keys': 'schema',
    'input.keySchema': '[{"AttributeName": "id", "KeyType": "HASH"}]',
    'input.attributeDefinitions': '[{"AttributeName": "id", "AttributeType": "S"}]',
    'input.billingModeStr': 'PROVISIONED',
    'input.readCapacityUnits': '5',
    'input.writeCapacityUnits': '6',
    errorExpression: 'null',
  },
};
const signsIn: Readonly<Record<string, Entry>> = {
  'authentication.type': 'assumeRole',
  'authentication.roleArn': 'arn:aws:iam::123456789012:role/orders',
  'form.assumeWith': 'keys',
  'authentication.accessKey': '{{secrets.AWS_ACCESS_KEY}}',
  'authentication.secretKey': '{{secrets.AWS_SECRET_KEY}}',
  'configuration.region': 'eu-central-1',
};

/** All that the worker gets of a task, and what the form keeps for itself. */
function valuesOf(diagram: Diagram, template: ElementTemplate): Record<string, string> {
  return Object.fromEntries(
    template.properties.flatMap((property): [string, string][] => {
      const value = diagram.value('task', property);
      return value === undefined || boundTo(property) === 'elementTemplateVersion' ? [] : [[boundTo(property), value]];
    }),
  );
}

const upgrades = published.flatMap((old) => {
  const newest = current.filter(({ id }) => id === old.id).toSorted((one, other) => other.version - one.version)[0];
  if (newest === undefined || newest.version === old.version) return [];
  // The template with a job type differs in that field only.
  const chosen = Object.entries(filled).slice(0, old.id.includes('job-type') ? 1 : undefined);
  return chosen.map(([operation, values]) => ({ old, newest, operation, values }));
});

test('there is a version to come from', () => {
  expect(upgrades.length).toBeGreaterThan(0);
});

test.each(upgrades)(
  'a task of $old.id, version $old.version, with $operation gives the worker the same in version $newest.version',
  async ({ old, newest, operation, values }) => {
    const camunda = newest.engines.camunda.slice(1);
    const diagram = await openTasks(oneTaskProcess(), old, { task: operation }, camunda);
    diagram.fill('task', old, { ...signsIn, ...values });
    const before = valuesOf(diagram, old);
    expect(before).toMatchObject(
      Object.fromEntries(Object.keys({ ...signsIn, ...values }).map((name) => [name, expect.anything()])),
    );
    diagram.apply('task', newest);
    expect(valuesOf(diagram, old)).toEqual(before);
  },
);
