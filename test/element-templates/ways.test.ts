import { describe, expect, test } from 'vitest';
import type { Property } from '../../element-templates/element-template.ts';
import { compile } from '../../src/feel/index.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { operations } from '../../src/operations/index.ts';
import { boundTo, type FilledForm, newForm, shownProperties } from '../support/filled-form.ts';
import { template } from '../support/template.ts';

const isWay = ({ binding, label }: Property) =>
  label !== undefined &&
  (binding.type === 'zeebe:property' || boundTo({ binding } as Property) === 'input.billingModeStr');

/** What the placeholders of the form name. */
const variables = {
  order: { id: 'o-1', total: 5, customer: 'c-1' },
  page: { response: { LastEvaluatedKey: { id: 'o-1' }, NextToken: 'token', LastEvaluatedTableName: 'orders' } },
  pages: { response: { LastEvaluatedKeys: [null] } },
};

/** Where the example of a field does not fit the others. */
const examples: Readonly<Record<string, string>> = {
  'input.segment': '2',
  'input.exclusiveStartKeys': '=[null, null, null]',
  'input.globalSecondaryIndexUpdates': '=[{"Delete": {"IndexName": "by-status"}}]',
  'newIndex input.globalSecondaryIndexUpdates':
    '=[{"Create": {"IndexName": "by-id", "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}]',
  'input.globalSecondaryIndexes':
    '=[{"IndexName": "by-id", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}, "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}]',
};

type Choices = Readonly<Record<string, string>>;

/** The ways that a form has, each with its choices, and each combination of them. */
function combinations(chosen: Choices): Choices[] {
  const shown = shownProperties(template, newForm(template, chosen));
  const next = shown.find((property) => isWay(property) && !(boundTo(property) in chosen));
  if (next === undefined) return [chosen];
  return (next.choices ?? []).flatMap(({ value }) => combinations({ ...chosen, [boundTo(next)]: value }));
}

/** Fills in what is empty with the field's own example, all or what is required; placeholders of expressions get a number each. */
function fillIn(form: Map<string, string>, which: 'all' | 'required'): void {
  for (const property of shownProperties(template, form)) {
    const { type, placeholder, choices, constraints, feel } = property;
    const name = boundTo(property);
    // A box that has a tick at the start is the other way round only if that is chosen.
    if (which === 'all' && type === 'Boolean') form.set(name, '=false');
    if (form.has(name) || (which === 'required' && !constraints?.notEmpty)) continue;
    const change = form.get('form.change');
    const typed = placeholder === undefined ? undefined : `${feel === 'required' ? '=' : ''}${placeholder}`;
    form.set(
      name,
      examples[`${change} ${name}`] ??
        examples[name] ??
        choices?.find(({ value }) => value !== '')?.value ??
        typed ??
        '3',
    );
  }
  const used = [...form].flatMap(([name, text]) => (/Expression$/.test(name) ? (text.match(/:\w+/g) ?? []) : []));
  // What stands in expressions and in shapes of AWS is theirs to agree on.
  for (const name of ['expressionAttributeNames', 'expressionAttributeValues', 'localSecondaryIndexes'])
    form.delete(`input.${name}`);
  if (used.length > 0)
    form.set('input.expressionAttributeValues', `={${used.map((name) => `"${name}": 1`).join(', ')}}`);
}

/** What Zeebe makes of the inputs. */
function inputOf(form: FilledForm): JsonObject {
  const inputs = [...form].filter(([name]) => name.startsWith('input.'));
  const read = (text: string) => (text.startsWith('=') ? compile(text.slice(1)).evaluate(variables).value : text);
  return Object.fromEntries(inputs.map(([name, text]) => [name.slice('input.'.length), read(text) as Json]));
}

describe.each(operations)('the form of $label', (operation) => {
  const { id, group } = operation;
  const operationChosen = {
    'input.operationGroup': group,
    [`input.${group}`]: id,
    'authentication.type': 'defaultCredentialsChain',
  };
  const all = combinations(operationChosen).map((chosen) => ({ chosen, form: newForm(template, chosen) }));

  test('has at most seven fields that are open at the start', () => {
    const shown = shownProperties(template, newForm(template, operationChosen));
    expect(shown.filter((property) => property.group === 'input').length).toBeLessThanOrEqual(7);
  });

  test('is taken by the worker when what is required is filled in, whatever ways are chosen', () => {
    for (const { chosen, form: empty } of all) {
      const form = new Map(empty);
      fillIn(form, 'required');
      const prepared = operation.prepare(inputOf(form));
      expect(Array.isArray(prepared) ? { chosen, prepared } : 'run' in prepared).toBe(true);
    }
  });

  test('is taken by the worker when all that shows is filled in, whatever ways are chosen', () => {
    for (const { chosen, form: empty } of all) {
      const form = new Map(empty);
      fillIn(form, 'all');
      const prepared = operation.prepare(inputOf(form));
      expect(Array.isArray(prepared) ? { chosen, prepared } : 'run' in prepared).toBe(true);
    }
  });

  test('has a place for every field, one at a time', () => {
    const seen = new Set<string>();
    for (const { form } of all) {
      const names = shownProperties(template, form).map(boundTo);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) if (name.startsWith('input.')) seen.add(name.slice('input.'.length));
    }
    // The one a key can only have one of, the others mean nothing without items.
    const roles = ['partitionKeyRole', 'sortKeyRole'];
    const formats = ['inputFormat', 'outputFormat'];
    const left = Object.keys(operation.fields).filter((name) => !seen.has(name));
    expect(left.filter((name) => !roles.includes(name) && !formats.includes(name))).toEqual([]);
    const selectors = ['operationGroup', group];
    expect([...seen].filter((name) => !(name in operation.fields) && !selectors.includes(name))).toEqual([]);
  });
});
