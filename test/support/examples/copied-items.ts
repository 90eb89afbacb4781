import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** The n-th item of a table: values of all types, of which JSON has no word for some. Its key is not among them. */
export function variedItem(n: number): Item {
  return {
    number: { N: String(n) },
    decimal: { N: `${n}.${'1234567890'.repeat(3)}` },
    huge: { N: `${n + 1}${'0'.repeat(30)}` },
    text: { S: `Größe ${n} "€" \u0000 😀` },
    none: { NULL: true },
    flag: { BOOL: n % 2 === 0 },
    binary: { B: new Uint8Array([0, n % 256, 255]) },
    texts: { SS: ['a', `b${n}`] },
    numbers: { NS: ['0.1', `${n + 1}`] },
    binaries: { BS: [new Uint8Array([1]), new Uint8Array([2, n % 256])] },
    list: { L: [{ N: '1' }, { S: '' }, { M: {} }, { L: [] }] },
    map: { M: { $n: { S: 'no number' }, 'a.b': { M: { $ss: { L: [] } } } } },
  };
}

/** Writes items, 25 at a time, as DynamoDB wants it. */
export async function writeItems(client: DynamoDBClient, TableName: string, items: readonly Item[]): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    const requests = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }),
    );
    if (UnprocessedItems?.[TableName] !== undefined) throw new Error(`${TableName} did not take all items`);
  }
}

/** All items of a table as AWS's own client reads them, by the text of their keys. */
export async function readItems(
  client: DynamoDBClient,
  TableName: string,
  keyNames: readonly string[],
): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    for (const item of Items) items.set(JSON.stringify(keyNames.map((name) => item[name])), item);
  }
  return items;
}
