import { validateZeebe } from '@bpmn-io/element-templates-validator';
import { expect, test } from 'vitest';
import { operationsPage } from '../../element-templates/operations-page.ts';
import { elementTemplate } from '../../element-templates/template.ts';
import {
  attributes,
  choice,
  defineOperation,
  expression,
  flag,
  key,
  keyValue,
  listOf,
  nameList,
  names,
  type Operation,
  operations,
  someText,
  structure,
  text,
  type Words,
  way,
  wholeNumber,
} from '../../src/index.ts';
import { lintTemplate } from '../support/template-lint.ts';

const words = {
  id: 'com.example.own',
  version: 3,
  name: 'Own',
  description: 'An own one',
  keywords: [],
  icon: '<svg/>',
};
const first = way('first', 'First', { a: 'A way', b: 'Another' }, { tooltip: 'Which of them' });
const second = way(
  'second',
  'Second',
  { c: 'A way', d: 'Another' },
  { tooltip: 'Which of them', shown: first.is('b'), advanced: true, sends: { d: { aNumber: '=1' } } },
);

const templateOf = (...list: Operation[]) => elementTemplate(list, { ...words, jobType: 'own:1' });

/** An operation with every kind of field, with the same words each. */
function everyField(id: string, group: 'itemOperation' | 'tableOperation', said: Words = {}): Operation {
  const { shown: _, otherwise: __, ...chosen } = said;
  return defineOperation({
    id,
    group,
    label: 'Do it',
    description: 'Does it',
    keywords: [],
    iamActions: { needed: [] },
    writes: false,
    tables: () => [],
    input: {
      aText: text('A text', said),
      anExpression: expression('An expression', said),
      aChoice: choice('A choice', { a: 'First', b: 'Second' }, chosen),
      aFlag: flag('A flag', said),
      aNumber: wholeNumber('A number', 1, said).optional(),
      anItem: attributes('An item', said),
      aKey: key('A key', said),
      aKeyValue: keyValue('A key value', said),
      someNames: names('Some names', said),
      aList: nameList('A list', said),
      aStructure: structure('A structure', listOf(someText()), said).optional(),
    },
    run: async () => ({}),
  });
}

test.each<[string, Words]>([
  ['none', {}],
  ['a tooltip', { tooltip: 'What it is, in <code>code</code>.' }],
  ['a placeholder', { placeholder: '"x"' }],
  ['advanced', { advanced: true }],
  ['with a choice of a field', { shown: { by: 'aChoice', with: ['b'] } }],
  ['with a way', { shown: first.is('b'), required: true }],
  ['with one of two ways', { shown: [first.is('b'), second.is('d')], required: true, otherwise: 'advanced' }],
])('fields of every kind make a template that Camunda takes, with these words: %s', (_, said) => {
  const template = templateOf(everyField('own', 'itemOperation', said));
  expect(validateZeebe(JSON.stringify(template)).errors).toBeNull();
  expect(lintTemplate(template)).toEqual([]);
});

test('operations of one group only are no others to choose from', () => {
  for (const group of ['itemOperation', 'tableOperation'] as const) {
    const template = templateOf(everyField('one', group), everyField('two', group));
    expect(validateZeebe(JSON.stringify(template)).errors).toBeNull();
    const dropdowns = template.properties.filter((property) => property.group === 'operation');
    expect(dropdowns.map(({ id, choices = [] }) => [id, choices.map(({ value }) => value)])).toEqual([
      ['input.operationGroup', [group]],
      [`input.${group}`, ['one', 'two']],
    ]);
    expect(template.steps).toHaveLength(1);
    expect(operationsPage([everyField('one', group)]).match(/^## .*$/gm)).toEqual([
      group === 'itemOperation' ? '## Items' : '## Tables',
      '## Fields of every operation',
      '## Connection',
    ]);
  }
});

test('the words of a template are its own, and so is its job type', () => {
  const template = templateOf(...operations, everyField('own', 'itemOperation'));
  expect(template).toMatchObject({ id: words.id, version: 3, name: 'Own', keywords: [] });
  const hidden = template.properties
    .slice(0, 4)
    .filter(({ type }) => type === 'Hidden')
    .map(({ id, value }) => [id, value]);
  expect(hidden).toEqual([
    ['type', 'own:1'],
    ['elementTemplateId', 'com.example.own'],
    ['elementTemplateVersion', '3'],
    ['configuration', '={}'],
  ]);
  expect(lintTemplate(template)).toEqual([]);
});

test('two ways of one name make no template', () => {
  const other = way('first', 'Other', { a: 'A way' }, { tooltip: 'Another way' });
  const list = [everyField('one', 'itemOperation', { shown: first.is('a') })];
  expect(() => templateOf(...list, everyField('two', 'itemOperation', { shown: other.is('a') }))).toThrow(
    'Two ways are called form.item.first',
  );
});

test('two operations of one id, or none at all, make no template', () => {
  expect(() => templateOf(...operations, everyField('getItem', 'itemOperation'))).toThrow('more than one getItem');
  expect(() => templateOf()).toThrow('at least one operation');
});
