import { describe, expect, test } from 'vitest';
import { reviewTask } from '../support/review.ts';

const table = { 'input.tableName': 'orders' };
const key = { 'input.itemOperation': 'getItem', ...table, 'input.primaryKeyComponents': '={"id": order.id}' };
const told = (inputs: Record<string, string>) => reviewTask({ inputs });

describe('what the worker would refuse whatever the variables are is told', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'an operation that there is not',
      { 'input.itemOperation': 'getItems' },
      /^operation: input.itemOperation \(Operation\): expected one of/,
    ],
    ['no input at all', {}, /^operation: input: expected an object with an operation/],
    [
      'a field that is missing',
      { 'input.itemOperation': 'addItem', 'input.tableName': '=name' },
      /^field: input.item \(Item\): .*got nothing/,
    ],
    [
      'a field that there is not',
      { ...key, 'input.tablename': '=name' },
      /^field: input.tablename: expected a field of getItem/,
    ],
    [
      'null in a constant',
      { ...key, 'input.consistentRead': '=null' },
      /^field: input.consistentRead .*got null: is the field empty/,
    ],
    [
      'a constant within an expression',
      { ...key, 'input.primaryKeyComponents': '={"id": order.id, "at": []}' },
      /primaryKeyComponents.at/,
    ],
    ['both ways to give a key', { ...key, 'input.partitionKeyValue': '=order.id' }, /primaryKeyComponents .*got both/],
    [
      'a placeholder without a value',
      {
        'input.itemOperation': 'updateItem',
        ...table,
        'input.partitionKeyValue': '=id',
        'input.updateExpression': 'SET a = :a, b = :b',
        'input.expressionAttributeValues': '={":a": order.a}',
      },
      /updateExpression .*expected a value for :b/,
    ],
    [
      'a placeholder without use',
      { ...key, 'input.projectionExpression': 'id', 'input.expressionAttributeNames': '={"#s": name}' },
      /"?#s"?.*one that none uses/,
    ],
    [
      'a look-alike of an operator',
      { 'input.itemOperation': 'scanTable', ...table, 'input.filter': '={"total": {"gt": order.total}}' },
      /filter.total.gt/,
    ],
    [
      'a transaction whose action lacks a value',
      {
        'input.itemOperation': 'transactWriteItems',
        'input.transactItems':
          '=[{"Update": {"TableName": "orders", "Key": {"id": order.id}, "UpdateExpression": "SET a = :a"}}]',
      },
      /UpdateExpression .*expected a value for :a/,
    ],
    [
      'a half key of a role',
      {
        ...key,
        'authentication.type': 'assumeRole',
        'authentication.roleArn': '=role',
        'authentication.secretKey': '',
      },
      /^connection: authentication.secretKey/,
    ],
    [
      'a region that is none',
      { ...key, 'configuration.region': 'Frankfurt' },
      /^connection: configuration.region \(Region\)/,
    ],
    [
      'a misspelt secret',
      { ...key, 'authentication.accessKey': 'secrets.KEY' },
      /^secret: authentication.accessKey .*\{\{secrets.KEY\}\}/,
    ],
  ])('%s', async (_, inputs, message) => {
    expect(await told(inputs)).toEqual([expect.stringMatching(message)]);
  });
});

describe('what the variables may mend is not told', () => {
  test.each<[string, Record<string, string>]>([
    ['an operation that the process chooses', { 'input.itemOperation': '=operation', ...table }],
    ['an input that the process makes', { input: '=job' }],
    [
      'names of placeholders that the process gives',
      { ...key, 'input.projectionExpression': 'id, #s', 'input.expressionAttributeNames': '=names' },
    ],
    [
      'an expression that the process gives',
      { ...key, 'input.projectionExpression': '=wanted', 'input.expressionAttributeNames': '={"#s": "a"}' },
    ],
    ['a way that is perhaps left out', { ...key, 'input.partitionKeyValue': '=if simple then "a" else ""' }],
    [
      'a number that must be larger than another',
      { 'input.tableOperation': 'scanTable', ...table, 'input.segment': '=3', 'input.totalSegments': '=n' },
    ],
    [
      'a key schema that goes with the attributes',
      {
        'input.tableOperation': 'createTable',
        ...table,
        'input.keySchema': '=keys',
        'input.attributeDefinitions': '=[{"AttributeName": "id", "AttributeType": "S"}]',
      },
    ],
    [
      'a format that the process chooses',
      { ...key, 'input.primaryKeyComponents': '={"id": {"S": order.id}}', 'input.inputFormat': '=format' },
    ],
    [
      'a statement that the process makes',
      { 'input.itemOperation': 'executeStatement', 'input.statement': '="SELECT * FROM \\"" + name + "\\""' },
    ],
    [
      'a secret that is only known to the worker',
      { ...key, 'authentication.type': 'assumeRole', 'authentication.roleArn': '{{secrets.ROLE}}' },
    ],
    [
      'a credential that is chosen in the cluster',
      { ...key, 'authentication.type': 'awsCredential', awsCredential: '=camunda.vars.env.orders' },
    ],
  ])('%s', async (_, inputs) => {
    expect(await told(inputs)).toEqual([]);
  });
});

test('an input takes the place of what an input above it has made', async () => {
  const inputs = { 'configuration.region': 'Frankfurt', configuration: '={}', ...key };
  expect(await told(inputs)).toEqual([]);
});
