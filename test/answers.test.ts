import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, inject, test } from 'vitest';
import { makeTable, plainClient } from './support/databases.ts';
import { resultsOf } from './support/jobs.ts';

/** dynalite cannot hold an attribute named `__proto__`. */
const endpoint = inject('dynamodbLocal');
const result = resultsOf(endpoint);

test('an attribute named __proto__ is read like any other, at every level and of a failed condition too', async () => {
  const client = plainClient(endpoint);
  const tableName = await makeTable(client);
  const text =
    '{"id":{"S":"a"},"__proto__":{"B":"AQI="},"__proto__ ":{"S":"b"},"\\"__proto__":{"S":"\\"__proto__\\":"},' +
    '"map":{"M":{"__proto__":{"L":[{"M":{"__proto__":{"N":"1"}}}]}}}}';
  const Item = JSON.parse(text, (_, value) => (value === 'AQI=' ? Buffer.from('AQI=', 'base64') : value));
  await client.send(new PutItemCommand({ TableName: tableName, Item }));

  const where = { tableName, outputFormat: 'dynamodb-json' };
  const { response } = await result({ ...where, itemOperation: 'getItem', primaryKeyComponents: { id: 'a' } });
  expect(sortedText(response.Item)).toBe(sortedText(JSON.parse(text)));

  const condition = { conditionExpression: 'attribute_not_exists(id)' };
  const add = { ...where, ...condition, itemOperation: 'addItem', item: { id: 'a' } };
  const { item } = await result(add).catch((thrown) => thrown);
  expect(sortedText(item)).toBe(sortedText(JSON.parse(text)));
});

function sortedText(item: object): string {
  return JSON.stringify(Object.entries(item).sort());
}
