import type { Entry } from '../support/browser/modeler.ts';

/** What somebody does wrong in a form, and what the Modeler says to it. */
export interface FormMistake {
  readonly what: string;
  /** The field that is red. */
  readonly field: string;
  /** What is entered there. Nothing, if it is left empty. */
  readonly entry?: Entry;
  /** The text in red, after the label. Null if nothing is red. */
  readonly red: string | null;
  /** What the problems panel says, if that is something else. Null if it says nothing. */
  readonly lint?: string | null;
}

/** A form with some mistakes in it. */
export interface MistakenForm {
  readonly operation: string;
  /** The version of Camunda. The default is 8.8. */
  readonly camunda?: string;
  /** What is entered rightly before. */
  readonly form: Readonly<Record<string, Entry>>;
  readonly mistakes: readonly FormMistake[];
}

const EMPTY = 'must not be empty.';
const NO_FEEL = 'Property <source> is not a valid FEEL expression';
const KEY = 'must be the name of a secret, never the key itself: a diagram is no place for it';
const RESULT_VARIABLE = 'must be letters, digits and _, a letter first, and not the name of an input';
const right = { Authentication: "The worker's own AWS credentials", 'Table name': 'orders' };

export const mistakenForms: readonly MistakenForm[] = [
  {
    operation: 'Get item',
    form: {},
    mistakes: [
      { what: 'no table', field: 'Table name', red: EMPTY },
      { what: 'no key', field: 'Primary key', red: EMPTY },
      { what: 'no access key', field: 'Access key', red: EMPTY },
      { what: 'no secret key', field: 'Secret key', red: EMPTY },
    ],
  },
  {
    operation: 'Update item',
    form: {
      'Table name': 'orders',
      'Secret key': '{{secrets.AWS_SECRET_KEY}}',
      'Find the item by': 'Key values',
      'Change the item by': 'An expression of DynamoDB',
      'Only if': 'An expression of DynamoDB holds',
    },
    mistakes: [
      { what: 'a key value is promised and not given', field: 'Partition key value', red: EMPTY },
      { what: 'a change is promised and not given', field: 'Update expression', red: EMPTY },
      { what: 'a condition is promised and not given', field: 'Condition expression', red: EMPTY },
      {
        what: 'a secret without braces',
        field: 'Access key',
        entry: 'secrets.AWS_ACCESS_KEY',
        red: null,
        lint: 'Property <source> uses deprecated secret expression format secrets.SECRET, use {{secrets.SECRET}} instead',
      },
    ],
  },
  {
    operation: 'Query items',
    form: { ...right, 'Filter by': 'Attribute values', Read: 'At most so many items' },
    mistakes: [
      { what: 'no key to query by', field: 'Key condition', red: EMPTY },
      { what: 'a filter is promised and not given', field: 'Filter', red: EMPTY },
      {
        what: 'fewer than no items',
        field: 'Max items',
        entry: '-5',
        red: 'must be a whole number from 1 on, or an expression after =',
      },
      {
        what: 'a number in words',
        field: 'Max bytes',
        entry: 'ten',
        red: 'must be a whole number from 2 on, or an expression after =',
      },
    ],
  },
  {
    operation: 'Scan table',
    camunda: '8.10',
    form: { 'Table name': 'orders', 'Secret key': '=camunda.secrets.AWS_SECRET_KEY', Read: 'One segment' },
    mistakes: [
      {
        what: 'a secret as before 8.10',
        field: 'Access key',
        entry: '{{secrets.AWS_ACCESS_KEY}}',
        red: null,
        lint: 'Property <source> uses legacy secret expression format {{secrets.SECRET}}, migrate to camunda.secrets format',
      },
      { what: 'a segment without its number', field: 'Segment', red: EMPTY },
      { what: 'a segment of nobody knows how many', field: 'Total segments', red: EMPTY },
    ],
  },
  {
    operation: 'Create table',
    form: { ...right, 'Billing mode': 'Provisioned' },
    mistakes: [
      { what: 'a table without a key', field: 'Partition key', red: EMPTY },
      { what: 'a provisioned table without a capacity', field: 'Read capacity units', red: EMPTY },
      {
        what: 'a capacity with a fraction',
        field: 'Write capacity units',
        entry: '1,5',
        red: 'must be a whole number from 1 on, or an expression after =',
      },
    ],
  },
  {
    operation: 'Add item',
    form: { Authentication: 'Role' },
    mistakes: [
      {
        what: 'FEEL that stops in the middle',
        field: 'Table name',
        entry: '=order.',
        red: 'Unparsable FEEL expression.',
        lint: NO_FEEL,
      },
      {
        what: 'single quotes',
        field: 'Item',
        entry: "{'id': '1'}",
        red: 'Unparsable FEEL expression.',
        lint: NO_FEEL,
      },
      {
        what: 'a result expression without its end',
        field: 'Result expression',
        entry: '{order: response.response.Item',
        red: 'Unparsable FEEL expression.',
        lint: null,
      },
      {
        what: 'an error expression without else',
        field: 'Error expression',
        entry: 'if error.code = "X" then null',
        red: 'Unparsable FEEL expression.',
        lint: null,
      },
      {
        what: 'the name of a role',
        field: 'Role ARN',
        entry: 'orders',
        red: 'must be the ARN of a role, like arn:aws:iam::123456789012:role/orders',
      },
      {
        what: 'too short a session',
        field: 'Duration in seconds',
        entry: '5',
        red: 'must be a whole number from 900 to 43200, or an expression after =',
      },
      {
        what: 'a variable with a blank in its name',
        field: 'Result variable',
        entry: 'my result',
        red: RESULT_VARIABLE,
      },
      { what: 'retries in words', field: 'Retries', entry: 'three', red: 'must be a whole number' },
      { what: 'a pause in seconds', field: 'Retry back-off', entry: '10s', red: 'must be a duration like PT10S' },
      { what: 'a limit in minutes', field: 'Time limit', entry: '5 minutes', red: 'must be a duration like PT5M' },
    ],
  },
  {
    operation: 'Delete item',
    form: { 'Primary key': '{"id": orderId}' },
    mistakes: [
      {
        what: 'a table name with a blank',
        field: 'Table name',
        entry: 'my orders',
        red: 'must be 3 to 255 letters, digits, _, - and dots, or an ARN',
      },
      { what: 'an access key itself', field: 'Access key', entry: 'AKIAIOSFODNN7EXAMPLE', red: KEY },
      { what: 'a secret key itself', field: 'Secret key', entry: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', red: KEY },
      {
        what: "a result in the place of the task's own input",
        field: 'Result variable',
        entry: 'input',
        red: RESULT_VARIABLE,
      },
    ],
  },
  {
    operation: 'Get items',
    form: { Authentication: 'Profile beside the worker', 'Read from': 'Several tables' },
    mistakes: [
      { what: 'several tables without their keys', field: 'Request items', red: EMPTY },
      { what: 'no profile', field: 'Profile', red: EMPTY },
    ],
  },
];
