import { readCondition } from '../expressions/index.ts';
import { attributes, data, names } from '../fields/data-field.ts';
import { choice, expression, flag, namesExpression, text, type Words } from '../fields/field.ts';
import { type Shown, way } from '../fields/way.ts';

/** The fields that operations share, in AWS's words. */

const table: Words = {
  placeholder: 'orders',
  tooltip: 'The name or the ARN of the table.',
  pattern: { value: '^[\\w.-]{3,255}$|^arn:', message: 'must be 3 to 255 letters, digits, _, - and dots, or an ARN' },
};

export const tableName = text('Table name', table);

/** The table of a task that may say its tables in another way. */
export function tableNameField(shown: Shown) {
  return text('Table name', { ...table, shown, required: true }).optional();
}

export const mustExist = flag('Must exist', {
  tooltip: 'If there is no item with this key, the task fails like a condition that does not hold.',
  guards: true,
}).optional();

export const mustNotExist = flag('Must not exist', {
  tooltip: 'If there is an item with this key, the task fails like a condition that does not hold.',
  guards: true,
}).optional();

const ONLY_IF =
  'The write happens only if this holds. If it does not, the task fails with ConditionalCheckFailedException.';
const conditions = { condition: 'Attributes have these values', expression: 'An expression of DynamoDB holds' };

/** Whether an item is put in any case. */
export const putIf = way(
  'putIf',
  'Only if',
  { always: 'Always', new: 'There is no such item yet', ...conditions },
  { tooltip: ONLY_IF, keptAs: 'onlyIf', sends: { new: { mustNotExist: 'true' } } },
);

/** Whether an item is changed or deleted in any case. */
export const changeIf = way(
  'changeIf',
  'Only if',
  { always: 'Always', exists: 'The item exists', ...conditions },
  { tooltip: ONLY_IF, keptAs: 'onlyIf', sends: { exists: { mustExist: 'true' } } },
);

/** Values in a condition. DynamoDB takes 300 operators in one, and 4 KB of text. */
export const MAX_CONDITION_VALUES = 5_000;

/** Which attributes are given back. */
function projectionExpression(words: Words) {
  return namesExpression('Projection expression', {
    tooltip: 'The attributes to give back: a text with commas between them, or a list of names. The default is all.',
    placeholder: 'id, quantity',
    required: true,
    ...words,
  }).optional();
}

function expressionAttributeNames(shown: readonly Shown[]) {
  return names('Expression attribute names', {
    tooltip: 'What each <code>#name</code> of the expressions stands for. Needed only for names with a dot or a blank.',
    placeholder: '{"#price": "unit price"}',
    advanced: true,
    shown,
  }).optional();
}

/**
 * What the placeholders stand for that the expressions have. The form asks for values where one of these is shown.
 * @param projected where the form asks for an expression that has names only
 */
export function placeholderFields(shown: readonly Shown[], projected: readonly Shown[] = []) {
  return {
    expressionAttributeValues: attributes('Expression attribute values', {
      tooltip: 'What each <code>:value</code> of the expressions stands for.',
      placeholder: '{":open": "open"}',
      shown,
    }).optional(),
    expressionAttributeNames: expressionAttributeNames([...shown, ...projected]),
  };
}

interface ConditionWay {
  is(choice: 'condition' | 'expression'): Shown;
}

/** Whether a write happens. */
export function conditionFields(onlyIf: ConditionWay) {
  return {
    condition: data(
      readCondition,
      'Condition',
      {
        tooltip: 'What must hold for the current item: a map of its attributes.',
        placeholder: '{"status": "open", "total": {">": 10}}',
        guards: true,
        shown: onlyIf.is('condition'),
        required: true,
      },
      MAX_CONDITION_VALUES,
    ).optional(),
    conditionExpression: expression('Condition expression', {
      tooltip: 'What must hold for the current item.',
      placeholder: 'attribute_not_exists(id)',
      guards: true,
      shown: onlyIf.is('expression'),
      required: true,
    }).optional(),
  };
}

/** Which of the items that are read are given back. */
export const filterBy = way(
  'filterBy',
  'Filter by',
  { none: 'No filter', filter: 'Attribute values', expression: 'An expression of DynamoDB' },
  { tooltip: 'Only items for which this holds are given back. The others are also read and paid for.' },
);

/** What of the items that are read page by page is given back. */
export const pageSelect = way(
  'select',
  'Give back',
  {
    usual: 'All attributes',
    some: 'Some attributes',
    whole: 'All attributes, also those that the index has not',
    count: 'Only how many items there are',
  },
  {
    tooltip: 'Of an index, all attributes are those that it has.',
    advanced: true,
    sends: { whole: { select: 'ALL_ATTRIBUTES' }, count: { select: 'COUNT' } },
  },
);

export const filterFields = {
  filter: data(
    readCondition,
    'Filter',
    {
      tooltip: 'What must hold for an item: a map of its attributes.',
      placeholder: '{"status": "open", "total": {">": 10}}',
      shown: filterBy.is('filter'),
      required: true,
    },
    MAX_CONDITION_VALUES,
  ).optional(),
  filterExpression: expression('Filter expression', {
    tooltip: 'What must hold for an item. Values are written like <code>:open</code>, and given below.',
    placeholder: 'status = :open',
    shown: filterBy.is('expression'),
    required: true,
  }).optional(),
  projectionExpression: projectionExpression({ shown: pageSelect.is('some'), advanced: true }),
};

/** Sees every write that was acknowledged before. */
function consistentReadField(words: Words = {}) {
  return flag('Consistent read', {
    tooltip: 'Sees every write that was acknowledged before. Costs twice the read capacity.',
    advanced: true,
    ...words,
  }).optional();
}

export const consistentRead = consistentReadField();

export const returnConsumedCapacity = choice(
  'Return consumed capacity',
  { NONE: 'None', TOTAL: 'Total', INDEXES: 'Per table and index' },
  { tooltip: 'The capacity units that the task used are then in the response.', advanced: true },
).optional();

/**
 * How items are read by their keys, and which attributes of them are given back.
 * @param shown when the form shows these fields. The default is always
 */
export function keyReadFields(name: string, shown?: Shown) {
  const give = way(
    name,
    'Give back',
    { all: 'All attributes', some: 'Some attributes' },
    { tooltip: 'All attributes of an item, or those that you name.', ...(shown && { shown }) },
  );
  return {
    projectionExpression: projectionExpression({ shown: give.is('some') }),
    expressionAttributeNames: expressionAttributeNames([give.is('some')]),
    consistentRead: consistentReadField(shown && { shown }),
    returnConsumedCapacity,
  };
}

/** What a write tells about its costs. */
export const writeCostFields = {
  returnConsumedCapacity,
  returnItemCollectionMetrics: choice(
    'Return item collection metrics',
    { NONE: 'None', SIZE: 'Size' },
    { tooltip: 'The size of the item collection, if the table has local secondary indexes.', advanced: true },
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

export const wait = (until: string, words: Words = {}) =>
  flag('Wait until done', {
    tooltip: `The task ends only when ${until}. The default is on.`,
    initial: true,
    advanced: true,
    ...words,
  }).optional();
