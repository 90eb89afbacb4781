import { beforeAll, describe, expect, inject, test } from 'vitest';
import { makeTable, plainClient } from '../support/databases.ts';
import { errorOf, resultsOf, runInput } from '../support/jobs.ts';

const operation = { itemOperation: 'transactWriteItems' };

const put = (TableName: string, Item: object) => ({ Put: { TableName, Item } });

describe('dynoxide', () => {
  const endpoint = inject('dynoxide');
  let orders: string;
  let stock: string;
  beforeAll(async () => {
    const client = plainClient(endpoint);
    [orders, stock] = await Promise.all([makeTable(client), makeTable(client)]);
  });

  test.each([
    [
      'actions',
      () => [],
      "input.transactItems (Transaction): Value at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'a hundred actions',
      () => Array.from({ length: 101 }, (_, n) => put(orders, { id: `${n}` })),
      "input.transactItems (Transaction): Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
    ],
    [
      'one action for each item',
      () => [put(orders, { id: 'a' }), put(stock, { id: 'a' }), { Delete: { TableName: orders, Key: { id: 'a' } } }],
      'input.transactItems[2].Delete.Key (Transaction): Transaction request cannot include multiple operations on one item: it is that of input.transactItems[0].Put.Item',
    ],
    [
      'items that are not too large',
      () => [put(orders, { id: 'a', text: 'x'.repeat(410_000) })],
      'input.transactItems[0].Put.Item (Transaction): Item size has exceeded the maximum allowed size',
    ],
    [
      'the key of the table',
      () => [put(orders, { id: 'a' }), { Delete: { TableName: stock, Key: { name: 'a' } } }],
      'input.transactItems[1].Delete.Key (Transaction): The provided key element does not match the schema',
    ],
    [
      'four megabytes',
      () => Array.from({ length: 11 }, (_, n) => put(orders, { id: `${n}`, text: 'x'.repeat(400_000) })),
      'input.transactItems (Transaction): Transaction payload size cannot exceed 4MB. Payload Size:',
    ],
  ])('a transaction needs %s: it is refused before AWS is asked', async (_, transactItems, message) => {
    const items = transactItems();
    const error = errorOf(await runInput(endpoint, { ...operation, transactItems: items }));
    expect(error).toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ValidationException',
      requestId: null,
    });
    expect(error.message).toContain(message);
  });

  test('has up to a hundred actions and four megabytes', async () => {
    const hundred = Array.from({ length: 100 }, (_, n) => put(orders, { id: `h${n}`, text: 'x'.repeat(41_000) }));
    expect((await resultsOf(endpoint)({ ...operation, transactItems: hundred })).status).toBe('OK');
  });
});
