import { expect, test } from 'vitest';
import { consumedCapacity } from '../../src/metrics/consumed-capacity.ts';

const select = { Statement: 'SELECT * FROM "a"' };
const update = { Statement: 'UPDATE "a" SET b = 1 WHERE id = \'1\'' };

test.each([
  ['of a read', 'GetItem', {}, { TableName: 'a', CapacityUnits: 0.5 }, [{ table: 'a', kind: 'read', units: 0.5 }]],
  ['of a write', 'PutItem', {}, { TableName: 'a', CapacityUnits: 2 }, [{ table: 'a', kind: 'write', units: 2 }]],
  [
    'of a statement that reads',
    'ExecuteStatement',
    select,
    { TableName: 'a', CapacityUnits: 1 },
    [{ table: 'a', kind: 'read', units: 1 }],
  ],
  [
    'of a statement that writes',
    'ExecuteStatement',
    update,
    { TableName: 'a', CapacityUnits: 1 },
    [{ table: 'a', kind: 'write', units: 1 }],
  ],
  [
    'of a transaction of several tables',
    'TransactWriteItems',
    {},
    [
      { TableName: 'a', CapacityUnits: 4, WriteCapacityUnits: 4 },
      { TableName: 'b', CapacityUnits: 2, ReadCapacityUnits: 2 },
    ],
    [
      { table: 'a', kind: 'write', units: 4 },
      { table: 'b', kind: 'read', units: 2 },
    ],
  ],
  [
    'of a table named by its ARN',
    'GetItem',
    {},
    { TableName: 'arn:aws:dynamodb:eu-central-1:123456789012:table/a', CapacityUnits: 1 },
    [{ table: 'a', kind: 'read', units: 1 }],
  ],
  ['that nobody asked for', 'GetItem', {}, undefined, []],
  ['of a server that says null', 'GetItem', {}, null, []],
])('the capacity %s is counted', (_of, command, input, ConsumedCapacity, counted) => {
  expect(consumedCapacity(command, input, { ConsumedCapacity })).toEqual(counted);
});
