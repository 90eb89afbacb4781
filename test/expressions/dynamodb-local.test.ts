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
import { makeTable, plainClient } from '../support/databases.ts';
import { attributes, conditions } from './generated-conditions.ts';
import { formsAndExpressions } from './generated-forms.ts';
import { type SoupField, soupFor } from './generated-soup.ts';
import { item, updates } from './generated-updates.ts';
import type { Written } from './writer.ts';

const client = plainClient(inject('dynamodbLocal'));
let TableName: string;
beforeAll(async () => {
  TableName = await makeTable(client);
});
afterAll(() => client.destroy());

/** The expressions of a task without fault. */
function compiled(fields: ExpressionFields): ExpressionMembers {
  const faults: Fault[] = [];
  const expressions = compileExpressions(fields, faults);
  expect(faults).toEqual([]);
  return writeExpressions(expressions);
}

const given = ({ names, values }: Written) => ({ expressionAttributeNames: names, expressionAttributeValues: values });

/** The placeholders of an expression that goes to DynamoDB as it is. */
const sent = ({ names, values }: Written) => ({
  ExpressionAttributeNames: Object.keys(names).length > 0 ? names : undefined,
  ExpressionAttributeValues: Object.keys(values).length > 0 ? values : undefined,
});

const items = fc.array(attributes, { minLength: 12, maxLength: 12 });

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

/** Sets have no order. */
function ordered(item: Record<string, AttributeValue> = {}): unknown {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, value.SS ? { SS: value.SS.sort() } : value]),
  );
}

test('a condition selects the items that it selects with a placeholder for each name', async () => {
  await fc.assert(
    fc.asyncProperty(items, conditions, async (itemsOfRun, { natural, careful }) => {
      await putItems(itemsOfRun);
      const expressions = compiled({ filterExpression: natural.text, ...given(natural) });
      expect(await idsOf(expressions)).toEqual(await idsOf({ FilterExpression: careful.text, ...sent(careful) }));
    }),
    { numRuns: 100 },
  );
});

test('a condition as a form selects what it selects as an expression', async () => {
  await fc.assert(
    fc.asyncProperty(items, formsAndExpressions, async (itemsOfRun, { form, careful }) => {
      await putItems(itemsOfRun);
      const place = { path: [], faults: [] };
      const expressions = compiled({ filter: readCondition(form, 'json', place) });
      expect(place.faults).toEqual([]);
      expect(await idsOf(expressions)).toEqual(await idsOf({ FilterExpression: careful.text, ...sent(careful) }));
    }),
    { numRuns: 100 },
  );
});

test('an update does what it does with a placeholder for each name', async () => {
  await fc.assert(
    fc.asyncProperty(updates, async ({ natural, careful }) => {
      const expressions = compiled({ updateExpression: natural.text, ...given(natural) });
      expect(await updated(expressions)).toEqual(await updated({ UpdateExpression: careful.text, ...sent(careful) }));
    }),
    { numRuns: 100 },
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

/** What DynamoDB says of an expression; undefined when it takes it. */
async function refusal(expressions: Partial<ExpressionMembers>): Promise<string | undefined> {
  const { UpdateExpression } = expressions;
  const command =
    UpdateExpression === undefined
      ? new ScanCommand({ TableName, Limit: 1, ...expressions })
      : new UpdateItemCommand({ TableName, Key: { id: { S: 'updated' } }, ...expressions });
  try {
    await client.send(command as ScanCommand);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** What it says of one that is none; DynamoDB Local fails over `a.:v`. */
const NONE = new RegExp(
  [
    'Syntax error',
    'Invalid function name',
    'function is not allowed in an update expression',
    'section can only be used once',
    'ExpressionAttributeValues can only be specified when',
    'Internal server error',
  ].join('|'),
);

describe.each<[SoupField, keyof ExpressionMembers]>([
  ['filterExpression', 'FilterExpression'],
  ['projectionExpression', 'ProjectionExpression'],
  ['updateExpression', 'UpdateExpression'],
])('%s', (field, member) => {
  test('is refused or rewritten only where DynamoDB finds no expression, and sent only where it finds one', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(soupFor(field), async (text) => {
        const written = {
          text,
          names: Object.fromEntries((text.match(/#\w+/g) ?? []).map((name) => [name, 'n'])),
          values: Object.fromEntries((text.match(/:\w+/g) ?? []).map((value) => [value, { N: '1' }])),
        };
        const faults: Fault[] = [];
        const expressions = writeExpressions(compileExpressions({ [field]: text, ...given(written) }, faults));
        if (faults.length > 0 || expressions[member] !== text) {
          expect(await refusal({ [member]: text, ...sent(written) })).toMatch(NONE);
        }
        if (faults.length === 0) {
          accepted++;
          expect((await refusal(expressions)) ?? '').not.toMatch(NONE);
        }
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});

/** AWS allows 4 KB for an expression. */
const portions = [...reservedWords, 'REMOVE'].flatMap((_, index, words) =>
  index % 60 === 0 ? [words.slice(index, index + 60)] : [],
);

test('each of the 573 reserved words, and REMOVE, is a name like any other', async () => {
  expect(reservedWords.size).toBe(573);
  const Key = { id: { S: 'reserved' } };
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
