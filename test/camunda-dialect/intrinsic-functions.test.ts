import { describe, expect, test } from 'vitest';
import { Fields } from '../../src/camunda-dialect/bind.ts';
import { CONNECTOR_INPUT } from '../../src/camunda-dialect/exceptions.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';

const call = (name: Json, ...params: Json[]): JsonObject => ({ 'camunda.function.type': name, params });
const document: JsonObject = {
  'camunda.document.type': 'camunda',
  storeId: 'in-memory',
  documentId: 'd-1',
  contentHash: 'h',
  metadata: { fileName: 'photo.png' },
};

function fieldsOf(value: Json): Fields {
  return new Fields({ field: value }, 'input', []);
}

const inputError = (message: string) =>
  expect.objectContaining({ type: CONNECTOR_INPUT, message: expect.stringContaining(message) });

describe('functions', () => {
  test.each<[string, Json, string]>([
    ['base64 of a text', call('base64', 'Grüße'), 'R3LDvMOfZQ=='],
    ['base64 of an empty text', call('base64', ''), ''],
    ['getText of a text', call('getText', 'a'), 'a'],
    ['base64 of what base64 gives', call('base64', call('base64', 'a')), 'WVE9PQ=='],
  ])('7.11 %s stands for its text, in a string field and anywhere in an item', (_, value, text) => {
    expect(fieldsOf(value).text('field')).toBe(text);
    expect(fieldsOf(value).requiredAnything('field')).toBe(text);
    expect(fieldsOf({ a: [{ b: value }] }).requiredAnything('field')).toEqual({ a: [{ b: text }] });
    expect(fieldsOf({ a: value }).map('field')).toEqual({ a: text });
    expect(fieldsOf({ a: value }).texts('field')).toEqual({ a: text });
  });

  test.each<[string, Json, string]>([
    ['getJson', call('getJson', 'a'), 'The function getJson at input.field.a cannot be called'],
    ['createLink', call('createLink', 'a'), 'The function createLink at input.field.a'],
    ['an unknown function', call('none', 'a'), 'The function none at input.field.a'],
    ['a function without a name', call(null, 'a'), 'The function without a name at input.field.a'],
    ['base64 of nothing', call('base64'), 'The function base64 at input.field.a'],
    ['base64 of a number', call('base64', 1), 'The function base64 at input.field.a'],
    ['base64 of two texts', call('base64', 'a', 'b'), 'The function base64 at input.field.a'],
    ['a function without params', { 'camunda.function.type': 'base64' }, 'The function base64 at input.field.a'],
  ])('7.11 %s is an input exception that says where', (_, value, said) => {
    expect(() => fieldsOf({ a: value }).requiredAnything('field')).toThrow(inputError(said));
  });

  test('7.11 at most ten functions are called for an input', () => {
    const calls = Array.from({ length: 11 }, () => call('base64', 'a'));
    expect(fieldsOf(calls.slice(1)).requiredAnything('field')).toEqual(Array.from({ length: 10 }, () => 'YQ=='));
    expect(() => fieldsOf(calls).requiredAnything('field')).toThrow(inputError('Intrinsic function limit exceeded'));
  });

  test('7.11 the ten are those of all fields of an input together', () => {
    const nine = Array.from({ length: 9 }, () => call('base64', 'a'));
    const fields = new Fields({ a: call('getText', 'a'), b: nine, c: call('getText', 'c') }, 'input', []);
    expect(fields.text('a')).toBe('a');
    expect(fields.requiredAnything('b')).toHaveLength(9);
    expect(() => fields.text('c')).toThrow(inputError('Intrinsic function limit exceeded'));
  });

  test('7.11 a function in a function is one of the ten', () => {
    const nested = (levels: number): Json => (levels === 0 ? 'a' : call('getText', nested(levels - 1)));
    expect(fieldsOf(nested(10)).text('field')).toBe('a');
    expect(() => fieldsOf(nested(11)).text('field')).toThrow(inputError('Intrinsic function limit exceeded'));
  });

  test('7.11 a function in place of a number is no number', () => {
    expect(() => fieldsOf(call('getText', '5')).requiredWhole('field')).toThrow(inputError('java.lang.Long'));
  });
});

describe('documents', () => {
  test.each<[string, (fields: Fields) => unknown, Json, string]>([
    ['in place of a text', (fields) => fields.text('field'), document, 'input.field'],
    ['in place of an item', (fields) => fields.requiredAnything('field'), document, 'input.field'],
    ['in an item', (fields) => fields.requiredAnything('field'), { a: [1, { b: document }] }, 'input.field.a[1].b'],
    ['in a map', (fields) => fields.map('field'), { a: document }, 'input.field.a'],
    ['in a map of texts', (fields) => fields.texts('field'), { a: document }, 'input.field.a'],
    ['as the param of a function', (fields) => fields.text('field'), call('base64', document), 'input.field.params[0]'],
  ])('7.11 a document %s is an input exception that says where, and why', (_, bind, value, path) => {
    expect(() => bind(fieldsOf(value))).toThrow(
      inputError(`The document at ${path} cannot be used: its content is in Camunda's document store`),
    );
  });

  test('7.11 a map that is bound as one keeps the members of a document, as in Camunda’s connector', () => {
    expect(fieldsOf(document).map('field')).toEqual(document);
  });
});
