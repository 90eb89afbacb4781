import { readFileSync } from 'node:fs';
import { validateZeebe } from '@bpmn-io/element-templates-validator';
import { expect, test } from 'vitest';
import { awsDynamoDb } from '../../element-templates/aws-dynamodb.ts';
import type { Step } from '../../element-templates/element-template.ts';
import { merge } from '../../element-templates/merge.ts';
import { elementTemplate } from '../../element-templates/template.ts';
import { operations } from '../../src/operations/index.ts';
import { publishedTemplate, template } from '../support/template.ts';
import { lintTemplate } from '../support/template-lint.ts';

test('the template fits the schema of Camunda 8', () => {
  const { valid, errors, warnings } = validateZeebe(publishedTemplate);
  expect(errors).toBeNull();
  expect(valid).toBe(true);
  // Without `optional`, an empty field would be an input without a source, which Camunda 8.6 and 8.7 refuse.
  const other = (warnings ?? []).filter(({ message }) => !/optional.*zeebe:input/i.test(message));
  expect(other).toEqual([]);
});

test('what refers to something in the template finds it', () => {
  expect(lintTemplate(template)).toEqual([]);
});

test('the published template is that of the code', () => {
  const icon = readFileSync(new URL('../../element-templates/icon.svg', import.meta.url), 'utf8');
  expect(elementTemplate(operations, { ...awsDynamoDb, icon })).toEqual(template);
  expect(icon.length).toBeLessThan(2048);
});

test('the menu offers every operation, in the order of the list', () => {
  const leaves = (steps: readonly Step[]): string[] =>
    steps.flatMap((step) => ('steps' in step ? leaves(step.steps) : [step.presetId]));
  expect(leaves(template.steps)).toEqual(operations.map(({ id }) => id));
});

test.each(['authentication', 'configuration', 'input'])(
  'whatever is chosen, %s is an input of the task, so that no variable of the process stands in for it',
  (variable) => {
    const always = template.properties.filter(
      ({ condition, optional }) => condition === undefined && optional !== true,
    );
    const inputs = always.flatMap(({ binding }) =>
      binding.type === 'zeebe:input' ? [binding.name.split('.')[0]] : [],
    );
    expect(inputs).toContain(variable);
  },
);

test('every input that is not required may be left out of the diagram', () => {
  const inputs = template.properties.filter(({ binding, type }) => binding.type === 'zeebe:input' && type !== 'Hidden');
  for (const { id, constraints, optional } of inputs)
    expect([id, constraints?.notEmpty ?? optional]).toEqual([id, true]);
});

test('lists are merged in an order that agrees with each of them, or else with the earlier', () => {
  expect(
    merge([
      ['a', 'd'],
      ['a', 'b', 'c', 'd'],
      ['b', 'd', 'e'],
    ]),
  ).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(
    merge([
      ['a', 'b'],
      ['b', 'a', 'c'],
    ]),
  ).toEqual(['a', 'b', 'c']);
  expect(merge([])).toEqual([]);
});
