import { expect, test } from 'vitest';
import { operationsById } from '../../src/operations/index.ts';
import { operationFaults } from '../../src/worker/allowed-operations.ts';
import { readConfig } from '../../src/worker/config.ts';
import { readSettingsText } from '../../src/worker/config-file.ts';

const NAME = 'DYNAMODB_WORKER_ALLOW_OPERATIONS';
const expected = 'expected ids of operations like getItem';

test.each([
  ['*', []],
  ['none', []],
  ['getItem, scan*', []],
  ['getItm', [`${NAME}: ${expected}, got "getItm", which is none; did you mean getItem?`]],
  [
    'getitem,GetItem',
    ['getitem', 'GetItem'].map((got) => `${NAME}: ${expected}, got "${got}", which is none; did you mean getItem?`),
  ],
  ['steal*', [`${NAME}: ${expected}, got "steal*", which is none`]],
])('of the operations %s, those that there are not are named, each with the one that may be meant', (rule, faults) => {
  const variables = { [NAME]: rule };
  expect(operationFaults(readConfig(variables), operationsById, variables)).toEqual(faults);
});

test('a rule of one tenant, and one of a file, are named by their place', () => {
  const variables = { DYNAMODB_WORKER_CONFIG_FILE: 'worker.yaml', [`${NAME}__TENANT_a`]: 'getItm' };
  const file = readSettingsText(
    'allowOperations: [scanTabel]\ntenants: { b: { allowOperations: [scn] } }',
    'worker.yaml',
  );
  expect(operationFaults(readConfig(variables, file), operationsById, variables)).toEqual([
    `worker.yaml: allowOperations: ${expected}, got "scanTabel", which is none; did you mean scanTable?`,
    `worker.yaml: tenants.b.allowOperations: ${expected}, got "scn", which is none`,
    `${NAME}__TENANT_a: ${expected}, got "getItm", which is none; did you mean getItem?`,
  ]);
});
