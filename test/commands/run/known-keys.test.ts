import { describe, expect, test } from 'vitest';
import { WrongUse } from '../../../src/commands/command.ts';
import { keysOfTable, readKeys } from '../../../src/commands/run/known-keys.ts';

test('keys of a table and of its index', () => {
  const known = readKeys(['orders=id:S, at:N', 'orders/index/by-status=status:S', 'logs=a:b:B']);
  const keys = [
    { name: 'id', type: 'S', role: 'HASH' },
    { name: 'at', type: 'N', role: 'RANGE' },
  ];
  const ofIndex = [{ name: 'status', type: 'S', role: 'HASH' }];
  expect(keysOfTable(known, 'orders')).toEqual({ keys, indexes: new Map([['by-status', ofIndex]]) });
  expect(keysOfTable(known, 'logs')?.keys).toEqual([{ name: 'a:b', type: 'B', role: 'HASH' }]);
});

test('a table is found by its ARN', () => {
  const known = readKeys(['orders=id:S']);
  expect(keysOfTable(known, 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders')?.keys).toHaveLength(1);
  expect(keysOfTable(known, 'other')).toBeUndefined();
  const byArn = readKeys(['arn:aws:dynamodb:eu-central-1:123456789012:table/orders=id:S']);
  expect(keysOfTable(byArn, 'orders')?.keys).toHaveLength(1);
});

describe('other texts are refused:', () => {
  test.each([
    'orders',
    'orders=',
    '=id:S',
    'orders=id',
    'orders=id:X',
    'orders=a:S,b:S,c:S',
    'orders=id:S,id:N',
    'orders/index/i=id:S',
  ])('%s', (text) => {
    expect(() => readKeys([text])).toThrow(WrongUse);
  });
});
