import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { awsFaults } from '../../src/worker/aws-settings.ts';
import { freshFile, freshFolder, withoutAwsSettings } from '../support/aws-files.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { selfSigned } from '../support/certificates.ts';
import { runInput } from '../support/jobs.ts';

test.each<Record<string, string | undefined>>([
  {},
  {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: 'http://localhost:8000',
    AWS_ENDPOINT_URL_STS: 'https://sts.example.com/x',
  },
  { AWS_REGION: 'us-lunar-1', AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  { AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000', AWS_USE_FIPS_ENDPOINT: 'false' },
  {
    AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  },
  { AWS_MAX_ATTEMPTS: '1', AWS_RETRY_MODE: 'adaptive', AWS_DEFAULTS_MODE: 'in-region' },
  { AWS_MAX_ATTEMPTS: '1000', AWS_RETRY_MODE: 'standard', AWS_DEFAULTS_MODE: 'auto' },
  { AWS_ACCOUNT_ID_ENDPOINT_MODE: 'required' },
  { AWS_ENDPOINT_URL_SSM: 'https://ssm.example.com', AWS_USE_FIPS_ENDPOINT: 'true' },
  { HTTPS_PROXY: 'http://a:b@proxy:3128', HTTP_PROXY: 'https://proxy', NO_PROXY: 'anything at all, */%' },
])('nothing is wrong with %j', async (variables) => {
  expect(await awsFaults(variables)).toEqual([]);
});

test('nothing is wrong with a file of certificates', async () => {
  const { cert, file } = await selfSigned();
  expect(await awsFaults({ AWS_CA_BUNDLE: file })).toEqual([]);
  expect(await awsFaults({ AWS_CA_BUNDLE: await freshFile(`# two\n${cert}\n${cert}`) })).toEqual([]);
});

const endpoints = ['', '_DYNAMODB', '_STS', '_SSO', '_SECRETS_MANAGER', '_SSM'].map((of) => `AWS_ENDPOINT_URL${of}`);
const address = 'an http or https address, like http://localhost:8000';
const noMetadata = 'an address other than an address that is link-local, or where a cloud keeps its metadata';
const proxy = 'the http or https address of a proxy, like http://proxy.example.com:3128';
const modes = 'one of auto, in-region, cross-region, mobile, standard, legacy';

/** Each variable, what is expected of it, whether a message shows what came, and what is wrong beside a blank. */
const table: [names: string[], expected: string, shown: boolean, wrong: string[]][] = [
  [
    ['AWS_REGION'],
    'the name of an AWS region, like eu-central-1',
    true,
    ['local', 'eu', 'moon-north-1', 'EU-CENTRAL-1', 'eu-central-1 ', 'eu-central-1a', 'localhost:8000', '5'],
  ],
  [
    ['AWS_MAX_ATTEMPTS'],
    'a whole number from 1 to 1000',
    true,
    ['abc', '0', '-1', '1.5', '3x', '1e2', '1001', ' 3', '٣'],
  ],
  [['AWS_RETRY_MODE'], 'one of standard, adaptive', true, ['foo', 'legacy', 'Standard', '3', 'true']],
  [['AWS_DEFAULTS_MODE'], modes, true, ['foo', 'in_region', 'Standard', '3']],
  [
    ['AWS_ACCOUNT_ID_ENDPOINT_MODE'],
    'one of preferred, required, disabled',
    true,
    ['foo', 'true', 'Required', '123456789012'],
  ],
  [
    ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
    'true or false',
    true,
    ['yes', 'TRUE', '1', 'on', ' true'],
  ],
  [
    endpoints,
    address,
    false,
    [
      'localhost:8000',
      '127.0.0.1:8000',
      'database',
      'ftp://a:b@c',
      'file:///etc/passwd',
      'http://',
      'http://a:99999',
      '5',
    ],
  ],
  [
    endpoints,
    noMetadata,
    false,
    [
      'http://169.254.169.254',
      'http://169.254.169.254.',
      'https://2852039166:8000/x',
      'http://0xA9FEA9FE',
      'http://0251.0376.0251.0376',
      'http://169.254.43518',
      'http://[fe80::1]',
      'http://[::ffff:169.254.169.254]',
      'http://[::ffff:a9fe:a9fe]',
      'http://[fd00:ec2::254]',
      'http://[64:ff9b::a9fe:a9fe]',
      'http://①⑥⑨.254.169.254',
    ],
  ],
  [
    ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'],
    proxy,
    false,
    ['proxy', 'proxy:3128', 'socks5://proxy:1080', 'http://', 'http://proxy:99999', 'http://proxy/path', '5'],
  ],
];

describe.each(table.flatMap(([names, ...rest]) => names.map((name) => [name, ...rest] as const)))(
  '%s: expected %s',
  (name, expected, shown, wrong) => {
    const blanks = expected === noMetadata ? [] : [' ', '\t', '\n'];
    test.each([...blanks, ...wrong])('%j is named', async (value) => {
      expect(await awsFaults({ [name]: value })).toEqual([
        `${name}: expected ${expected}${shown ? `, got ${JSON.stringify(value)}` : ''}`,
      ]);
    });

    test('an empty one is none, unless the SDK takes it for one', async () => {
      const isNeverEmpty = ['AWS_DEFAULTS_MODE', 'AWS_ACCOUNT_ID_ENDPOINT_MODE'].includes(name);
      expect(await awsFaults({ [name]: '' })).toEqual(isNeverEmpty ? [`${name}: expected ${expected}, got ""`] : []);
    });
  },
);

describe('AWS_CA_BUNDLE is a file of certificates', () => {
  test.each<[string, () => string | Promise<string>, RegExp]>([
    ['is not there', () => '/nowhere/ca.pem', /^\/nowhere\/ca\.pem could not be read: ENOENT$/],
    ['is blank', () => ' ', /^ {2}?could not be read: ENOENT$/],
    ['is a folder', () => freshFolder(), /could not be read: EISDIR$/],
    ['is empty', () => freshFile(''), /has no certificate \(PEM\) in it$/],
    ['is another text', () => freshFile('certificate'), /has no certificate \(PEM\) in it$/],
    [
      'has a broken certificate',
      async () =>
        freshFile(`${(await selfSigned()).cert}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`),
      /its certificate 2 cannot be read$/,
    ],
  ])('one that %s is named', async (_, make, why) => {
    const [fault = '', ...others] = await awsFaults({ AWS_CA_BUNDLE: await make() });
    expect(others).toEqual([]);
    expect(fault).toMatch(/^AWS_CA_BUNDLE: expected a file of certificates \(PEM\): /);
    expect(fault.replace(/^.*?\(PEM\): /, '')).toMatch(why);
  });
});

describe('FIPS or dual stack beside an endpoint is named', () => {
  test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_SSO'])(
    '%s',
    async (name) => {
      const both = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' };
      const region = { AWS_REGION: 'us-east-1-fips' };
      expect(await awsFaults({ [name]: 'http://a', ...both })).toEqual([
        `AWS_USE_FIPS_ENDPOINT: expected no ${name} beside it, got both`,
        `AWS_USE_DUALSTACK_ENDPOINT: expected no ${name} beside it, got both`,
      ]);
      expect(await awsFaults({ [name]: 'http://a', ...region })).toEqual([
        `AWS_REGION: expected no ${name} beside it, got both`,
      ]);
    },
  );
});

test('what is empty and not named changes nothing for a job', async () => {
  withoutAwsSettings();
  const server = await startCannedDynamodb(() => ({ body: { TableNames: [] } }));
  onTestFinished(() => server.stop());
  const names = [...new Set(table.flatMap(([names]) => names)), 'AWS_CA_BUNDLE'];
  const empty = Object.fromEntries(names.map((name) => [name, '']));
  const named = (await awsFaults(empty)).map((fault) => fault.split(':')[0]);
  for (const name of names) if (!named.includes(name)) vi.stubEnv(name, '');
  const outcome = await runInput(server.endpoint, { tableOperation: 'listTables' });
  expect(outcome.kind).toBe('completed');
});

test('all that is wrong is named at once', async () => {
  const wrong = { AWS_REGION: 'x', AWS_MAX_ATTEMPTS: '0', AWS_CA_BUNDLE: '/nowhere', https_proxy: 'x' };
  expect((await awsFaults(wrong)).map((fault) => fault.split(':')[0])).toEqual(Object.keys(wrong));
});
