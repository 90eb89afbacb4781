/** The item in the answer of GetItem: three attributes. */
export const smallItem = { id: { S: 'id-1' }, name: { S: 'Ada Lovelace' }, age: { N: '36' } };

/** Gives an item of 20 attributes of all types, some of them nested. */
export function mixedItem(n: number): object {
  const words = { S: `text ${n} of some words, as an attribute has them` };
  return {
    id: { S: `id-${n}` },
    ...Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`text${at}`, words])),
    ...Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`number${at}`, { N: String(n * 10 + at) }])),
    price: { N: '1234.5678' },
    active: { BOOL: true },
    removed: { NULL: true },
    image: { B: Buffer.from(`binary ${n}`).toString('base64') },
    tags: { SS: ['red', 'green', 'blue'] },
    sizes: { NS: ['1', '2', '3'] },
    address: { M: { street: { S: 'Main Street 1' }, city: { S: 'Springfield' }, zip: { N: '12345' } } },
    lines: {
      L: [{ M: { sku: { S: 'A-1' }, quantity: { N: '2' } } }, { M: { sku: { S: 'B-2' }, quantity: { N: '1' } } }],
    },
  };
}

/** The answers of the canned server. */
export const bodies = {
  GetItem: JSON.stringify({ Item: smallItem }),
  Scan: JSON.stringify({
    Count: 100,
    ScannedCount: 100,
    Items: Array.from({ length: 100 }, (_, n) => mixedItem(n)),
    LastEvaluatedKey: { id: { S: 'id-99' } },
  }),
};
