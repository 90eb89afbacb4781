import { describe, expect, test } from 'vitest';
import type { Attributes } from '../../src/attributes/attributes.ts';
import { maskOf } from '../../src/connection/mask.ts';
import { Failure, type FailureClass } from '../../src/failure/failure.ts';
import { addressOf } from '../../src/failure/help.ts';
import { type ErrorVariable, errorVariable, type JobRun } from '../../src/job/error-variable.ts';
import { endOf } from '../../src/job/outcome.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { headersOf } from '../support/jobs.ts';

/** All that can be known of a job and its failure. */
const run: JobRun = {
  subject: 'updateItem on the table orders',
  mask: maskOf(['opensesame']),
  region: undefined,
  outputFormat: 'json',
  retries: 3,
  maxResultBytes: 1_000,
  position: { Count: 1 },
  done: false,
};
const item: Attributes = { id: { S: 'a' }, total: { N: '5' } };
const reasons = [
  { Code: 'ConditionalCheckFailed', Item: { id: { S: 'a' } } } as unknown as JsonObject,
  { Code: 'None' },
];
const details = { type: 'TransactionCanceledException', requestId: 'r-1', item, reasons };
const failureOf = (failureClass: FailureClass, more: object = {}) =>
  new Failure(failureClass, 'what happened', { ...details, ...more });

const known: ErrorVariable = {
  code: 'AwsDynamoDbExecutionException',
  type: 'TransactionCanceledException',
  message: 'updateItem on the table orders: what happened',
  help: addressOf('condition-failed'),
  requestId: 'r-1',
  retryable: false,
  item: { id: 'a', total: 5 },
  reasons: [{ Code: 'ConditionalCheckFailed', Item: { id: 'a' } }, { Code: 'None' }],
  position: { Count: 1 },
};

test('the variable error tells all that is known of a failure', () => {
  expect(errorVariable(failureOf('execution'), run)).toEqual(known);
});

test('its item, and those of its reasons, are in the output format of the job', () => {
  const { item: typed, reasons: typedReasons } = errorVariable(failureOf('execution'), {
    ...run,
    outputFormat: 'dynamodb-json',
  });
  expect({ typed, typedReasons }).toEqual({ typed: item, typedReasons: reasons });
});

test.each([
  ['', false, 'what happened'],
  ['getItem', false, 'getItem: what happened'],
  ['getItem', true, 'getItem: what happened (The operation itself was done.)'],
])('its message says what was about to be done, and whether it was: %j, %j', (subject, done, message) => {
  expect(errorVariable(failureOf('execution'), { ...run, subject, done }).message).toBe(message);
});

test('its message has no secret in it, and is of bearable length', () => {
  const { message } = errorVariable(new Failure('execution', `opensesame${'x'.repeat(7_000)}`), run);
  expect(message).toMatch(/^updateItem on the table orders: \*\*\*x+…$/);
  expect(message).toHaveLength(3_500);
});

test('no member of it has a secret in it', () => {
  const secret = 'open/sesame+key';
  const spelled = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify({ secret }),
    Buffer.from(secret).toString('base64'),
  ];
  const told = spelled.join(' ');
  const hidden: Attributes = {
    [secret]: { S: told },
    list: { L: [{ SS: spelled }] },
    image: { B: Buffer.from(secret) },
  };
  const failure = new Failure('execution', told, {
    type: `Type ${told}`,
    requestId: told,
    item: hidden,
    reasons: [{ Code: told, Item: hidden as unknown as JsonObject, Message: told }, told],
  });
  const error = errorVariable(failure, {
    ...run,
    mask: maskOf([secret]),
    position: { LastEvaluatedKey: { [secret]: told } },
  });
  const text = JSON.stringify(error).toLowerCase();
  for (const spelling of spelled) expect(text).not.toContain(spelling.toLowerCase().replaceAll('=', ''));
  expect(error.reasons).toHaveLength(2);
});

test('its message names the region that was asked', () => {
  const { message } = errorVariable(failureOf('execution'), { ...run, region: 'eu-central-1' });
  expect(message).toBe('updateItem on the table orders in eu-central-1: what happened');
});

