import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, readConfig, rulesFor } from '../../src/worker/config.ts';
import { readSettingsText } from '../../src/worker/config-file.ts';
import type { Config } from '../../src/worker/settings.ts';
import { freshFile, freshFolder } from '../support/aws-files.ts';

type Variables = Readonly<Record<string, string>>;

/** The settings of a file's text, with variables beside it. */
const read = (text: string, variables: Variables = {}): Config =>
  readConfig(variables, readSettingsText(text, 'worker.yaml'));

function faultsOf(text: string, variables: Variables = {}): readonly string[] {
  try {
    read(text, variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const yaml = `
# What jobs may do.
maxJobs: 64
jobTimeout: PT10M
jobPush: false
logLevel: debug
lease: off
allowTables: [orders, "invoice-*"]
allowRegions: []
allowRoles:
  - arn:aws:iam::123456789012:role/a,b
tenantIds: [sales, support, sales]
tenants:
  sales:
    allowTables: ["sales-*"]
    readOnly: true
`;

describe('a file says what variables say', () => {
  const expected = {
    maxJobs: 64,
    jobTimeout: 600_000,
    jobPush: false,
    logLevel: 'debug',
    lease: 'off',
    allowTables: ['orders', 'invoice-*'],
    allowRegions: [],
    allowRoles: ['arn:aws:iam::123456789012:role/a,b'],
    tenantIds: ['sales', 'support'],
    tenantRules: new Map([['sales', { allowTables: ['sales-*'], readOnly: true }]]),
  };

  test('in YAML', () => {
    expect(read(yaml)).toEqual({ ...readConfig({}), ...expected });
  });

  test('in JSON, with the address of its schema', () => {
    const { tenantRules, jobTimeout, ...others } = expected;
    const json = { ...others, $schema: 'x', jobTimeout: 'PT10M', tenants: Object.fromEntries(tenantRules) };
    for (const indent of [undefined, '\t', 2])
      expect(read(JSON.stringify(json, undefined, indent))).toEqual({ ...readConfig({}), ...expected });
  });

  test.each(['', '# nothing\n', '{}'])('and nothing with %j', (text) => {
    expect(read(text)).toEqual(readConfig({}));
  });
});

describe('a variable counts before the file, one by one', () => {
  test.each<[Variables, Partial<Config>]>([
    [{ MAX_JOBS: '5' }, { maxJobs: 5, jobTimeout: 600_000 }],
    [{ MAX_JOBS: '' }, { maxJobs: 64 }],
    [
      { ALLOW_TABLES: 'none', ALLOW_REGIONS: '*' },
      { allowTables: [], allowRegions: ['*'] },
    ],
  ])('%j', (variables, expected) => {
    const all = Object.entries(variables).map(([name, value]) => [`DYNAMODB_WORKER_${name}`, value]);
    expect(read(yaml, Object.fromEntries(all))).toMatchObject(expected);
  });

  test('a rule for all before that of a tenant in the file, so that what it locks is locked for every tenant', () => {
    const file = 'tenants:\n  sales: { readOnly: false, allowTables: ["*"], allowRegions: [eu-central-1] }\n';
    const locked = { DYNAMODB_WORKER_READ_ONLY: 'true', DYNAMODB_WORKER_ALLOW_TABLES: 'orders' };
    expect(rulesFor(read(file, locked), 'sales')).toMatchObject({
      readOnly: true,
      allowTables: ['orders'],
      allowRegions: ['eu-central-1'],
    });
    const opened = { ...locked, DYNAMODB_WORKER_READ_ONLY__TENANT_sales: 'false' };
    expect(rulesFor(read(file, opened), 'sales')).toMatchObject({ readOnly: false, allowTables: ['orders'] });
  });

  test('also the rules of a tenant', () => {
    const config = read(yaml, { DYNAMODB_WORKER_ALLOW_TABLES__TENANT_sales: 'x' });
    expect(config.tenantRules.get('sales')).toEqual({ allowTables: ['x'], readOnly: true });
  });
});

describe('what is wrong is named with file, line and key', () => {
  test.each([
    ['maxJobs: many', ':1: maxJobs: expected a whole number from 1 to 10000, got the text "many"'],
    ['camundaCompatible: 8.6', ':1: camundaCompatible: expected true, false or the text "8.6", got the number 8.6'],
    ['\nmaxJobs: 1.5', ':2: maxJobs: expected a whole number from 1 to 10000, got the number 1.5'],
    ['maxJobs: "5"', ':1: maxJobs: expected a whole number from 1 to 10000, got the text "5"'],
    ['maxJobs:', ':1: maxJobs: expected a whole number from 1 to 10000, got null'],
    ['readOnly: yes', ':1: readOnly: expected true or false, got the text "yes"'],
    [
      'jobTimeout: 5',
      ':1: jobTimeout: expected an ISO 8601 duration above zero and up to P24D, like PT30S, got the number 5',
    ],
    ['lease: maybe', ':1: lease: expected one of auto, on, off, got the text "maybe"'],
    [
      'allowTables: orders',
      ':1: allowTables: expected a list of names of tables (no ARNs); [] allows none, got the text "orders"',
    ],
    ['allowTables:\n  - a\n  - b/c', ':3: allowTables[1]: expected the name of a table (no ARN), got the text "b/c"'],
    ['tenantIds: []', ':1: tenantIds: expected a list of ids of tenants, got an empty list'],
    ['maxJob: 5', ':1: maxJob: there is no such setting'],
    ['maxJbos: 5', ':1: maxJbos: there is no such setting; did you mean maxJobs?'],
    ['DYNAMODB_WORKER_MAX_JOBS: 5', ':1: DYNAMODB_WORKER_MAX_JOBS: there is no such setting; did you mean maxJobs?'],
    ['configFile: other.yaml', ':1: configFile: expected a variable: the file cannot name itself'],
    ['- a', ':1: expected settings like maxJobs: 32, got a list of 1'],
    ['tenants: [a]', ':1: tenants: expected the ids of tenants, each with its rules, got a list of 1'],
    ['tenants:\n  a:', ':2: tenants.a: expected rules like readOnly: true, got null'],
    ['tenants:\n  a:\n    maxJobs: 5', ':3: tenants.a.maxJobs: only rules can be set for one tenant'],
    ['tenants:\n  a:\n    readOnly: 5', ':3: tenants.a.readOnly: expected true or false, got the number 5'],
    [
      'tenants:\n  a b: {}',
      ':2: tenants["a b"]: expected the id of a tenant, 1 to 31 letters, digits or characters of _.-, got "a b"',
    ],
    [
      'tenantIds: [b]\ntenants:\n  a: {}',
      ':3: tenants.a: expected a tenant that is served (DYNAMODB_WORKER_TENANT_IDS), got a',
    ],
    ['maxJobs: 1\nmaxJobs: 2', ':2: maxJobs: expected a key once in its object, got it again'],
    ['tenants:\n  1: {}\n  "1": {}', ':3: 1: expected a key once in its object, got it again'],
    ['maxJobs: [', ':1: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['maxJobs: 1\n---\nmaxJobs: 2', ':2: Source contains multiple documents; please use YAML.parseAllDocuments()'],
    ['logLevel: !secret x', ':1: Unresolved tag: !secret'],
    ['maxJobs: *none', ':1: expected the value itself, got the alias *none'],
    ['allowTables: &t [a]\nallowRoles: *t', ':2: expected the value itself, got the alias *t'],
    ['x: &a [*a]', ':1: expected the value itself, got the alias *a'],
  ])('%j', (text, fault) => {
    expect(faultsOf(text)).toEqual([`worker.yaml${fault}`]);
  });

  test('all of it at once, also of variables', () => {
    const faults = faultsOf('tenants:\n  a: 5\nmaxJobs: x\nmaxJob: 5\n', { DYNAMODB_WORKER_HTTP_PORT: 'x' });
    expect(faults.map((fault) => fault.split(' ', 2).join(' '))).toEqual([
      'worker.yaml:2: tenants.a:',
      'worker.yaml:3: maxJobs:',
      'worker.yaml:4: maxJob:',
      'DYNAMODB_WORKER_HTTP_PORT: expected',
    ]);
  });

  test('without the password in an address', () => {
    const [fault] = faultsOf('allowEndpoints: ["https://ada:pass-word@example.com"]');
    expect(fault).toMatch(
      /^worker\.yaml:1: allowEndpoints\[0\]: expected an origin .*, got the text "https:\/\/\*\*\*@example/,
    );
  });
});

describe('of very many faults the first are told, and how many more there are', () => {
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  test.each([
    [
      'keys that are no settings',
      numbers.map((number) => `setting${number}: 1`).join('\n'),
      'worker.yaml: and 150 more',
    ],
    ['keys that are there twice', numbers.map(() => 'maxJobs: 1').join('\n'), 'worker.yaml: and 149 more'],
    ['aliases', `x: &x [1]\ny:\n${numbers.map(() => '  - *x').join('\n')}`, 'worker.yaml: and 150 more'],
    [
      'tenants without rules',
      `tenants:\n${numbers.map((id) => `  t${id}: 5`).join('\n')}`,
      'worker.yaml: and 150 more',
    ],
    [
      'tenants that are not served',
      `tenantIds: [a]\ntenants:\n${numbers.map((id) => `  t${id}: {}`).join('\n')}`,
      'tenants: and 150 more',
    ],
  ])('%s', (_, text, last) => {
    const faults = faultsOf(text);
    expect([faults.length, faults.at(-1)]).toEqual([51, last]);
  });
});

describe('a file that DYNAMODB_WORKER_CONFIG_FILE names', () => {
  test('is read', async () => {
    expect((await loadConfig({ DYNAMODB_WORKER_CONFIG_FILE: await freshFile(yaml) })).maxJobs).toBe(64);
  });

  test.each<[string, string | Uint8Array | undefined, string]>([
    ['is not there', undefined, 'ENOENT'],
    ['is no text', Uint8Array.of(0xc3, 0x28), 'not valid'],
    ['is too large', `#${'x'.repeat(2 ** 17)}`, 'expected at most 131072 bytes, got more'],
  ])('and %s is refused', async (_, content, why) => {
    const file = join(await freshFolder(), 'worker.yaml');
    if (content !== undefined) await writeFile(file, content);
    const message = new RegExp(`^DYNAMODB_WORKER_CONFIG_FILE: expected a file of settings in YAML or JSON: .*${why}`);
    await expect(loadConfig({ DYNAMODB_WORKER_CONFIG_FILE: file })).rejects.toThrow(message);
  });
});
