import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WrongUse } from '../../src/commands/command.ts';
import { migrate } from '../../src/commands/migrate.ts';
import { type CamundaTask, drawCamundaTasks } from '../support/camunda-diagrams.ts';
import { runCommand } from '../support/command-line.ts';
import { drawTasks } from '../support/task-diagrams.ts';

const clear: CamundaTask = {
  id: 'load',
  version: 7,
  operation: 'getItem',
  fields: { tableName: 'orders', primaryKeyComponents: '={"id": order.id}' },
  headers: { resultExpression: '={total: response[item.total != null][1].total}' },
};
const unclear: CamundaTask = { ...clear, id: 'first', headers: { resultExpression: '={id: response[1].id}' } };

/** Writes files into a folder that is removed after the test. */
async function written(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await mkdtemp(join(tmpdir(), 'migrate-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const path = (name: string) => join(folder, name);
  return { folder, path, read: (name: string) => readFile(path(name), 'utf8') };
}

test('a diagram is rewritten in its place, with expressions before and after in the report', async () => {
  const { path, read } = await written({ 'a.bpmn': drawCamundaTasks([clear]) });
  const { code, output } = await runCommand(migrate, [path('a.bpmn')]);
  expect(code).toBe(0);
  expect(await read('a.bpmn')).toContain('value="={total: response.response.Item.total}"');
  expect(output).toContain(`${path('a.bpmn')}:5  load (getItem): getItem, version 7\n`);
  expect(output).toContain('  job type: io.camunda:aws-dynamodb:1 -> aws-dynamodb:1\n');
  expect(output).toContain(
    '  resultExpression\n    before  {total: response[item.total != null][1].total}\n    after   {total: response.response.Item.total}\n',
  );
  expect(output).toMatch(/Different for each task that moves:[\s\S]*connector: 1 migrated, 0 left as they are\n$/);
  expect(await runCommand(migrate, [path('a.bpmn')])).toMatchObject({ code: 0 });
});

test('--check writes nothing, and ends with 1 while there is something to migrate', async () => {
  const given = drawCamundaTasks([clear]);
  const { path, read } = await written({ 'a.bpmn': given, 'ours.bpmn': drawTasks([{ id: 'task', inputs: {} }]) });
  expect(await runCommand(migrate, ['--check', path('a.bpmn')])).toMatchObject({
    code: 1,
    output: expect.stringContaining('1 can be migrated'),
  });
  expect(await read('a.bpmn')).toBe(given);
  expect(await runCommand(migrate, ['--check', path('ours.bpmn')])).toMatchObject({ code: 0 });
});

test('a task of which something cannot be known stays, is listed with its line, and the command ends with 1', async () => {
  const given = drawCamundaTasks([unclear]);
  const { path, read } = await written({ 'a.bpmn': given });
  const { code, output } = await runCommand(migrate, [path('a.bpmn')]);
  expect(code).toBe(1);
  expect(output).toContain('first (getItem): getItem, version 7: left as it is\n');
  expect(output).toMatch(/ {2}cannot be known {2}line \d+, resultExpression: it reads an attribute by its place/);
  expect(await read('a.bpmn')).toBe(given);
});

test('--out writes into a folder, and leaves the files', async () => {
  const given = drawCamundaTasks([clear]);
  const { folder, path, read } = await written({ 'a.bpmn': given });
  expect(await runCommand(migrate, ['--out', join(folder, 'new'), path('a.bpmn')])).toMatchObject({ code: 0 });
  expect(await read('a.bpmn')).toBe(given);
  expect(await read('new/a.bpmn')).toContain('camunda-dynamodb-worker.aws-dynamodb.v1');
});

test('--job-type gives the tasks this job type, and the template that has a field for it', async () => {
  const { path, read } = await written({ 'a.bpmn': drawCamundaTasks([clear]) });
  await runCommand(migrate, ['--job-type', 'orders:1', path('a.bpmn')]);
  expect(await read('a.bpmn')).toContain('<zeebe:taskDefinition type="orders:1" retries="3" />');
  expect(await read('a.bpmn')).toContain('camunda-dynamodb-worker.aws-dynamodb.job-type.v1');
});

test('--json tells the same to programs', async () => {
  const { path } = await written({ 'a.bpmn': drawCamundaTasks([clear, unclear]), 'b.bpmn': '<none' });
  const { code, output } = await runCommand(migrate, ['--json', '--check', path('a.bpmn'), path('b.bpmn')]);
  expect(code).toBe(1);
  const { files } = JSON.parse(output);
  expect(files[0].tasks).toMatchObject([
    {
      element: 'load',
      line: 5,
      operation: 'getItem',
      templateVersion: 7,
      migrated: true,
      expressions: [{ header: 'resultExpression', after: '{total: response.response.Item.total}' }],
      unknown: [],
    },
    { element: 'first', migrated: false, unknown: [{ field: 'resultExpression' }] },
  ]);
  expect(files[1].fault).toMatchObject({ line: 1, message: expect.stringContaining('No XML') });
});

test('no key is shown, only names of secrets', async () => {
  const connection = {
    'authentication.accessKey': 'secrets.KEY',
    'authentication.secretKey': 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00',
    'authentication.sessionToken': 'a-session-of-somebody',
  };
  const { path } = await written({ 'a.bpmn': drawCamundaTasks([{ ...clear, connection }]) });
  for (const form of [[], ['--json']]) {
    const { output } = await runCommand(migrate, ['--check', ...form, path('a.bpmn')]);
    expect(output).toContain('secrets.KEY');
    expect(output).not.toMatch(/wJalr|a-session/);
  }
});

test('a file that is not in UTF-8 is named, and stays', async () => {
  const given = Buffer.from(`\ufeff${drawCamundaTasks([clear])}`, 'utf16le');
  const { path } = await written({ 'a.bpmn': given });
  const before = await stat(path('a.bpmn'));
  const { code, output } = await runCommand(migrate, [path('a.bpmn')]);
  expect({ code, output }).toMatchObject({
    code: 1,
    output: expect.stringContaining('a.bpmn:1:1  The file is not in UTF-8'),
  });
  expect((await stat(path('a.bpmn'))).mtimeMs).toBe(before.mtimeMs);
});

test.each([
  [[], 'Expected at least one FILE'],
  [['-'], 'got - for standard input'],
  [['--check', '--out', 'x', 'a.bpmn'], 'Expected one of --check and --out'],
  [['--out', 'x', 'a/p.bpmn', 'b/p.bpmn'], 'got two of the name p.bpmn'],
  [['--job-type', '', 'a.bpmn'], 'got an empty text'],
  [['/none/a.bpmn'], 'could not be read'],
])('%j is wrong use', async (args, message) => {
  await expect(runCommand(migrate, args)).rejects.toThrow(WrongUse);
  await expect(runCommand(migrate, args)).rejects.toThrow(message);
});
