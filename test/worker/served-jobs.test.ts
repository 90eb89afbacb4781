import { expect, test } from 'vitest';
import { readConfig } from '../../src/worker/config.ts';
import { alsoServed, jobTypeFaults, jobTypesIn } from '../../src/worker/served-jobs.ts';

const config = (camundaCompatible: string, jobType = 'aws-dynamodb:1') =>
  readConfig({ DYNAMODB_WORKER_CAMUNDA_COMPATIBLE: camundaCompatible, DYNAMODB_WORKER_JOB_TYPE: jobType });

test('1.1 without the setting nothing else is served', async () => {
  expect(await alsoServed(config('false'))).toEqual([]);
  expect(jobTypesIn(config('false'))).toBe('aws-dynamodb:1');
});

test.each([
  ['true', ['authentication', 'awsCredential', 'configuration', 'input']],
  ['8.6', ['authentication', 'configuration', 'input']],
])(
  '1.1 as %s, both job types of Camunda’s connector are served, with the variables that it fetches',
  async (set, fetched) => {
    const served = await alsoServed(config(set));
    expect(served.map(({ jobType }) => jobType)).toEqual(['io.camunda:aws-dynamodb:1', 'io.camunda:aws:1']);
    for (const { fetchVariable } of served) expect(fetchVariable.toSorted()).toEqual(fetched);
    expect(jobTypesIn(config(set))).toBe('aws-dynamodb:1, io.camunda:aws-dynamodb:1, io.camunda:aws:1');
  },
);

test.each(['io.camunda:aws-dynamodb:1', 'io.camunda:aws:1'])(
  '1.1 the worker’s own job type cannot be %s beside the setting, and can without it',
  (jobType) => {
    expect(jobTypeFaults(config('true', jobType))).toEqual([
      'DYNAMODB_WORKER_JOB_TYPE: expected another job type than those that DYNAMODB_WORKER_CAMUNDA_COMPATIBLE serves, ' +
        `got "${jobType}"`,
    ]);
    expect(jobTypeFaults(config('false', jobType))).toEqual([]);
  },
);
