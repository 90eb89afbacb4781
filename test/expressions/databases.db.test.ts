import {
  type AttributeValue,
  BatchWriteItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ExpressionFields } from '../../src/expressions/fields.ts';
import {
  compileExpressions,
  type ExpressionMembers,
  readCondition,
  readUpdate,
  writeExpressions,
} from '../../src/expressions/index.ts';
import { reservedWords } from '../../src/expressions/reserved-words.ts';
import type { Fault } from '../../src/failure/faults.ts';
import { databases, makeTable, plainClient } from '../support/databases.ts';
import { inLongForm } from '../support/long-form.ts';
import { attributes, conditionsFor } from './generated-conditions.ts';
import { formsAndExpressions } from './generated-forms.ts';
import { item, updates } from './generated-updates.ts';
import { given, sent } from './writer.ts';

/** The expressions of a task without fault. */
function compiled(fields: ExpressionFields): ExpressionMembers {
  const faults: Fault[] = [];
  const expressions = compileExpressions(fields, faults);
  expect(faults).toEqual([]);
  return writeExpressions(expressions);
}

const items = fc.array(attributes, { minLength: 12, maxLength: 12 });

/** Sets have no order. */
function ordered(item: Record<string, AttributeValue> = {}): unknown {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, value.SS ? { SS: value.SS.sort() } : value]),
  );
}

/** AWS allows 4 KB for an expression. */
const portions = [...reservedWords, 'REMOVE'].flatMap((_, index, words) =>
  index % 60 === 0 ? [words.slice(index, index + 60)] : [],
);

/** A table of one database. */
function tableAt(endpoint: string) {
  const client = plainClient(endpoint);
  let TableName: string;
  beforeAll(async () => {
    TableName = await makeTable(client);
  });
  afterAll(() => client.destroy());

  async function putItems(itemsOfRun: readonly Record<string, AttributeValue>[]): Promise<void> {
    const puts = itemsOfRun.map((attributesOfItem, index) => ({
      PutRequest: { Item: { ...attributesOfItem, id: { S: `${index}` } } },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
  }

  async function idsOf(expressions: Partial<ExpressionMembers>): Promise<(string | undefined)[]> {
    const { Items = [] } = await client.send(new ScanCommand({ TableName, ...expressions }));
    return Items.map(({ id }) => id?.S).sort();
  }

  async function updated(expressions: Partial<ExpressionMembers>): Promise<unknown> {
    const Key = { id: { S: 'updated' } };
    await client.send(new PutItemCommand({ TableName, Item: { ...item, ...Key } }));
    const command = new UpdateItemCommand({ TableName, Key, ...expressions, ReturnValues: 'ALL_NEW' });
    return ordered((await client.send(command)).Attributes);
  }

  return { client, name: () => TableName, putItems, idsOf, updated };
}

describe.each(databases)('%s', (database, endpoint) => {
  const { client, name, putItems, idsOf } = tableAt(endpoint);

  test('a condition selects the items that it selects with a placeholder for each name', async () => {
    await fc.assert(
      fc.asyncProperty(items, conditionsFor[database], async (itemsOfRun, { natural, careful }) => {
        await putItems(itemsOfRun);
        const expressions = compiled({ filterExpression: natural.text, ...given(natural) });
        expect(await idsOf(expressions)).toEqual(await idsOf({ FilterExpression: careful.text, ...sent(careful) }));
      }),
      { numRuns: inLongForm(100, 20) },
    );
  });

  test('each of the 573 reserved words, and REMOVE, is a name like any other', async () => {
    expect(reservedWords.size).toBe(573);
    const Key = { id: { S: 'reserved' } };
    const TableName = name();
    await client.send(new PutItemCommand({ TableName, Item: Key }));
    for (const words of portions) {
      const lower = words.map((word) => word.toLowerCase());
      const value = { expressionAttributeValues: { ':v': { S: 'v' } } };
      const update = compiled({ updateExpression: `SET ${lower.map((word) => `${word} = :v`).join(', ')}`, ...value });
      await client.send(new UpdateItemCommand({ TableName, Key, ...update }));
      const read = compiled({
        filterExpression: lower.map((word) => `${word} = :v`).join(' AND '),
        projectionExpression: lower,
        ...value,
      });
      const { Items } = await client.send(new ScanCommand({ TableName, ...read }));
      expect(Items).toEqual([Object.fromEntries(lower.map((word) => [word, { S: 'v' }]))]);
    }
  });
});

/** dynalite reads no NOT within a NOT, and no sum whose first operand is in parentheses. */
describe('dynoxide', () => {
  const { putItems, idsOf, updated } = tableAt(inject('dynoxide'));

  test('a condition as a form selects what it selects as an expression', async () => {
    await fc.assert(
      fc.asyncProperty(items, formsAndExpressions, async (itemsOfRun, { form, careful }) => {
        await putItems(itemsOfRun);
        const place = { path: [], faults: [] };
        const expressions = compiled({ filter: readCondition(form, 'json', place) });
        expect(place.faults).toEqual([]);
        expect(await idsOf(expressions)).toEqual(await idsOf({ FilterExpression: careful.text, ...sent(careful) }));
      }),
      { numRuns: inLongForm(100, 20) },
    );
  });

  test('an update does what it does with a placeholder for each name', async () => {
    await fc.assert(
      fc.asyncProperty(updates, async ({ natural, careful }) => {
        const expressions = compiled({ updateExpression: natural.text, ...given(natural) });
        expect(await updated(expressions)).toEqual(await updated({ UpdateExpression: careful.text, ...sent(careful) }));
      }),
      { numRuns: inLongForm(100, 20) },
    );
  });

  test('an update as a form does what it does as an expression', async () => {
    const form = {
      set: { status: 'paid', 'size.in-stock': 7, 'a[0]': { $ss: ['x'] }, '["a.b"]': null },
      remove: ['2fa[1]', 'total'],
      add: { 'user-name': 2, set: { $ss: ['w', 'x'] } },
      delete: { _x: { $ss: ['x'] } },
    };
    const place = { path: [], faults: [] };
    const after = await updated(compiled({ update: readUpdate(form, 'json', place) }));
    expect(place.faults).toEqual([]);
    const { total, ...others } = item;
    expect(total).toBeDefined();
    expect(after).toEqual({
      ...others,
      id: { S: 'updated' },
      status: { S: 'paid' },
      size: { M: { add: { N: '1' }, 'in-stock': { N: '7' } } },
      a: { L: [{ SS: ['x'] }, { N: '2' }, { N: '3' }] },
      'a.b': { NULL: true },
      '2fa': { L: [{ N: '1' }, { N: '3' }] },
      'user-name': { N: '7' },
      set: { SS: ['w', 'x', 'y', 'z'] },
      _x: { SS: ['y', 'z'] },
    });
  });
});
