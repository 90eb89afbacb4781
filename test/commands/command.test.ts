import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { environmentWith, WrongUse } from '../../src/commands/command.ts';
import { feel } from '../../src/commands/feel.ts';
import { run } from '../../src/commands/run.ts';
import { runCommand } from '../support/command-line.ts';

test('the variables of a file win over those of the environment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'env-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'worker.env');
  await writeFile(file, '# the operator\nDYNAMODB_WORKER_READ_ONLY=true\nSECRET_KEY="a b"\n');
  const env = { DYNAMODB_WORKER_READ_ONLY: 'false', AWS_REGION: 'eu-central-1' };
  const setVariables = (variables: object) => ({ ...env, ...variables });
  expect(await environmentWith(file, { env, setVariables, readInput: async () => Buffer.of() })).toEqual({
    DYNAMODB_WORKER_READ_ONLY: 'true',
    SECRET_KEY: 'a b',
    AWS_REGION: 'eu-central-1',
  });
});

describe('a file of variables that Windows wrote loses none of them', () => {
  const text = '\ufeffDYNAMODB_WORKER_READ_ONLY=true\r\nAWS_REGION=eu-central-1\r\n';
  test.each<[string, Uint8Array]>([
    ['UTF-8 with a mark', Buffer.from(text)],
    ['UTF-16 with a mark', Buffer.from(text, 'utf16le')],
  ])('%s', async (_, bytes) => {
    const given = { env: {}, setVariables: (variables: object) => ({ ...variables }), readInput: async () => bytes };
    expect(await environmentWith('-', given)).toEqual({
      DYNAMODB_WORKER_READ_ONLY: 'true',
      AWS_REGION: 'eu-central-1',
    });
  });
});

test('a file that is no text is refused by its name', async () => {
  const given = { env: {}, setVariables: () => ({}), readInput: async () => Buffer.of(0x41, 0xff, 0x42) };
  const read = environmentWith('-', given);
  await expect(read).rejects.toThrow(WrongUse);
  await expect(read).rejects.toThrow('Standard input: The file is no text in the encoding utf-8');
});

test.each([
  ['check', check, ['-', '-']],
  ['check', check, ['-', '--env', '-']],
  ['run', run, ['-', '--env', '-']],
  ['feel', feel, ['-', '--context', '-']],
])('%s reads standard input only once', async (_, command, args) => {
  await expect(runCommand(command, args)).rejects.toThrow(/^Expected one of .* from standard input, got 2/);
});
