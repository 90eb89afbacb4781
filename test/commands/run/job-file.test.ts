import { describe, expect, test } from 'vitest';
import { WrongUse } from '../../../src/commands/command.ts';
import { readJobFile } from '../../../src/commands/run/job-file.ts';

const read = (job: unknown) => readJobFile(JSON.stringify(job), 'job.json');
const variables = { input: { itemOperation: 'getItem' } };

test('a job as Zeebe gives it', () => {
  const job = read({
    key: 2251799813685249,
    type: 'aws-dynamodb:1',
    elementId: 'read',
    bpmnProcessId: 'order',
    variables,
    customHeaders: { resultVariable: 'r' },
    retries: 1,
    tenantId: 'a',
  });
  expect(job).toEqual({
    key: '2251799813685249',
    variables: JSON.stringify(variables),
    customHeaders: '{"resultVariable":"r"}',
    retries: 1,
    tenantId: 'a',
    physicalTenantId: undefined,
  });
});

test('its variables alone', () => {
  const usual = { customHeaders: '{}', retries: 3, tenantId: '<default>' };
  expect(read(variables)).toMatchObject({ ...usual, variables: JSON.stringify(variables) });
});

test('variables and headers as texts of JSON', () => {
  const texts = { variables: JSON.stringify(variables), customHeaders: '{"resultVariable":"r"}' };
  expect(read(texts)).toMatchObject(texts);
});

test('numbers keep their digits', () => {
  const job = readJobFile('{"variables":{"input":{"n":12345678901234567890.10}}}', 'job.json');
  expect(job.variables).toBe('{"input":{"n":12345678901234567890.10}}');
});

test('two jobs without a key have two keys', () => {
  expect(read(variables).key).not.toBe(read(variables).key);
});

describe('what is wrong is named:', () => {
  test.each([
    ['no JSON', '{variables}', 'job.json: expected {"variables": {"authentication": …'],
    ['a list', '[]', 'or its variables alone; got a list'],
    ['something else', '{"variabels": {}}', 'got an object with variabels'],
    ['nothing', '{}', 'got an empty object'],
    ['other variables', '{"variables": 5}', 'variables: expected an object, or a text of JSON with one, got a number'],
    ['headers that are none', '{"variables": {}, "customHeaders": "a=b"}', 'customHeaders: expected an object'],
    ['a header', '{"variables": {}, "customHeaders": {"a": 1}}', 'customHeaders.a: expected a text, as each header is'],
    ['retries', '{"variables": {}, "retries": 0}', 'retries: expected a whole number from 1 on, got the number 0'],
    [
      'a key',
      '{"variables": {}, "jobKey": "a"}',
      'jobKey: expected the key of a job, a whole number, got the text "a"',
    ],
    ['a tenant', '{"variables": {}, "tenantId": 1}', 'tenantId: expected a text'],
    ['a member', '{"variables": {}, "headers": {}}', 'headers: expected one of variables, customHeaders, retries'],
  ])('%s', (_what, text, message) => {
    const reading = () => readJobFile(text, 'job.json');
    expect(reading).toThrow(WrongUse);
    expect(reading).toThrow(message);
  });

  test('all at once', () => {
    expect(() => read({ variables: 5, retries: 'a' })).toThrow(/variables: .*; retries: /);
  });
});