/** How a job ends by its headers, as its error and the rest of what it tells. */
function errorAtEnd(end: JsonObject | Failure, headers: Record<string, string>, more: Partial<JobRun> = {}) {
  const { outcome } = endOf(end, headersOf(headers), { ...run, ...more });
  const { error } = JSON.parse(outcome.variables) as { error: ErrorVariable };
  return { error, outcome };
}

const result = { action: 'getItem', status: 'OK', response: {} };
const large = { item: { text: { S: 'x'.repeat(1_000) } } };
const leftOut = 'what happened (Item, reasons and position are left out: they are too large for process variables.)';
const tooLarge = { maxResultBytes: 20 };

describe('every ending that carries the variable error gives all of its members, and no others', () => {
  test.each<[string, JsonObject | Failure, Record<string, string>, Partial<JobRun>?]>([
    ['a BPMN error by the class of the failure', failureOf('execution'), {}],
    ['a failed try by the class of the failure', failureOf('connection'), {}],
    ['a failure of which nothing is known', new Failure('configuration', 'what happened'), {}],
    ['bpmnError after a failure', failureOf('execution'), { errorExpression: 'bpmnError("X")' }],
    ['jobError after a failure', failureOf('execution'), { errorExpression: 'jobError("m")' }],
    ['jobError after success', result, { errorExpression: 'jobError("m")' }],
    ['an error expression that fails after a failure', failureOf('execution'), { errorExpression: '5' }],
    ['an error expression that fails after success', result, { errorExpression: '5' }],
    ['a result that cannot be mapped', result, { resultExpression: '5' }],
    ['a result that is too large', result, { resultVariable: 'r' }, tooLarge],
    [
      'a result that is too large, by bpmnError',
      result,
      { resultExpression: '{r: string join(for i in 1..1000 return "x")}', errorExpression: 'bpmnError("X")' },
    ],
    ['a failure that is too large', failureOf('execution', large), {}],
    ['a failure that is too large, by bpmnError', failureOf('execution', large), { errorExpression: 'bpmnError("X")' }],
    ['a failure that is too large, by jobError', failureOf('execution', large), { errorExpression: 'jobError("m")' }],
    [
      'variables that are too large',
      failureOf('execution'),
      { errorExpression: 'bpmnError("X", "m", {a: "x"})' },
      tooLarge,
    ],
    ['an item of no known type', failureOf('execution', { item: { id: { X: 'a' } } }), {}],
  ])('%s', (_, end, headers, more) => {
    const { error } = errorAtEnd(end, headers, more);
    expect(Object.keys(error)).toEqual(Object.keys(known));
  });
});

describe('what came with a failure and is too large for process variables is left out', () => {
  const leftOutOf = { ...known, item: null, reasons: null, position: null };

  test('and the message says so', () => {
    const { error, outcome } = errorAtEnd(failureOf('execution', large), {});
    expect(error).toEqual({ ...leftOutOf, message: `updateItem on the table orders: ${leftOut}` });
    expect(outcome).toMatchObject({ code: known.code, message: `${known.message}. See ${known.help}` });
  });

  test('the error expression sees it, and what it decides holds', () => {
    const errorExpression = 'bpmnError("X", "m", {length: string length(error.item.text)})';
    const { error, outcome } = errorAtEnd(failureOf('execution', large), { errorExpression });
    expect(error).toMatchObject({ item: null, message: `updateItem on the table orders: ${leftOut}` });
    expect(outcome).toMatchObject({ code: 'X', message: 'm' });
    expect(JSON.parse(outcome.variables).length).toBe(1_000);
  });
});

test('an error expression that fails does not hide the failure that it was to decide on', () => {
  const { error, outcome } = errorAtEnd(failureOf('connection'), { errorExpression: '5' });
  expect(outcome).toMatchObject({ kind: 'error', code: 'AwsDynamoDbConfigurationException' });
  expect(error).toEqual({
    ...known,
    code: 'AwsDynamoDbConfigurationException',
    message: expect.stringMatching(
      /^updateItem on the table orders: The task header errorExpression \(Error expression\) must give .* \(It was to decide on: what happened\)$/,
    ),
  });
});

test('an item of no known type is no answer of DynamoDB', () => {
  const { error } = errorAtEnd(failureOf('execution', { item: { id: { X: 'a' } } }), {}, { retries: 1 });
  expect(error).toMatchObject({ code: 'AwsDynamoDbConnectionException', item: null });
  expect(error.message).toContain('no known type: X');
});
