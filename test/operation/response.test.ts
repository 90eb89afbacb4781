import { describe, expect, test } from 'vitest';
import { addCapacity, attributesDecoder, collectionMetrics, described } from '../../src/operation/response.ts';

describe('what several calls consumed is added up, index by index', () => {
  const one = {
    TableName: 't',
    CapacityUnits: 1.5,
    Table: { CapacityUnits: 1 },
    GlobalSecondaryIndexes: { i: { CapacityUnits: 0.5 } },
  };
  const other = {
    TableName: 't',
    CapacityUnits: 2,
    Table: { CapacityUnits: 1 },
    GlobalSecondaryIndexes: { j: { CapacityUnits: 1 } },
  };

  test('of two calls', () => {
    expect(addCapacity(one, other)).toEqual({
      TableName: 't',
      CapacityUnits: 3.5,
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: { i: { CapacityUnits: 0.5 }, j: { CapacityUnits: 1 } },
    });
  });

  test('where one of them said nothing', () => {
    expect([addCapacity(undefined, one), addCapacity(one, undefined), addCapacity(undefined, undefined)]).toEqual([
      one,
      one,
      undefined,
    ]);
  });
});

test('what AWS describes is JSON: dates in UTC, nothing for what is not there', () => {
  const table = { TableName: 't', CreationDateTime: new Date(0), Empty: undefined, Keys: [{ N: 1, Gone: undefined }] };
  expect(described(table)).toEqual({ TableName: 't', CreationDateTime: '1970-01-01T00:00:00.000Z', Keys: [{ N: 1 }] });
  expect(described(undefined)).toBeNull();
});

test('attributes are given in the output format, null when AWS gave none', () => {
  const decode = attributesDecoder('dynamodb-json');
  expect(decode({ id: { S: 'a' } })).toEqual({ id: { S: 'a' } });
  expect(decode(undefined)).toBeNull();
  expect(decode.list([{ id: { S: 'a' } }])).toEqual([{ id: { S: 'a' } }]);
  expect(decode.list(undefined)).toEqual([]);
});

test('collection metrics have a key in the output format', () => {
  const metrics = { ItemCollectionKey: { id: { N: '1' } }, SizeEstimateRangeGB: [0, 1] };
  expect(collectionMetrics(metrics, attributesDecoder('json'))).toEqual({
    ItemCollectionKey: { id: 1 },
    SizeEstimateRangeGB: [0, 1],
  });
  expect(collectionMetrics(undefined, attributesDecoder('json'))).toBeNull();
});

test('a key to go on with keeps the types that plain JSON cannot say', () => {
  const key = { id: { B: Buffer.from([1]) }, n: { N: '12345678901234567890.5' }, s: { S: 'a' }, i: { N: '1' } };
  const typed = { id: { $b: 'AQ==' }, n: { $n: '12345678901234567890.5' }, s: 'a', i: 1 };
  expect(attributesDecoder('json').key(key)).toEqual(typed);
  expect(attributesDecoder('json-typed').key(key)).toEqual(typed);
  expect(attributesDecoder('dynamodb-json').key({ id: { B: Buffer.from([1]) } })).toEqual({ id: { B: 'AQ==' } });
  expect(attributesDecoder('json').key(undefined)).toBeNull();
});
