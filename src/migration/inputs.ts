import type { FlowElement, Mapping } from '../diagram/diagram.ts';
import type { Place } from '../diagram/diagram-error.ts';
import type { SourceText } from '../diagram/source.ts';
import type { Remarks } from './finding.ts';
import type { FormValues } from './form.ts';
import { refuseIslands } from './islands.ts';
import { type CamundaOperation, groupOf } from './results.ts';
import { refuseSecrets, withBraces } from './secrets.ts';
import { tableValues } from './table-inputs.ts';

/** What the inputs of a task say. */
interface ReadInputs {
  readonly operation: CamundaOperation;
  /** The values of our form, by what its fields are bound to. */
  readonly values: FormValues;
  /** Inputs that are of no form, which stay. */
  readonly own: readonly Mapping[];
}

/** The fields of `input` of each operation. */
const FIELDS: Readonly<Record<CamundaOperation, readonly string[]>> = {
  addItem: ['tableName', 'item'],
  deleteItem: ['tableName', 'primaryKeyComponents'],
  getItem: ['tableName', 'primaryKeyComponents'],
  updateItem: ['tableName', 'primaryKeyComponents', 'keyAttributes', 'attributeAction'],
  createTable: [
    'tableName',
    'partitionKey',
    'partitionKeyRole',
    'partitionKeyType',
    'sortKey',
    'sortKeyRole',
    'sortKeyType',
    'readCapacityUnits',
    'writeCapacityUnits',
    'billingModeStr',
    'deletionProtection',
  ],
  deleteTable: ['tableName'],
  describeTable: ['tableName'],
  scanTable: [
    'tableName',
    'filterExpression',
    'projectionExpression',
    'expressionAttributeNames',
    'expressionAttributeValues',
  ],
};

/** Inputs of the old template that nobody reads, and those that say what is to be done. */
const OF_THE_TEMPLATE = [
  'type',
  'service.type',
  'operationGroup',
  'input.operationGroup',
  'input.type',
  'input.itemOperation',
  'input.tableOperation',
];
const OF_FORMS = /^(?:input|authentication|configuration)\.|^awsCredential$/;

/**
 * Reads the inputs of a task with Camunda's template, of any of its versions, as values of our form.
 * @param keepsCredentials whether the form can take a credential that is kept in the cluster
 * @returns undefined if it is not clear what the task does
 */
export function readInputs(
  { inputs, place }: FlowElement,
  keepsCredentials: boolean,
  remarks: Remarks,
): ReadInputs | undefined {
  // The last input for a variable counts.
  const byTarget = new Map(inputs.map((input) => [input.target.value.trim(), input.source]));
  for (const { target } of inputs) {
    if (/^(?:input|authentication|configuration)$/.test(target.value.trim()))
      remarks.refuse(target.value, target.placeOf(), `the whole of ${target.value.trim()} comes from one expression`);
  }
  const operation = operationOf(byTarget, place, remarks);
  if (operation === undefined) return undefined;
  const values = new Map<string, string>();
  const group = groupOf(operation) as string;
  values.set('input.operationGroup', group);
  values.set(`input.${group}`, operation);
  for (const [target, source] of byTarget) signIn(target, source, keepsCredentials, values, remarks);
  if (!values.has('authentication.type')) values.set('authentication.type', 'credentials');
  const fields = new Map<string, SourceText>();
  for (const name of FIELDS[operation]) {
    const source = byTarget.get(`input.${name}`);
    if (source === undefined || source.value === '') continue;
    refuseSecrets(`input.${name}`, source, remarks);
    refuseIslands(`input.${name}`, source, remarks);
    fields.set(name, source);
  }
  for (const [name, value] of fieldValues(operation, fields, place, remarks)) values.set(name, value);
  for (const [target, source] of byTarget) {
    const isUnread =
      /^input\./.test(target) && !OF_THE_TEMPLATE.includes(target) && !FIELDS[operation].includes(target.slice(6));
    if (isUnread) remarks.note(target, source.placeOf(), `the input is left out: ${operation} does not read it`);
  }
  const own = inputs.filter(({ target }) => {
    const name = target.value.trim();
    return !OF_FORMS.test(name) && !OF_THE_TEMPLATE.includes(name);
  });
  return { operation, values, own };
}

