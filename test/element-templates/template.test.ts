import { validateZeebe } from '@bpmn-io/element-templates-validator';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../element-templates/element-template.ts';
import { merge } from '../../element-templates/merge.ts';
import { operations } from '../../src/operations/index.ts';
import { published810Template, publishedTemplate, template, template810 } from '../support/template.ts';
import { lintTemplate } from '../support/template-lint.ts';

const leavesOf = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) => ('steps' in step ? leavesOf(step.steps) : [step]));

const templates = [
  ['8.6', publishedTemplate, template],
  ['8.10', published810Template, template810],
] as const;

describe.each(templates)('the template for Camunda %s', (_camunda, published, template) => {
  test('fits the schema of Camunda 8', () => {
    const { valid, errors, warnings } = validateZeebe(published);
    expect(errors).toBeNull();
    expect(valid).toBe(true);
    // Without `optional`, an empty field would be an input without a source, which Camunda 8.6 and 8.7 refuse.
    const other = (warnings ?? []).filter(({ message }) => !/optional.*zeebe:input/i.test(message));
    expect(other).toEqual([]);
  });

  test('has what it refers to', () => {
    expect(lintTemplate(template)).toEqual([]);
  });

  test('has help for every field, and what it says of DynamoDB in every entry of the menu', () => {
    const visible = template.properties.filter(({ type }) => type !== 'Hidden');
    expect(visible.filter(({ tooltip }) => tooltip === undefined).map(({ id }) => id)).toEqual([]);
    expect(leavesOf(template.steps).filter(({ description }) => !description?.includes('DynamoDB'))).toEqual([]);
  });

  test('has its groups in the order of those of Camunda', () => {
    const order = [...new Set(template.properties.flatMap(({ group }) => (group === undefined ? [] : [group])))];
    expect(order).toEqual([
      'operation',
      'authentication',
      'connection',
      'input',
      'advanced',
      'output',
      'error',
      'retries',
    ]);
    expect(template.groups.map(({ id }) => id)).toEqual(order);
  });

  test('has a small icon', () => {
    expect(template.icon.contents.length).toBeLessThan(3 * 1024);
  });

  test.each(['authentication', 'configuration', 'input'])(
    'has %s as an input of the task, whatever is chosen, so that no variable of the process stands in for it',
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

  test('has awsCredential as an input, whatever authentication is chosen', () => {
    const choices = template.properties
      .find(({ id }) => id === 'authentication.type')
      ?.choices?.map(({ value }) => value);
    const inputs = template.properties.filter(
      ({ binding }) => binding.type === 'zeebe:input' && binding.name === 'awsCredential',
    );
    const chosen = inputs.flatMap(({ condition }) => {
      if (condition === undefined) return choices ?? [];
      if ('allMatch' in condition || condition.property !== 'authentication.type') return [];
      return 'equals' in condition ? [condition.equals] : condition.oneOf;
    });
    expect(inputs.map(({ optional }) => optional)).not.toContain(true);
    expect(chosen.toSorted()).toEqual(choices?.toSorted());
  });

  test('lets every input that is not required be left out of the diagram', () => {
    const inputs = template.properties.filter(
      ({ binding, type }) => binding.type === 'zeebe:input' && type !== 'Hidden',
    );
    for (const { id, constraints, optional } of inputs)
      expect([id, constraints?.notEmpty || optional]).toEqual([id, true]);
  });
});

test('the template for 8.10 is that for 8.6, newer, with a choice of kept credentials and the secrets of the engine', () => {
  const choice = { name: 'Credential kept in the cluster', value: 'awsCredential' };
  const properties = template810.properties
    .filter(({ id }) => id !== 'awsCredential' && id !== 'priority')
    .map((property) => {
      if (property.id === 'awsCredential.none') {
        const { condition: _, ...constant } = property;
        return constant;
      }
      if (property.id === 'elementTemplateVersion') return { ...property, value: '1' };
      if (property.id === 'authentication.type') {
        expect(property.choices).toContainEqual(choice);
        return { ...property, choices: property.choices?.filter(({ value }) => value !== choice.value) };
      }
      const { placeholder } = property;
      const name = placeholder?.match(/^=camunda\.secrets\.(\w+)$/)?.[1];
      return name === undefined ? property : { ...property, placeholder: `{{secrets.${name}}}` };
    });
  expect(template810.version).toBeGreaterThan(template.version);
  expect({ ...template810, version: 1, engines: { camunda: '^8.6' }, properties }).toEqual(template);
  const chooser = template810.properties.find(({ id }) => id === 'awsCredential');
  expect(chooser).toMatchObject({ type: 'Configuration', configurationTemplate: 'io.camunda:aws-credential:1' });
});

test('the menu offers every operation, in the order of the list', () => {
  const leaves = leavesOf(template.steps).map((step) => ('presetId' in step ? step.presetId : ''));
  expect(leaves).toEqual(operations.map(({ id }) => id));
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
