import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { WrongUse } from '../../src/commands/command.ts';
import { rules } from '../../src/review/finding.ts';
import { ConfigError } from '../../src/worker/config.ts';
import { runCommand } from '../support/command-line.ts';
import { drawTasks, signedIn } from '../support/task-diagrams.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const faulty = path('faulty.bpmn');
const form = path('faulty.form');

interface Told {
  readonly file: string;
  readonly line: number;
  readonly element: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

async function findingsOf(args: readonly string[]): Promise<readonly Told[]> {
  const { output } = await runCommand(check, [...args, '--json']);
  return (JSON.parse(output) as { findings: Told[] }).findings;
}

/** Writes files into a folder that is removed after the test, and gives their paths. */
async function written(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'check-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const paths = Object.keys(files).map((name) => join(folder, name));
  await Promise.all(Object.values(files).map((text, index) => writeFile(paths[index] as string, text)));
  return paths;
}

/** What is planted in `faulty.bpmn`: a text that stands on the line of each fault, and what is said of it. */
const planted: readonly (readonly [element: string, rule: string, onLine: string, message: RegExp])[] = [
  ['unknownOperation', 'operation', 'source="getItems"', /\(Operation\): expected one of getItem,/],
  ['missingField', 'field', 'id="missingField"', /input.item \(Item\): expected .*got nothing/],
  ['unknownField', 'field', 'target="input.consistendRead"', /expected a field of getItem/],
  ['twoKeys', 'field', 'target="input.primaryKeyComponents"', /got both/],
  ['wrongNumber', 'field', 'source="=-1"', /\(Max items\): expected a whole number from 1, got the number -1/],
  ['missingPlaceholder', 'field', 'source="SET paid', /expected a value for :total/],
  ['wrongCondition', 'field', '&#34;gt&#34;', /expected >.*got the operator "gt"/],
  ['noSortKeyType', 'field', 'id="noSortKeyType"', /input.sortKeyType \(Sort key type\): .*got nothing/],
  ['brokenFeel', 'feel-syntax', '}" target="input.item"', /input.item is no FEEL expression/],
  ['noFunction', 'feel-function', 'uppercase', /no function uppercase.*Is upper case meant/],
  ['nullResult', 'result-path', 'response.Item.total', /response.response.Item$/],
  ['wrongArgument', 'header', '&#34;three&#34;', /as retries, got the text "three"/],
  ['lostResult', 'header', 'key="resultVariable"', /\(Result variable\): expected the name of a process variable/],
  ['wrongDuration', 'header', 'key="jobTimeout"', /expected an ISO 8601 duration/],
  ['misspeltVariable', 'missing-variable', 'oder.id', /variable oder.*Is order meant/],
  ['neverThrownFails', 'boundary-code', 'id="neverThrownFails"', /never throws AwsDynamoDbExeption/],
  ['uncaught', 'uncaught-code', 'NO_TABLE', /catches NO_TABLE/],
  ['oldTemplate', 'template-version', 'id="oldTemplate"', /version 0 .* older than/],
  ['plainKey', 'plain-key', 'AKIAIOSFODNN7EXAMPLE', /has a key of AWS in clear/],
  ['secretInTable', 'field', '{{secrets.TABLE}}', /\(Table name\): expected text without/],
];

test('all faults of a diagram with 20 are found, each with its line and element, and nothing else is', async () => {
  const lines = (await readFile(faulty, 'utf8')).split('\n');
  const findings = await findingsOf([faulty, form]);
  expect(planted).toHaveLength(20);
  for (const [element, rule, onLine, message] of planted) {
    const found = findings.filter((finding) => finding.element === element);
    expect(found).toMatchObject([{ rule, message: expect.stringMatching(message) }]);
    expect(lines[(found[0]?.line ?? 0) - 1]).toContain(onLine);
  }
  expect(findings).toHaveLength(20);
});

test('nothing is found in the examples', async () => {
  const names = ['copy-all-tables', 'copy-table', 'counter', 'optimistic-lock', 'order', 'saga', 'wait-for-item'];
  const files = names.map((name) => path(`../../examples/${name}.bpmn`));
  const { code, output } = await runCommand(check, files);
  expect({ code, output }).toEqual({ code: 0, output: '26 DynamoDB tasks checked, nothing found\n' });
});

const right = {
  id: 'store',
  name: 'Store order',
  inputs: { ...signedIn, 'input.itemOperation': 'addItem', 'input.tableName': 'orders', 'input.item': '=order' },
};

describe('the exit code', () => {
  const old = drawTasks([right]).replace(
    'id="store"',
    'id="store" zeebe:modelerTemplate="camunda-dynamodb-worker.aws-dynamodb.v1" zeebe:modelerTemplateVersion="0"',
  );

  test('is 0 for warnings, 1 for errors, and 1 for warnings that are to count as errors', async () => {
    const wrong = drawTasks([{ ...right, inputs: { ...right.inputs, 'input.item': '=null' } }]);
    const [file = '', bad = ''] = await written({ 'old.bpmn': old, 'wrong.bpmn': wrong });
    expect((await runCommand(check, [file])).code).toBe(0);
    expect((await runCommand(check, [file, '--strict'])).code).toBe(1);
    expect((await runCommand(check, [bad])).code).toBe(1);
  });

  test.each([[[]], [['missing.bpmn']], [[faulty, '--json', '--sarif']], [[faulty, '--tenant', 'sales']]])(
    'is that of wrong use for %j',
    async (args) => {
      await expect(runCommand(check, args)).rejects.toThrow(WrongUse);
    },
  );
});

test('people read a line for each finding, with its place, and a summary', async () => {
  const [file = ''] = await written({
    'a.bpmn': drawTasks([{ ...right, inputs: { ...right.inputs, 'input.item': '=null' } }]),
  });
  const { output } = await runCommand(check, [file]);
  expect(output.split('\n')).toEqual([
    file,
    expect.stringMatching(
      /^ {2}12:22 {2}error {4}store \(Store order\): input\.item \(Item\): expected .* {2}\[field\]$/,
    ),
    '',
    '1 DynamoDB task checked: 1 error, 0 warnings',
    '',
  ]);
});

test('SARIF has all that it requires: rules with help, and results with rule, level, message and place', async () => {
  const { output } = await runCommand(check, [faulty, form, '--sarif']);
  const { version, runs } = JSON.parse(output);
  expect(version).toBe('2.1.0');
  expect(runs).toHaveLength(1);
  const [{ tool, results }] = runs;
  expect(tool.driver).toMatchObject({ name: 'camunda-dynamodb-worker check', version: expect.any(String) });
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(Object.keys(rules));
  for (const { shortDescription, help, defaultConfiguration } of tool.driver.rules)
    expect([shortDescription.text, help.text, defaultConfiguration.level]).toEqual([
      expect.any(String),
      expect.any(String),
      expect.stringMatching(/^(error|warning)$/),
    ]);
  expect(results).toHaveLength(20);
  for (const { ruleId, ruleIndex, level, message, locations } of results) {
    expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(level).toMatch(/^(error|warning)$/);
    expect(message.text).not.toBe('');
    const { artifactLocation, region } = locations[0].physicalLocation;
    expect(new URL(artifactLocation.uri).pathname).toBe(new URL(`file://${faulty}`).pathname);
    expect(Math.min(region.startLine, region.startColumn)).toBeGreaterThan(0);
    expect(locations[0].logicalLocations[0].name).toMatch(/\w/);
  }
});

describe('with the settings of a worker', () => {
  const settings = ['SECRET_AWS_ACCESS_KEY=abc', 'SECRET_AWS_SECRET_KEY=def'];
  async function told(more: readonly string[], args: readonly string[] = []) {
    const [env = '', file = ''] = await written({
      'worker.env': [...settings, ...more].join('\n'),
      'a.bpmn': drawTasks([right]),
    });
    return (await findingsOf([file, '--env', env, ...args])).map(({ rule, message }) => `${rule}: ${message}`);
  }

  test('a task that they allow is right', async () => {
    expect(await told(['DYNAMODB_WORKER_ALLOW_TABLES=orders'])).toEqual([]);
  });

  test.each<[string, RegExp]>([
    [
      'DYNAMODB_WORKER_READ_ONLY=true',
      /^operator-rule: input.itemOperation \(Operation\): .*DYNAMODB_WORKER_READ_ONLY/,
    ],
    [
      'DYNAMODB_WORKER_ALLOW_TABLES=invoices',
      /^operator-rule: input.tableName \(Table name\): .*got the text "orders"/,
    ],
    ['DYNAMODB_WORKER_ALLOW_OPERATIONS=getItem', /^operator-rule: .*ALLOW_OPERATIONS/],
    ['SECRET_AWS_SECRET_KEY=', /^connection: authentication.secretKey \(Secret key\)/],
    [
      'DYNAMODB_WORKER_ALLOW_SECRETS=AWS_ACCESS_KEY',
      /^secret: authentication.secretKey \(Secret key\): expected the secret AWS_SECRET_KEY/,
    ],
  ])('%s is told as the worker would tell it', async (setting, message) => {
    expect(await told([setting])).toEqual([expect.stringMatching(message)]);
  });

  test('the rules of a tenant count for it alone', async () => {
    const rule = 'DYNAMODB_WORKER_ALLOW_TABLES__TENANT_sales=invoices';
    expect(await told([rule])).toEqual([]);
    expect(await told([rule], ['--tenant', 'sales'])).toEqual([
      expect.stringMatching(/^operator-rule: input.tableName/),
    ]);
  });

  test('another job type makes the tasks those of another worker', async () => {
    const [env = '', file = ''] = await written({
      'worker.env': 'DYNAMODB_WORKER_JOB_TYPE=other',
      'a.bpmn': drawTasks([right]),
    });
    expect((await runCommand(check, [file, '--env', env])).output).toBe('0 DynamoDB tasks checked, nothing found\n');
  });

  test('a file of settings counts, and secrets that AWS would be asked for count as there', async () => {
    const [env = '', file = '', config = ''] = await written({
      'worker.env': '',
      'a.bpmn': drawTasks([right]),
      'worker.yaml': 'secretsManagerPrefix: prod/\nallowTables: [customers]\n',
    });
    await writeFile(env, `DYNAMODB_WORKER_CONFIG_FILE=${config}`);
    expect((await findingsOf([file, '--env', env])).map(({ rule }) => rule)).toEqual(['operator-rule']);
    await writeFile(config, 'allowTables: [orders]\n');
    expect((await findingsOf([file, '--env', env])).map(({ rule }) => rule)).toEqual(['secret', 'secret']);
  });

  test('settings that are wrong are refused as at the start', async () => {
    await expect(told(['DYNAMODB_WORKER_READ_ONLY=yes'])).rejects.toThrow(ConfigError);
  });

  test('no output has a secret', async () => {
    const secret = 'a secret with blanks';
    const [env = '', file = ''] = await written({
      'worker.env': `SECRET_AWS_ACCESS_KEY="${secret}"`,
      'a.bpmn': drawTasks([right]),
    });
    for (const how of ['--json', '--sarif', '--strict']) {
      const { code, output } = await runCommand(check, [file, '--env', env, how]);
      expect(code).toBe(1);
      expect(output).not.toContain(secret);
    }
  });
});
