import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { environmentWith } from '../../src/commands/command.ts';

test('the variables of a file win over those of the environment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'env-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'worker.env');
  await writeFile(file, '# the operator\nDYNAMODB_WORKER_READ_ONLY=true\nSECRET_KEY="a b"\n');
  const env = { DYNAMODB_WORKER_READ_ONLY: 'false', AWS_REGION: 'eu-central-1' };
  const setVariables = (variables: object) => ({ ...env, ...variables });
  expect(await environmentWith(file, { env, setVariables, readInput: async () => '' })).toEqual({
    DYNAMODB_WORKER_READ_ONLY: 'true',
    SECRET_KEY: 'a b',
    AWS_REGION: 'eu-central-1',
  });
});
