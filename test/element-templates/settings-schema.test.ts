import { Ajv } from 'ajv';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { settingsSchema, settingsSchemaFile } from '../../element-templates/settings-schema.ts';
import { ConfigError, readConfig } from '../../src/worker/config.ts';
import { readSettingsText } from '../../src/worker/config-file.ts';
import { settings } from '../../src/worker/settings.ts';

const schema = JSON.parse(settingsSchemaFile());
const ajv = new Ajv({ strict: true, allErrors: true });
const validate = ajv.compile(schema);

test('the schema is a valid one, and has each setting that a file can have, with a description', () => {
  expect(ajv.validateSchema(schema)).toBe(true);
  const names = Object.keys(settings).filter((key) => key !== 'configFile');
  expect(Object.keys(schema.properties)).toEqual(['$schema', ...names, 'tenants']);
  for (const property of Object.values<{ description?: string }>(schema.properties))
    expect(property.description).toMatch(/\w/);
});

test('it can be a part of another schema, whose patterns an engine without looking ahead reads', () => {
  const part = settingsSchema();
  expect(
    new Ajv({ strict: true }).compile({ type: 'object', properties: { config: part } })({ config: { maxJobs: 1 } }),
  ).toBe(true);
  const text = JSON.stringify(part);
  expect(text).not.toContain('$ref');
  const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, pattern]) =>
    JSON.parse(pattern as string),
  );
  expect(patterns.length).toBeGreaterThan(10);
  for (const pattern of patterns) expect(() => RE2JS.compile(pattern)).not.toThrow();
});

test('each default is a value that the schema takes, and means what the worker has without it', () => {
  const defaults = Object.entries<{ default?: unknown }>(schema.properties).flatMap(([key, property]) =>
    property.default === undefined ? [] : [[key, property.default]],
  );
  const file = Object.fromEntries(defaults);
  expect(validate(file)).toBe(true);
  expect(readConfig({}, readSettingsText(JSON.stringify(file), 'x'))).toEqual(readConfig({}));
});

const DURATIONS = [
  'PT1S',
  'PT0.5S',
  'PT0.001S',
  'PT90M',
  'PT99H',
  'PT1H30M5S',
  'P1D',
  'P24D',
  'PT999999.999S',
  'PT9999M',
];
const NO_DURATIONS = [
  '',
  'PT',
  'P',
  'PT0S',
  'PT0.0S',
  'P0D',
  'P25D',
  'P1Y',
  'P1W',
  'PT100H',
  '5m',
  'pt5s',
  ' PT5S',
  'P21DT1H',
  'PT9999M1S',
  'PT1H0M',
  5,
  true,
  null,
];
const texts = { right: ['a', 'a b', 'ä'], wrong: ['', ' ', ' a', 'a ', 'a\n', 5, true, null, [], {}] };
const words = { right: ['a', 'ä'], wrong: ['', 'a b', 5, null, ['a']] };
const anything = {
  right: [[], ['*'], ['a', 'b,c'], ['none'], ['a b']],
  wrong: ['*', [''], [' a'], [5], [null], null, {}],
};
const yesNo = { right: [true, false], wrong: ['true', 'yes', 0, null, []] };
const durations = { right: DURATIONS, wrong: NO_DURATIONS };

/** Values for each setting that are right, and wrong. */
const cases: Readonly<Record<string, { readonly right: readonly unknown[]; readonly wrong: readonly unknown[] }>> = {
  jobType: texts,
  camundaCompatible: { right: [true, false, '8.6'], wrong: ['true', '8.10', 8.6, null] },
  workerName: texts,
  transport: { right: ['grpc', 'rest'], wrong: ['GRPC', '', 5, null] },
  tenantIds: { right: [['a'], ['a', 'a'], ['<default>']], wrong: [[], ['a b'], [''], 'a', null, [5]] },
  physicalTenants: { right: [['a'], ['a'.repeat(64)]], wrong: [[], ['A'], ['a'.repeat(65)], 'a'] },
  lease: { right: ['auto', 'on', 'off'], wrong: [true, 'ON', ''] },
  jobPush: yesNo,
  maxJobs: { right: [1, 10_000, 5.0], wrong: [0, 10_001, 1.5, '5', null, true] },
  jobTimeout: durations,
  maxJobTime: durations,
  stopTimeout: durations,
  httpHost: words,
  httpPort: { right: [0, 65_535], wrong: [-1, 65_536, '8090'] },
  logLevel: { right: ['info', 'silent'], wrong: ['INFO', 30] },
  secretPrefix: words,
  secretsDir: texts,
  secretsManagerPrefix: { right: ['*', 'prod/', 'a'.repeat(256)], wrong: ['', '**', 'a b', 'a:b', 'a'.repeat(257), 5] },
  ssmPrefix: { right: ['*', '/', '/prod/a/', 'prod-'], wrong: ['', 'prod/', '/a b', '/*', 5] },
  secretsRefresh: durations,
  allowDefaultCredentials: yesNo,
  allowOperations: anything,
  allowTables: { right: [[], ['*'], ['a-b.c_D*']], wrong: [['a/b'], ['a b'], 'a', ['']] },
  allowRegions: { right: [[], ['eu-*']], wrong: [['EU-*'], ['eu_1'], 'eu'] },
  readOnly: yesNo,
  allowSecrets: anything,
  allowDebug: yesNo,
  allowEndpoints: {
    right: [[], ['https://*.example.com', 'http://[::1]:8000'], ['http://a:80']],
    wrong: [['localhost:8000'], ['https://a/path'], ['https://'], ['https://a:123456'], 'https://a'],
  },
  allowRoles: anything,
  allowProfiles: anything,
  allowTokenFiles: anything,
  capacityMetrics: yesNo,
  metricsTables: { right: [0, 100], wrong: [-1, '100', 1.5] },
  maxResultBytes: { right: [1, 2 ** 31], wrong: [0, 2 ** 31 + 1, 1.5] },
  $schema: { right: ['x', 5], wrong: [] },
  noSetting: { right: [], wrong: [5, null] },
  configFile: { right: [], wrong: ['x'] },
  tenants: {
    right: [{}, { a: {} }, { 'a.b-c': { readOnly: true, allowTables: ['x'] } }],
    wrong: [
      null,
      [],
      { a: null },
      { a: { maxJobs: 5 } },
      { a: { readOnly: 'yes' } },
      { 'a b': {} },
      { a: [] },
      { '': {} },
    ],
  },
};

test('each setting is in the table', () => {
  expect(Object.keys(schema.properties).filter((key) => cases[key] === undefined)).toEqual([]);
});

describe('what the schema takes the worker takes, and nothing else', () => {
  const takes = (file: object) => {
    try {
      readConfig({}, readSettingsText(JSON.stringify(file), 'x'));
      return true;
    } catch (error) {
      if (error instanceof ConfigError) return false;
      throw error;
    }
  };

  test.each(Object.entries(cases))('%s', (key, { right, wrong }) => {
    for (const value of [...right, ...wrong]) {
      const file = { [key]: value };
      const expected = right.includes(value);
      expect([key, value, validate(file), takes(file)]).toEqual([key, value, expected, expected]);
    }
  });
});
