import { describe, expect, test } from 'vitest';
import { compile } from '../../src/feel/index.ts';
import { isObject, type JsonObject } from '../../src/json/json.ts';
import { Unrewritable } from '../../src/migration/reading.ts';
import { rewriteResult } from '../../src/migration/result-expression.ts';
import { resultOf } from '../../src/migration/results.ts';
import { readUses } from '../../src/migration/uses.ts';
import { Random } from '../feel/fuzz/random.ts';
import { type CamundaOperation, camundaOperations } from '../support/camunda-diagrams.ts';
import { expressionOver, pathIn, resultFor } from '../support/camunda-expressions.ts';
import { camundaResult } from '../support/camunda-results.ts';
import { inLongForm } from '../support/long-form.ts';

/** Rewrites an expression; headers, which our results lack, read as null. */
function rewritten(
  operation: CamundaOperation,
  text: string,
  missing: (what: string) => string = () => 'null',
): string {
  return rewriteResult(readUses(text), { root: resultOf(operation), missing, others: [] });
}

const readable: readonly (readonly [operation: CamundaOperation, theirs: string, ours: string])[] = [
  ['getItem', '{total: response[item.total != null][1].total}', '{total: response.response.Item.total}'],
  ['getItem', '{total: response[total != null].total[1]}', '{total: response.response.Item.total}'],
  ['getItem', '{c: response.address[item != null][1].city}', '{c: response.response.Item.address.city}'],
  ['getItem', '{found: response != null}', '{found: response.response.Item != null}'],
  ['getItem', '{n: response[item.`a-b` != null][1].`a-b` + 1}', '{n: response.response.Item.`a-b` + 1}'],
  [
    'scanTable',
    '{first: response.response[1], how: response.status}',
    '{first: response.response.Items[1], how: response.status}',
  ],
  ['scanTable', '{first: response.response[total > 5].id[1]}', '{first: response.response.Items[total > 5].id[1]}'],
  ['scanTable', '{none: null = response.response}', '{none: [] = response.response.Items}'],
  [
    'scanTable',
    '{all: response.response}',
    '{all: if response.response.Items = [] then null else response.response.Items}',
  ],
  [
    'updateItem',
    '{id: response.updateItemResult.sdkResponseMetadata.requestId}',
    '{id: response.response.ResponseMetadata.RequestId}',
  ],
  [
    'addItem',
    '{code: putItemResult.sdkHttpMetadata.httpStatusCode}',
    '{code: response.response.ResponseMetadata.HTTPStatusCode}',
  ],
  ['addItem', '{item: response.item, a: response.putItemResult.attributes.x}', '{item: null, a: null}'],
  [
    'createTable',
    '{name: response.tableName, status: tableStatus}',
    '{name: response.response.TableDescription.TableName, status: response.response.TableDescription.TableStatus}',
  ],
  [
    'describeTable',
    '{k: response.keySchema[1].attributeName}',
    '{k: response.response.Table.KeySchema[1].AttributeName}',
  ],
  ['describeTable', '{k: keySchema.attributeName}', '{k: response.response.Table.KeySchema.AttributeName}'],
  [
    'describeTable',
    '{since: creationDateTime}',
    '{since: replace(response.response.Table.CreationDateTime, "Z$", "+00:00")}',
  ],
  [
    'describeTable',
    '{key: ssedescription.kmsmasterKeyArn}',
    '{key: response.response.Table.SSEDescription.KMSMasterKeyArn}',
  ],
  ['deleteTable', '{a: action, r: response.response}', '{a: action, r: null}'],
];

test.each(readable)('%s: %s becomes %s', (operation, theirs, ours) => {
  expect(rewritten(operation, theirs)).toBe(ours);
});

test('what is not of the result stays to the letter, comments and blanks too', () => {
  const text = '{ a : 1 , // response\n  b: [ x , response.status ], c: for response in [1] return response }';
  expect(rewritten('scanTable', text)).toBe(text);
});

test.each([
  '{response: tableName, status: tableStatus}',
  '{all: for response in [1, 2] return tableName}',
  '{is: some response in [1] satisfies tableName = "t"}',
  '{f: function(response) tableName, name: f(1)}.name',
])('%s reads the table although response is something else there', (text) => {
  const result = { status: 'OK', response: { Table: { TableName: 't', TableStatus: 'ACTIVE' } } };
  const theirs = { tableName: 't', tableStatus: 'ACTIVE' };
  const now = evaluated(rewritten('describeTable', text), { ...result, response: result });
  expect(now).toEqual(evaluated(text, { ...theirs, response: theirs }));
  expect(now).not.toBeNull();
});

test('an attribute with the name item is read as it was', () => {
  const text = '{x: response[item.item != null][1].item, y: response.item[item != null][1]}';
  const result = { response: { Item: { item: 'i' } } };
  const now = evaluated(rewritten('getItem', text), { ...result, response: result });
  expect(now).toEqual(evaluated(text, { response: [{ item: 'i' }] }));
});

test('a part of a list by its place is refused, because attributes have no order', () => {
  expect(() => rewritten('getItem', '{first: response[1].id}')).toThrow(Unrewritable);
});

test('HTTP headers of a write are asked for by what they are', () => {
  const asked: string[] = [];
  const missing = (what: string) => {
    asked.push(what);
    return 'null';
  };
  rewritten('addItem', '{h: response.putItemResult.sdkHttpMetadata.httpHeaders.Date}', missing);
  expect(asked).toEqual(['the HTTP headers of the answer']);
});

const evaluated = (text: string, context: JsonObject) => compile(text).evaluate(context).value;

describe('random expressions give the same over our results as over theirs', () => {
  test.each(camundaOperations)('%s', (operation) => {
    const random = new Random(20_261_129);
    const rounds = inLongForm(3_000, 80);
    let compared = 0;
    for (let round = 0; round < rounds; round++) {
      const text = expressionOver(() => pathIn(operation, random), random);
      const result = resultFor(operation, random);
      const inOrder = (item: JsonObject) =>
        (evaluated('get entries(item).key', { item }) as readonly string[]) ?? Object.keys(item);
      const theirs = camundaResult(operation, result, inOrder);
      const ours = rewritten(operation, text);
      const context = { ...(isObject(theirs) ? theirs : {}), response: theirs };
      const now = evaluated(ours, { ...result, response: result });
      expect({ text, ours, value: now }).toEqual({ text, ours, value: evaluated(text, context) });
      compared++;
    }
    expect(compared).toBe(rounds);
  });
});
