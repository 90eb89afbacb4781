import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExpressionFields } from '../../src/expressions/fields.ts';
import { compileExpressions, type ExpressionMembers, writeExpressions } from '../../src/expressions/index.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';
import { inLongForm } from '../support/long-form.ts';
import { anyCharacter } from '../support/texts.ts';
import { plainConditions } from './generated-conditions.ts';

/** What AWS gets, or what is wrong. */
function compile(
  fields: ExpressionFields,
  place?: Parameters<typeof compileExpressions>[2],
): ExpressionMembers | string {
  const faults: Fault[] = [];
  const expressions = compileExpressions(fields, faults, place);
  return faults.length > 0 ? formatFaults(faults) : writeExpressions(expressions);
}

const S = (text: string) => ({ S: text });

test('a name has one placeholder in all expressions; nothing else changes', () => {
  const fields = {
    updateExpression: 'SET  status=:v , a.Status[0].data = :v',
    conditionExpression: 'status <> :v AND user-name = :v',
    expressionAttributeValues: { ':v': S('v') },
  };
  expect(compile(fields)).toEqual({
    UpdateExpression: 'SET  #status=:v , a.#Status[0].#data = :v',
    ConditionExpression: '#status <> :v AND #user_name = :v',
    ExpressionAttributeNames: { '#status': 'status', '#Status': 'Status', '#data': 'data', '#user_name': 'user-name' },
    ExpressionAttributeValues: { ':v': S('v') },
  });
});

test('a name keeps the placeholder that the task gives it', () => {
  const fields = {
    updateExpression: 'REMOVE #s, a.size',
    conditionExpression: 'status = size AND b.#n = n',
    expressionAttributeNames: { '#s': 'status', '#n': 'n' },
  };
  expect(compile(fields)).toEqual({
    UpdateExpression: 'REMOVE #s, a.#size',
    ConditionExpression: '#s = #size AND b.#n = n',
    ExpressionAttributeNames: { '#s': 'status', '#n': 'n', '#size': 'size' },
  });
});

test('a new placeholder is none that the task gives or had before', () => {
  const fields = {
    filterExpression: '#status = status AND user-name = user_name AND a.user-name = #user_name_1 AND _ = größe',
    projectionExpression: ['größe', '#status', 'user--name'],
    expressionAttributeNames: { '#status': 'x', '#user_name_1': 'y' },
  };
  expect(compile(fields)).toEqual({
    FilterExpression:
      '#status = #status_1 AND #user_name = user_name AND a.#user_name = #user_name_1 AND #name = #gr_e',
    ProjectionExpression: '#gr_e, #status, #user_name_2',
    ExpressionAttributeNames: {
      '#status': 'x',
      '#user_name_1': 'y',
      '#status_1': 'status',
      '#user_name': 'user-name',
      '#name': '_',
      '#gr_e': 'größe',
      '#user_name_2': 'user--name',
    },
  });
});

test('forms have their placeholders beside those of expressions', () => {
  const path = ['status'];
  const fields: ExpressionFields = {
    keyCondition: { kind: 'test', path: ['id'], test: { operator: '=', value: S('o-1') } },
    filter: { kind: 'test', path, test: { operator: 'in', values: [S('a'), S('b')] } },
    updateExpression: 'SET status = :status',
    expressionAttributeValues: { ':status': S('c') },
  };
  expect(compile(fields)).toEqual({
    KeyConditionExpression: 'id = :id',
    FilterExpression: '#status IN (:status_1, :status_2)',
    UpdateExpression: 'SET #status = :status',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':status': S('c'), ':id': S('o-1'), ':status_1': S('a'), ':status_2': S('b') },
  });
});

test('what needs nothing goes out as it is', () => {
  fc.assert(
    fc.property(plainConditions, fc.constantFrom('', ' ', '\n\t'), ({ natural: { text, names, values } }, blank) => {
      const given = { expressionAttributeNames: names, expressionAttributeValues: values };
      const { FilterExpression, ...maps } = compile({ filterExpression: blank + text, ...given }) as ExpressionMembers;
      expect(FilterExpression).toBe(blank + text);
      expect(maps.ExpressionAttributeNames).toBeUndefined();
      if (Object.keys(values).length > 0) expect(maps.ExpressionAttributeValues).toBe(values);
      else expect(maps.ExpressionAttributeValues).toBeUndefined();
    }),
  );
});

test.each([{}, { expressionAttributeNames: {}, expressionAttributeValues: {} }])(
  'without expressions there is nothing: %j',
  (fields) => {
    expect(Object.values(compile(fields)).filter((member) => member !== undefined)).toEqual([]);
  },
);

describe('what does not fit is named with its place', () => {
  const values = { ':v': S('v') };
  const unused = 'expected a placeholder that an expression uses, got one that none uses';
  test.each<[ExpressionFields, string]>([
    [
      { filterExpression: 'a = :open', expressionAttributeValues: values },
      `filterExpression: expected a value for :open in \`expressionAttributeValues\`, got an object with ":v"; expressionAttributeValues[":v"]: ${unused}`,
    ],
    [
      { projectionExpression: ['a', '#b'] },
      'projectionExpression[1]: expected a name for #b in `expressionAttributeNames`, got nothing',
    ],
    [{ expressionAttributeNames: { '#n': 'n' } }, `expressionAttributeNames["#n"]: ${unused}`],
    [
      { conditionExpression: '#n = a', expressionAttributeNames: { '#n': '', n: 'n' } },
      'expressionAttributeNames["#n"]: expected the name of an attribute, got an empty text; expressionAttributeNames.n: expected a placeholder of the letters A to Z, digits and _, like "#name", got the text "n"',
    ],
    [
      {
        conditionExpression: 'a = :v',
        condition: { kind: 'test', path: ['a'], test: { operator: 'exists', exists: true } },
        expressionAttributeValues: values,
      },
      'conditionExpression: expected either `conditionExpression` or `condition`, got both',
    ],
    [
      { keyConditionExpression: 'a = ', projectionExpression: 'a b' },
      'keyConditionExpression: expected a path or the placeholder of a value, like ":value", at character 5, got the end; ' +
        'projectionExpression: expected "," or the end at character 3 (if "a b" is a name, write #name here, and {"#name":"a b"} in `expressionAttributeNames`), got the text "b"',
    ],
  ])('%j', (fields, message) => {
    expect(compile(fields)).toBe(message);
  });

  test("under AWS's names, where the task has these", () => {
    const fields = { updateExpression: 'REMOVE #x', expressionAttributeValues: values };
    expect(compile(fields, { path: ['transactItems', 0, 'Update'], members: true })).toBe(
      'transactItems[0].Update.UpdateExpression: expected a name for #x in `ExpressionAttributeNames`, got nothing; ' +
        `transactItems[0].Update.ExpressionAttributeValues[":v"]: ${unused}`,
    );
  });
});

test('any text is compiled or refused', () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({ unit: fc.constantFrom(...'aA()=<>:#.,[] 0-+_'), maxLength: 30 }),
  );
  fc.assert(
    fc.property(
      text,
      fc.constantFrom('filterExpression', 'updateExpression', 'projectionExpression'),
      (given, field) => {
        const compiled = compile({ [field]: given });
        return typeof compiled === 'string' || Object.keys(compiled).length > 0;
      },
    ),
    { numRuns: inLongForm(1_000, 400) },
  );
});