function operationOf(
  byTarget: ReadonlyMap<string, SourceText>,
  place: Place,
  remarks: Remarks,
): CamundaOperation | undefined {
  const named = ['input.tableOperation', 'input.itemOperation', 'input.type'].find((name) => byTarget.has(name));
  const source = named === undefined ? undefined : byTarget.get(named);
  if (named === undefined || source === undefined) {
    remarks.refuse('input', place, 'no input says what the task does');
    return undefined;
  }
  const operation = source.value.trim();
  if (groupOf(operation) !== undefined) return operation as CamundaOperation;
  const why = operation.startsWith('=')
    ? 'an expression decides what the task does'
    : `there is no operation ${operation}`;
  remarks.refuse(named, source.placeOf(), why);
  return undefined;
}

/** Takes what says who signs, and where DynamoDB is. */
function signIn(
  target: string,
  source: SourceText,
  keepsCredentials: boolean,
  values: Map<string, string>,
  remarks: Remarks,
): void {
  if (source.value === '') return;
  if (target === 'awsCredential') {
    if (!keepsCredentials)
      remarks.refuse(
        target,
        source.placeOf(),
        'a credential that is kept in the cluster needs a diagram for Camunda 8.10 or newer',
      );
    values.set('authentication.type', 'awsCredential');
    values.set(target, source.value);
    for (const name of ['accessKey', 'secretKey']) values.delete(`authentication.${name}`);
  } else if (target.startsWith('authentication.') && !values.has('awsCredential')) {
    signInWithKeys(target, source, values, remarks);
  } else if (target.startsWith('configuration.')) {
    refuseSecrets(target, source, remarks);
    values.set(target, source.value);
  }
}

function signInWithKeys(target: string, source: SourceText, values: Map<string, string>, remarks: Remarks): void {
  const name = target.slice('authentication.'.length);
  if (name === 'type') {
    if (source.value.startsWith('=')) remarks.refuse(target, source.placeOf(), 'an expression decides who signs');
    // As Camunda's connector takes it.
    values.set(target, source.value === 'defaultCredentialsChain' ? source.value : 'credentials');
  } else if (name === 'accessKey' || name === 'secretKey') values.set(target, withBraces(source));
  else remarks.note(target, source.placeOf(), 'the input is left out: Camunda’s connector does not read it');
}

/** The values of our form for the fields of an operation, with the choices that our form has between them. */
function fieldValues(
  operation: CamundaOperation,
  fields: ReadonlyMap<string, SourceText>,
  place: Place,
  remarks: Remarks,
): FormValues {
  if (operation === 'createTable') return tableValues(fields, place, remarks);
  const values = new Map([...fields].map(([name, { value }]) => [`input.${name}`, value]));
  const action = values.get('input.attributeAction');
  if (action !== undefined && !action.startsWith('=')) values.set('input.attributeAction', action.toLowerCase());
  if (operation !== 'scanTable') return values;
  const [filters, projects] = [fields.has('filterExpression'), fields.has('projectionExpression')];
  if (filters) values.set('form.filterBy', 'expression');
  if (projects) values.set('form.select', 'some');
  const unused = [
    ...(filters ? [] : ['expressionAttributeValues']),
    ...(filters || projects ? [] : ['expressionAttributeNames']),
  ];
  for (const name of unused) {
    const source = fields.get(name);
    values.delete(`input.${name}`);
    if (source !== undefined)
      remarks.refuse(`input.${name}`, source.placeOf(), 'no expression of the task uses it, so AWS refuses the scan');
  }
  return values;
}
