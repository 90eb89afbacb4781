import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/json/json.ts';
import { errorOf, runVariables, variablesFor } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

/** More than a call of JavaScript can have arguments. */
const MANY = inLongForm(200_000, 130_000);
/** So many members. Their names are numbers: V8 keeps these like a list, which is far quicker. */
const many = (value: unknown) => ({ ...list(value) }) as unknown as JsonObject;
const list = (value: unknown) => Array.from({ length: MANY }, () => value);

const getItem = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
const variables = (input: object) => variablesFor('http://127.0.0.1:1', input);

test.each<[string, () => JsonObject]>([
  ['fields that there are not', () => variables({ ...getItem, ...many(1) })],
  ['members of configuration', () => ({ ...variables(getItem), configuration: many(1) })],
  ['members of authentication', () => ({ ...variables(getItem), authentication: many(1) })],
  ['secrets that there are not', () => ({ ...variables(getItem), authentication: many('{{secrets.X}}') })],
  ['names', () => variables({ ...getItem, expressionAttributeNames: many(1) })],
  ['values', () => variables({ itemOperation: 'addItem', tableName: 't', item: many({ $n: 'x' }) })],
  ['keys', () => variables({ itemOperation: 'batchGetItems', tableName: 't', keys: list(5) })],
  ['parameters', () => variables({ itemOperation: 'executeStatement', statement: 's', parameters: list({ $n: 'x' }) })],
])(
  `${MANY} %s that are wrong are a matter of configuration: some are told, or how many there may be`,
  async (_, made) => {
    const error = errorOf(await runVariables(made()));
    expect(error).toMatchObject({ code: 'AwsDynamoDbConfigurationException', type: null });
    expect(error.message).toMatch(/expected .*, got .*; .*expected .*, got .*|at most \d+/);
  },
);
