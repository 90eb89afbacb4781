import { expect, test } from 'vitest';
import { compile } from '../../src/feel/index.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { rewriteError } from '../../src/migration/error-expression.ts';
import { Unrewritable } from '../../src/migration/reading.ts';
import { type CamundaOperation, resultOf } from '../../src/migration/results.ts';
import { readUses } from '../../src/migration/uses.ts';

const v2 = 'software.amazon.awssdk.services.dynamodb.model';
const v1 = 'com.amazonaws.services.dynamodbv2.model';

function rewritten(
  text: string,
  outputs: readonly string[] | 'unknown' = ['order'],
  operation: CamundaOperation = 'getItem',
) {
  const missing = () => {
    throw new Unrewritable('it reads what is missing');
  };
  return rewriteError(readUses(text), {
    outputs: outputs === 'unknown' ? undefined : outputs,
    results: { root: resultOf(operation), missing, others: ['error', 'job'] },
  });
}

test.each([
  ['the whole name', `error.type = "${v2}.ResourceNotFoundException"`, 'error.type = "ResourceNotFoundException"'],
  ['the name before 8.9.7', `"${v1}.ResourceInUseException" = error.type`, 'error.type = "ResourceInUseException"'],
  ['another', `error.type != "${v2}.ResourceNotFoundException"`, 'error.type != "ResourceNotFoundException"'],
  [
    'the end of the name',
    'ends with(error.type, ".InternalServerErrorException")',
    'error.type = "InternalServerError"',
  ],
  ['a part of it', 'contains(error.type, "ConditionalCheck")', 'error.type = "ConditionalCheckFailedException"'],
  [
    'a pattern',
    'matches(error.type, ".*(Throttling|ThroughputExceeded).*")',
    'list contains(["ProvisionedThroughputExceededException", "ThrottlingException"], error.type)',
  ],
  [
    'one of several',
    `error.type in ("${v2}.ResourceNotFoundException", "${v2}.ResourceInUseException")`,
    'list contains(["ResourceInUseException", "ResourceNotFoundException"], error.type)',
  ],
  [
    'the last part',
    'split(error.type, "\\\\.")[-1] = "ResourceNotFoundException"',
    'error.type = "ResourceNotFoundException"',
  ],
  ['in small letters', 'contains(lower case(error.type), "resourceinuse")', 'error.type = "ResourceInUseException"'],
  [
    'what it is not',
    'not(contains(error.type, "ResourceNotFound"))',
    '(error != null and error.type != "ResourceNotFoundException")',
  ],
  [
    'a comparison with true',
    'contains(string join([error.type]), "ResourceNotFound") = true',
    '(error.type = "ResourceNotFoundException") = true',
  ],
  [
    'by way of response',
    'response.error.type = "x.ResourceNotFoundException" or ends with(response.error.type, "ResourceNotFoundException")',
    'response.error.type = "ResourceNotFoundException"',
  ],
])('a class by %s becomes a condition on the name of AWS', (_, condition, ours) => {
  const text = `if ${condition} then bpmnError("NO", "no") else null`;
  expect(rewritten(text).text).toBe(`if ${ours} then bpmnError("NO", "no") else null`);
});

test.each([
  'not(ends with(error.type, "ResourceNotFoundException"))',
  'ends with(error.type, "ResourceNotFoundException") = false',
  'not(ends with(response.error.type, "ResourceNotFoundException")) or job.retries = 7',
  'if not(not(contains(error.type, "NotFound"))) then true else false',
])('without an error, %s decides as before', (condition) => {
  const text = `if ${condition} then jobError("again") else null`;
  const context = { order: 1, response: { order: 1 }, job: { retries: 3 } };
  const decision = (expression: string) => compile(expression).evaluate(context).value;
  expect(decision(rewritten(text).text)).toEqual(decision(text));
});

