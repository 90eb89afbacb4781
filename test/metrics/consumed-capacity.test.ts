import { ExecuteStatementCommand, GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { consumedCapacity } from '../../src/metrics/consumed-capacity.ts';

const get = new GetItemCommand({ TableName: 'a', Key: {} });
const put = new PutItemCommand({ TableName: 'a', Item: {} });
const writes = new TransactWriteItemsCommand({ TransactItems: [] });
const select = new ExecuteStatementCommand({ Statement: 'SELECT * FROM "a"' });
const update = new ExecuteStatementCommand({ Statement: 'UPDATE "a" SET b = 1 WHERE id = \'1\'' });

test.each([
  ['of a read', get, { TableName: 'a', CapacityUnits: 0.5 }, [{ table: 'a', kind: 'read', units: 0.5 }]],
  ['of a write', put, { TableName: 'a', CapacityUnits: 2 }, [{ table: 'a', kind: 'write', units: 2 }]],
  ['of a statement that reads', select, { TableName: 'a', CapacityUnits: 1 }, [{ table: 'a', kind: 'read', units: 1 }]],
  ['of a statement that writes', update, { TableName: 'a', CapacityUnits: 1 }, [{ table: 'a', kind: 'write', units: 1 }]],
  [
    'of a transaction of several tables',
    writes,
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
    get,
    { TableName: 'arn:aws:dynamodb:eu-central-1:123456789012:table/a', CapacityUnits: 1 },
    [{ table: 'a', kind: 'read', units: 1 }],
  ],
  ['that nobody asked for', get, undefined, []],
  ['of a server that says null', get, null, []],
])('the capacity %s is counted', (_of, asked, ConsumedCapacity, counted) => {
  expect(consumedCapacity(asked, { ConsumedCapacity })).toEqual(counted);
});
