import { readCondition } from '../expressions/index.ts';
import { attributes, data, names } from '../fields/data-field.ts';
import { choice, expression, flag, namesExpression, text } from '../fields/field.ts';

/** The fields that operations share, in AWS's words. */

export const tableName = text('Table name', { placeholder: 'orders', tooltip: 'The name or the ARN of the table.' });

export const mustExist = flag('Must exist', {
  tooltip: 'If there is no item with this key, the task fails like a condition that does not hold.',
  guards: true,
}).optional();

const projectionExpression = namesExpression('Projection expression', {
  tooltip: 'The attributes to give back: a text with commas between them, or a list of names. The default is all.',
  placeholder: 'id, quantity',
}).optional();

const expressionAttributeNames = names('Expression attribute names', {
  tooltip: 'What each <code>#name</code> of the expressions stands for. Needed only for names with a dot or a blank.',
  placeholder: '{"#price": "unit price"}',
}).optional();

const expressionAttributeValues = attributes('Expression attribute values', {
  tooltip: 'What each <code>:value</code> of the expressions stands for.',
  placeholder: '{":open": "open"}',
}).optional();

/** Whether a write happens. */
export const conditionFields = {
  conditionExpression: expression('Condition expression', {
    tooltip: 'The write happens only if this holds for the current item.',
    placeholder: 'attribute_not_exists(id)',
    guards: true,
  }).optional(),
  condition: data(readCondition, 'Condition', {
    tooltip: 'Replaces the condition expression: the condition as a map of attributes.',
    placeholder: '{"status": "open", "total": {">": 10}}',
    guards: true,
  }).optional(),
  expressionAttributeNames,
  expressionAttributeValues,
};

/** Which of the items that are read are given back, and which attributes of them. */
export const filterFields = {
  filterExpression: expression('Filter expression', {
    tooltip: 'Only items for which this holds are given back. The others are also read and paid for.',
    placeholder: 'status = :open',
  }).optional(),
  filter: data(readCondition, 'Filter', {
    tooltip: 'Replaces the filter expression: the filter as a map of attributes.',
    placeholder: '{"status": "open", "total": {">": 10}}',
  }).optional(),
  projectionExpression,
  expressionAttributeNames,
  expressionAttributeValues,
};

export const consistentRead = flag('Consistent read', {
  tooltip: 'Sees every write that was acknowledged before. Costs twice the read capacity.',
  advanced: true,
}).optional();

export const returnConsumedCapacity = choice(
  'Return consumed capacity',
  { NONE: 'None', TOTAL: 'Total', INDEXES: 'Per table and index' },
  { advanced: true },
).optional();

/** How items are read by their keys, and which attributes of them are given back. */
export const keyReadFields = { projectionExpression, expressionAttributeNames, consistentRead, returnConsumedCapacity };

/** What a write tells about its costs. */
export const writeCostFields = {
  returnConsumedCapacity,
  returnItemCollectionMetrics: choice(
    'Return item collection metrics',
    { NONE: 'None', SIZE: 'Size' },
    { advanced: true },
  ).optional(),
};

/** How a single item is written, and what the write tells about its costs. */
export const itemWriteFields = {
  exactlyOnce: flag('Exactly once', {
    tooltip:
      'If the task is tried again within ten minutes, it does not write again. The old attributes that it then returns are those that it wrote. Costs twice the write capacity.',
    advanced: true,
    guards: true,
  }).optional(),
  ...writeCostFields,
};

export const wait = (until: string) =>
  flag('Wait', {
    tooltip: `The task ends only when ${until}. The default is on.`,
    initial: true,
    advanced: true,
  }).optional();
