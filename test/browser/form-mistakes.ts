import type { Entry } from '../support/browser/modeler.ts';

/** What somebody does wrong in a form, and what the Modeler says to it. */
export interface FormMistake {
  readonly what: string;
  /** The field that is red. */
  readonly field: string;
  /** What is entered there. Nothing, if it is left empty. */
  readonly entry?: Entry;
  /** The text in red, after the label. */
  readonly red: string;
  /** What the problems panel says, if that is something else. Null if it says nothing. */
  readonly lint?: string | null;
}

/** A form with some mistakes in it. */
export interface MistakenForm {
  readonly operation: string;
  /** What is entered rightly before. */
  readonly form: Readonly<Record<string, Entry>>;
  readonly mistakes: readonly FormMistake[];
}

const EMPTY = 'must not be empty.';
const NO_FEEL = 'Property <source> is not a valid FEEL expression';
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
      ...right,
      'Find the item by': 'Key values',
      'Change the item by': 'An update expression',
      'Only if': 'A condition expression holds',
    },
    mistakes: [
      { what: 'a key value is promised and not given', field: 'Partition key value', red: EMPTY },
      { what: 'a change is promised and not given', field: 'Update expression', red: EMPTY },
      { what: 'a condition is promised and not given', field: 'Condition expression', red: EMPTY },
    ],
  },
  {
    operation: 'Query items',
    form: { ...right, 'Filter by': 'A condition', Read: 'At most so many items' },
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
        field: 'Limit',
        entry: 'ten',
        red: 'must be a whole number from 1 on, or an expression after =',
      },
    ],
  },
  {
    operation: 'Scan table',
    form: { ...right, Read: 'One segment' },
    mistakes: [
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
        red: 'must be a whole number from 0 on, or an expression after =',
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
      { what: 'no role', field: 'Role ARN', red: EMPTY },
      {
        what: 'too short a session',
        field: 'Duration in seconds',
        entry: '5',
        red: 'must be a whole number from 900 on, or an expression after =',
      },
      {
        what: 'a variable with a blank in its name',
        field: 'Result variable',
        entry: 'my result',
        red: 'must be letters, digits and _, a letter first',
      },
      { what: 'retries in words', field: 'Retries', entry: 'three', red: 'must be a whole number' },
      { what: 'a pause in seconds', field: 'Retry back-off', entry: '10s', red: 'must be a duration like PT10S' },
      { what: 'a limit in minutes', field: 'Time limit', entry: '5 minutes', red: 'must be a duration like PT5M' },
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