test.each([
  ['a class of many errors', `error.type = "${v2}.DynamoDbException"`],
  ['all classes of a version', 'starts with(error.type, "software.amazon")'],
  ['a class that nobody knows', 'error.type = "MyException"'],
  ['the class itself', 'bpmnError(error.type, "x")'],
  ['the text of a message', 'if error.message = "x" then ignoreError() else null'],
  ['the error as a whole', 'ignoreError({cause: error})'],
  ['the variables as a whole', 'ignoreError({all: response})'],
  ['a variable whose name is taken', 'for order in [1] return response.order'],
  ['a class in a filter', `ignoreError({n: [1][error.type = "${v2}.ResourceNotFoundException" and item = 1]})`],
])('%s is refused', (_, text) => {
  expect(() => rewritten(text)).toThrow(Unrewritable);
});

test('what means the same stays, and what Camunda never sets becomes null', () => {
  const text = 'if error != null and job.retries > 1 then jobError(error.message, {}, job.retries - 1) else order.x';
  expect(rewritten(text)).toMatchObject({ text, notes: [expect.stringContaining('error.message passes on')] });
  expect(rewritten('if error.code = "404" then ignoreError() else null').text).toBe(
    'if null = "404" then ignoreError() else null',
  );
});

test('a variable behind response is read by its name', () => {
  expect(rewritten('if response.order.total > 5 then ignoreError() else null').text).toBe(
    'if order.total > 5 then ignoreError() else null',
  );
  expect(() => rewritten('response.order', 'unknown')).toThrow(Unrewritable);
});

test('a missing item is not asked for where error means something else', () => {
  expect(() => rewritten('{error: 1, miss: response = null}', [])).toThrow(Unrewritable);
});

test('the error of a response that is a list of attributes is refused, because it is a list', () => {
  const text = 'if response.error = null then ignoreError() else null';
  expect(() => rewritten(text, [])).toThrow(Unrewritable);
  expect(rewritten(text, ['order']).text).toBe(text);
});

/** Contexts of error expressions without result headers: after a success of each kind, and after a failure. */
const moments: readonly (readonly [operation: CamundaOperation, text: string, theirs: Json, ours: Json])[] = [
  ['getItem', '{miss: response = null, found: response != null}', null, { Item: null }],
  ['getItem', '{miss: response = null, found: response != null}', [{ id: 'a' }], { Item: { id: 'a' } }],
  ['getItem', '{id: response[item.id != null][1].id, a: response.id}', [{ id: 'a' }], { Item: { id: 'a' } }],
  [
    'scanTable',
    '{none: response.response = null, how: status, n: count(response.response)}',
    { action: 'scanTable', status: 'OK', response: null },
    { Items: [] },
  ],
  [
    'scanTable',
    '{first: response.response[1].id}',
    { action: 'scanTable', status: 'OK', response: [{ id: 'a' }] },
    { Items: [{ id: 'a' }] },
  ],
  [
    'describeTable',
    '{name: response.tableName, also: tableName, keys: keySchema[1].keyType}',
    { tableName: 't', keySchema: null },
    { Table: { TableName: 't' } },
  ],
  ['deleteTable', '{what: response.action, status: status}', { action: 'scanTable', status: 'OK', response: null }, {}],
];

test.each(moments)(
  'without result headers, %s: %s gives the same after a success and after a failure',
  (operation, text, theirs, ours) => {
    const { text: now } = rewritten(text, [], operation);
    const result: JsonObject = { action: 'scanTable', status: 'OK', response: ours };
    const failed = { error: { type: null, message: 'x' }, response: { error: { type: null, message: 'x' } } };
    const members = theirs !== null && !Array.isArray(theirs) ? (theirs as JsonObject) : {};
    const value = (expression: string, context: JsonObject) => compile(expression).evaluate(context).value;
    expect(value(now, { ...result, response: result })).toEqual(value(text, { ...members, response: theirs }));
    expect(value(now, failed)).toEqual(value(text, failed));
  },
);
