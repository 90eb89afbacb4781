import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import type { JobSettings } from '../../src/job/run-job.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { operations } from '../../src/operations/index.ts';
import { policyOf } from '../../src/policy/policy.ts';
import { readConfig } from '../../src/worker/config.ts';
import { type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { inputsOnTable } from '../support/inputs-on-table.ts';
import { clientSettings, errorOf, jobSettings, runVariables } from '../support/jobs.ts';

/** Attempts of a job to get around the rules of the operator: the database must not see any of them. */

const clients = keepClients({ ...clientSettings, maxAttempts: 1 });

let server: CannedDynamodb;
/** Where a job wants to be led. */
let trap: Server;
let trapped = 0;
let trapAddress: string;

beforeAll(async () => {
  server = await startCannedDynamodb(undefined, { describe: 'as others' });
  trap = createServer((_, response) => {
    trapped++;
    response.end('{}');
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  trapAddress = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
});
afterAll(async () => {
  trap.closeAllConnections();
  trap.close();
  clients.close();
  await server.stop();
});
beforeEach(() => {
  server.clear();
  trapped = 0;
});

const FORBIDDEN_SECRET = 'TheKeyOfAnotherTenant';
const secrets: Readonly<Record<string, string>> = {
  OTHER: FORBIDDEN_SECRET,
  TENANT_A_KEY: 'TheKeyOfTenantA',
  TENANT_A_NAME: 'OTHER',
  TENANT_A_TRICK: '{{secrets.OTHER}}',
};
const RULES = {
  ALLOW_TABLES: 'orders, orders-*',
  ALLOW_REGIONS: 'eu-*',
  ALLOW_SECRETS: 'TENANT_A_*',
  ALLOW_OPERATIONS: '*',
  ALLOW_DEFAULT_CREDENTIALS: 'false',
  ALLOW_DEBUG: 'false',
  ALLOW_PROFILES: 'none',
  ALLOW_ROLES: 'none',
};

interface Attempt {
  readonly rules?: Readonly<Record<string, string>>;
  readonly input?: JsonObject;
  readonly authentication?: JsonObject | null | string;
  readonly configuration?: JsonObject;
}

const keys = { type: 'credentials', accessKey: '{{secrets.TENANT_A_KEY}}', secretKey: 'keyOfTheTest' };
const getItem = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: 'a' } };

/** A worker with the usual rules, but for some. */
const worker = memoized((changed: string): JobSettings => {
  const all = { ...RULES, ALLOW_ENDPOINTS: server.endpoint, ...JSON.parse(changed) };
  const variables = Object.entries(all).map(([name, value]) => [`DYNAMODB_WORKER_${name}`, value]);
  const rules = readConfig(Object.fromEntries(variables));
  return jobSettings({ clients, policy: policyOf(rules, { secret: (name) => secrets[name], tokenFile: undefined }) });
});

function memoized<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const found = made.get(key) ?? make(key);
    made.set(key, found);
    return found;
  };
}

function attempt({ rules = {}, input = getItem, configuration = {}, authentication = keys }: Attempt) {
  const place = { region: 'eu-central-1', endpoint: server.endpoint, ...configuration };
  return runVariables({ authentication, configuration: place, input }, { settings: worker(JSON.stringify(rules)) });
}

async function expectRefused(given: Attempt, setting?: string): Promise<void> {
  const outcome = await attempt(given);
  const sent = server.requests.map(({ operation, body }) => `${operation} ${JSON.stringify(body)}`);
  expect(sent).toEqual([]);
  expect(trapped).toBe(0);
  expect(errorOf(outcome)).toMatchObject({
    code: 'AwsDynamoDbConfigurationException',
    ...(setting !== undefined && { message: expect.stringContaining(`DYNAMODB_WORKER_${setting}`) }),
  });
}

const ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table';
/** Spellings of tables that are not allowed, or of none. */
const spellings = [
  ...['vault', 'VAULT', 'Orders', 'ORDERS', 'order', 'orders_', 'xorders', 'orders.vault', 'vault.orders'],
  ...[
    ' orders',
    'orders ',
    'orders\n',
    'orders\n-vault',
    'orders\u0000',
    'orders-\u0000vault',
    'orders\u200b',
    '\u043erders',
  ],
  ...['orders/', 'orders/index/a', 'orders/../vault', 'table/orders', 'orders,vault', 'orders;vault', 'vault#orders'],
  ...['orders-vault/x', '"orders"', "'orders'", 'orders"."vault', 'orders%2e', '$orders', '%6frders'],
  ...[
    `${ARN}/vault`,
    `${ARN}/Orders`,
    `${ARN}/vault/index/orders`,
    `${ARN}/vault/stream/orders`,
    `${ARN}/orders/../vault`,
  ],
  ...[`${ARN}/vault/table/orders`, `${ARN}/vault:table/orders`, `${ARN}:orders`, `${ARN}/orders/`, `${ARN}//orders`],
  ...[`${ARN}/vault#${ARN}/orders`, ` ${ARN}/orders`, `${ARN}/orders\n`, `${ARN.toUpperCase()}/orders`],
  ...['arn:aws:s3:::table/orders', 'arn:aws:dynamodb:eu-central-1:123456789012:global-table/orders', 'arn:orders'],
];

/** Each input of each operation that names its table. */
const shapes = operations.flatMap(({ id, group }) =>
  (inputsOnTable('orders')[id] ?? []).map((_, index) => ({ id, group, index })),
);

describe.each(shapes)('$id, way $index, on', ({ id, group, index }) => {
  // Of a statement the quotes are part: those that are not closed within it come below.
  const own = id === 'executeStatement' ? spellings.filter((spelling) => !/["']/.test(spelling)) : spellings;

  test('each spelling of a table', async () => {
    for (const table of own)
      await expectRefused({ input: { ...inputsOnTable(table)[id]?.[index], [group]: id } as JsonObject });
  });
});

const statements = [
  ...[
    'SELECT * FROM vault',
    'select * from "vault"',
    'SELECT * FROM "vault"."orders"',
    'SELECT * FROM "vault" . orders',
  ],
  ...[
    'SELECT * FROM orders.vault',
    'SELECT * FROM "orders".vault.x',
    'SELECT * FROM "orders""vault"',
    'SELECT*FROM"vault"',
  ],
  ...['SELECT\n*\nFROM\n"vault"', 'SELECT * FROM "Orders"', 'SELECT * FROM ORDERS', 'SELECT orders FROM vault'],
  ...[
    'SELECT "orders" FROM "vault"',
    'SELECT * FROM orders, vault',
    'SELECT * FROM vault, orders',
    'SELECT * FROM orders o, vault v',
  ],
  ...[
    'SELECT * FROM orders AS vault',
    'SELECT * FROM orders JOIN vault ON 1 = 1',
    'SELECT * FROM orders CROSS JOIN vault',
  ],
  ...['SELECT * FROM orders INNER JOIN vault ON a = b', 'SELECT * FROM orders LEFT JOIN vault ON a = b'],
  ...['SELECT * FROM (SELECT * FROM vault)', 'SELECT * FROM orders WHERE id IN (SELECT id FROM vault)'],
  ...['SELECT (SELECT id FROM vault) FROM orders', 'SELECT * FROM orders WHERE EXISTS(SELECT * FROM vault)'],
  ...['EXISTS(SELECT * FROM vault WHERE id = 1)', 'SELECT * FROM orders UNION SELECT * FROM vault'],
  ...['SELECT * FROM orders UNION ALL SELECT * FROM vault', 'SELECT * FROM orders INTERSECT SELECT * FROM vault'],
  ...['SELECT * FROM orders EXCEPT SELECT * FROM vault', 'WITH orders AS (SELECT * FROM vault) SELECT * FROM orders'],
  ...[
    'SELECT * FROM orders; SELECT * FROM vault',
    'SELECT * FROM orders;',
    ';SELECT * FROM vault',
    'SELECT * FROM orders;DELETE FROM vault',
  ],
  ...[
    'SELECT * FROM vault -- orders',
    '-- orders\nSELECT * FROM vault',
    'SELECT * FROM -- orders\nvault',
    'SELECT * FROM --\norders',
  ],
  ...[
    'SELECT * FROM /* orders */ vault',
    '/* SELECT * FROM orders */ SELECT * FROM vault',
    'SELECT/**/*/**/FROM/**/vault',
  ],
  ...['SELECT * FROM orders/**/', 'SELECT * FROM orders /* x', "SELECT * FROM orders WHERE a = '/*' -- '*/"],
  ...[
    "SELECT * FROM orders WHERE a = '\\' OR b = ' UNION SELECT * FROM vault",
    'SELECT "\\" FROM vault --" FROM orders',
  ],
  ...[
    "SELECT ' FROM orders' FROM vault",
    "SELECT '' FROM vault WHERE a = ' FROM orders'",
    'SELECT " FROM orders " FROM vault',
  ],
  ...[
    'SELECT * FROM "orders',
    "SELECT * FROM 'orders'",
    'SELECT * FROM `vault`',
    'SELECT * FROM [vault]',
    'SELECT * FROM ?',
  ],
  ...[
    'SELECT * FROM <<vault>>',
    'SELECT * FROM orders@vault',
    'SELECT * FROM orders AT vault',
    'SELECT * FROM orders BY vault',
  ],
  ...[
    'SELECT * FROM UNPIVOT vault',
    'SELECT * FROM orders LET x = vault',
    'SELECT * FROM TABLE(vault)',
    'FROM vault SELECT *',
  ],
  ...[
    'SELECT\u00a0*\u00a0FROM\u00a0vault',
    'SELECT * FROM\u2003vault',
    'SELECT * FROM orders\u0000vault',
    '\ufeffSELECT * FROM vault',
  ],
  ...[
    `SELECT * FROM "${ARN}/vault"`,
    `SELECT * FROM "${ARN}/vault"."orders"`,
    `SELECT * FROM "${ARN}/vault/index/orders"`,
  ],
  ...[
    'EXECUTE IMMEDIATE "SELECT * FROM vault"',
    'EXPLAIN SELECT * FROM vault',
    '"SELECT" * FROM vault',
    'ſELECT * FROM vault',
  ],
  ...[
    'INSERT INTO vault VALUE {}',
    'INSERT INTO "vault" value {\'id\': 1}',
    'INSERT INTO orders.vault VALUE {}',
    'INSERT INTO "orders"."vault" VALUE {}',
  ],
  ...[
    'INSERT INTO orders SELECT * FROM vault',
    'INSERT INTO orders VALUE (SELECT * FROM vault)',
    'INSERT vault VALUE {}',
    'INSERT INTO vault << {} >>',
  ],
  ...[
    'REPLACE INTO vault VALUE {}',
    'UPSERT INTO vault VALUE {}',
    'MERGE INTO vault',
    'DROP TABLE vault',
    'CREATE TABLE vault',
  ],
  ...[
    'UPDATE vault SET a = 1 WHERE id = 1',
    'UPDATE "vault" REMOVE a WHERE id = 1',
    'UPDATE orders, vault SET a = 1',
    'UPDATE orders."x" SET a = 1',
  ],
  ...[
    'UPDATE orders SET a = (SELECT b FROM vault) WHERE id = 1',
    'UPDATE orders FROM vault SET a = 1',
    'UPDATE orders SET a = 1; DELETE FROM vault',
  ],
  ...[
    'DELETE FROM vault WHERE id = 1',
    'DELETE FROM "vault"',
    'DELETE vault',
    'DELETE FROM orders USING vault',
    'DELETE FROM orders, vault',
    'DELETE orders FROM vault',
  ],
];

test.each(statements)('the statement %s', async (statement) => {
  await expectRefused({ input: { itemOperation: 'executeStatement', statement } }, 'ALLOW_TABLES');
});

const writingStatements = [
  ...[
    "INSERT INTO orders VALUE {'id': 'a'}",
    "insert into \"orders\" value {'id': 'a'}",
    "\n\tInSeRt INTO orders VALUE {'id': 'a'}",
  ],
  ...[
    'UPDATE orders SET a = 1 WHERE id = 1',
    'update "orders" remove a where id = 1',
    'DELETE FROM orders',
    'DeLeTe FROM "orders" WHERE id = 1',
  ],
  ...[
    'SELECT * FROM orders; DELETE FROM orders',
    'SELECT * FROM orders -- \nDELETE FROM orders',
    '/* SELECT */ DELETE FROM orders',
  ],
  ...[
    '-- SELECT\nDELETE FROM orders',
    "'SELECT' DELETE FROM orders",
    '(DELETE FROM orders)',
    'SELECT DELETE FROM orders',
    'DELETE FROM orders -- SELECT',
  ],
  ...[
    'SELECT * FROM (DELETE FROM orders RETURNING ALL OLD *)',
    'EXPLAIN DELETE FROM orders',
    'UPSERT INTO orders VALUE {}',
    'REPLACE INTO orders VALUE {}',
  ],
];

describe.each([
  ['as it is', {}],
  ['with a rule on tables', { ALLOW_TABLES: 'orders' }],
])('with nothing to be written, %s:', (_, rules) => {
  const readOnly = { ALLOW_TABLES: '*', READ_ONLY: 'true', ...rules };

  test.each(writingStatements)('%s', async (statement) => {
    await expectRefused({ rules: readOnly, input: { itemOperation: 'executeStatement', statement } }, 'READ_ONLY');
  });

  const writers = operations.filter(({ writes }) => writes === true);
  test.each(writers)('$id, in each way', async ({ id, group }) => {
    for (const input of inputsOnTable('orders')[id] ?? [])
      await expectRefused({ rules: readOnly, input: { ...input, [group]: id } as JsonObject }, 'READ_ONLY');
  });
});

const selectors: readonly JsonObject[] = [
  ...[
    'GetItem',
    'getitem',
    'GETITEM',
    ' getItem',
    'getItem ',
    'getItem\u0000',
    'get*',
    '*',
    '',
    'deleteItem',
    'PutItem',
  ].map((id) => ({
    itemOperation: id,
  })),
  { type: 'deleteItem' },
  { type: 'deleteItem', operationGroup: 'itemOperation' },
  { tableOperation: 'deleteTable', itemOperation: 'getItem' },
  { tableOperation: 'scanTable', type: 'getItem' },
  { itemOperation: 'deleteItem', type: 'getItem' },
  { tableOperation: '', itemOperation: 'deleteItem', type: 'getItem' },
  { tableOperation: null, itemOperation: ['getItem'] },
  { itemOperation: { id: 'getItem' } },
  { itemOperation: '__proto__' },
  { itemOperation: 'constructor' },
];

test.each(selectors)('the operation %j beside the one that is allowed', async (selector) => {
  const { itemOperation, ...fields } = getItem;
  await expectRefused({ rules: { ALLOW_OPERATIONS: itemOperation }, input: { ...fields, ...selector } });
});

test.each([
  ...[
    'us-east-1',
    'us-east-1-fips',
    'fips-us-east-1',
    'aws-fips',
    'fips-aws-global',
    'aws-global',
    'cn-north-1',
    'us-gov-west-1',
  ],
  ...[
    'local',
    'moon-north-1',
    'EU-central-1',
    'eu-CENTRAL-1',
    'eu-central-1.',
    'eu-central-1 us-east-1',
    'eu-central-1\nus-east-1',
    'eu-',
  ],
  ...[
    'eu-central-1.evil.example',
    'eu-x.evil.example/',
    'eu-central-1@evil',
    'xn--eu-central-1',
    'eu-*',
    '*',
    'eu\u2010central\u20101',
  ],
  ...['{{secrets.TENANT_A_KEY}}', 'eu-{{secrets.OTHER}}-1', 'secrets.OTHER', '169.254.169.254', 'localhost:8000'],
])('the region %s', async (region) => {
  await expectRefused({ configuration: { region } });
  await expectRefused({ configuration: { region, endpoint: '' } });
});

const addresses = [
  ...[
    'http://169.254.169.254',
    'http://169.254.170.2',
    'http://2852039166',
    'http://0xA9FEA9FE',
    'http://0251.0376.0251.0376',
    'http://169.0xfe.43518',
  ],
  ...[
    'http://[::ffff:169.254.169.254]',
    'http://[::ffff:a9fe:a9fe]',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]',
    'http://[64:ff9b::a9fe:a9fe]',
  ],
  ...[
    'https://169.254.169.254',
    'http://169.254.169.254:80',
    'http://169.254.169.254.',
    'http://１６９。254。169。254',
  ],
];
test.each(addresses)('the endpoint %s, though every one is allowed', async (endpoint) => {
  const { origin } = new URL(endpoint);
  const rules = { ALLOW_ENDPOINTS: `http://*,https://*,http://*:80${origin.includes('[') ? `,${origin}` : ''}` };
  await expectRefused({ rules, configuration: { endpoint } });
});

test.each([
  (own: string) => own.replace('http://127.0.0.1', 'http://evil.example'),
  (own: string) => `${own}@evil.example`,
  (own: string) => own.replace('http://', 'http://evil.example@'),
  (own: string) => own.replace('http://', 'http://evil.example#'),
  (own: string) => own.replace('http://', 'https://'),
  (own: string) => own.replace('127.0.0.1', '127.0.0.1.evil.example'),
  (own: string) => `${own}0`,
  (own: string) => `${own}/vault`,
  (own: string) => `${own}?x`,
  (own: string) => `${own}#x`,
  (own: string) => `${own}\\@evil.example`,
  (own: string) => own.replace('127.0.0.1', '[::1]'),
  (own: string) => own.replace('127.0.0.1', 'localhost'),
  () => trapAddress,
  () => `${trapAddress}?${server.endpoint}`,
  () => 'localhost:8000',
  () => 'file:///etc/passwd',
])('an endpoint beside the one that is allowed (%#)', async (made) => {
  await expectRefused({ configuration: { endpoint: made(server.endpoint) } });
});

test.each<JsonObject | string | null>([
  null,
  '',
  {},
  { type: 'defaultCredentialsChain' },
  { type: 'webIdentity' },
  { type: 'webIdentity', roleSessionName: 'orders' },
  { type: 'defaultCredentialsChain', accessKey: null },
  { accessKey: null, secretKey: null },
  { accessKey: '', secretKey: '' },
  { sessionToken: null },
  { type: 'credentials', accessKey: null, secretKey: null },
  { type: 'credentials' },
  { type: null },
  { type: '' },
  { type: 'DefaultCredentialsChain' },
  { type: 'profile', profile: 'default' },
  { type: 'profile', profile: null },
  { type: 'assumeRole', roleArn: 'arn:aws:iam::123456789012:role/worker' },
  { type: 'assumeRole', roleArn: null, accessKey: 'a', secretKey: 'b' },
  { type: 'webIdentity', webIdentityTokenFile: '/etc/passwd' },
  { type: 'webIdentity', roleArn: null },
  'defaultCredentialsChain',
])('the authentication %j', async (authentication) => {
  await expectRefused({ authentication });
});

test.each<JsonObject>([
  { debug: true },
  { debug: 'true' },
  { debug: 'TRUE' },
  { debug: 1 },
  { debug: ['true'] },
  { debug: 'yes' },
])('the log of a call by %j', async (more) => {
  await expectRefused({ input: { ...getItem, ...more } });
});

describe('another tenant’s secret', () => {
  const missing = async (name: string) =>
    errorOf(await attempt({ authentication: { ...keys, accessKey: `{{secrets.${name}}}` } })).message;

  test('reads as one that there is not', async () => {
    expect(await missing('OTHER')).toBe(String(await missing('NONE')).replaceAll('NONE', 'OTHER'));
    expect(await missing('OTHER')).toContain('DYNAMODB_WORKER_ALLOW_SECRETS');
    expect(server.requests).toEqual([]);
  });

  test.each([
    ...[
      '{{secrets.OTHER}}',
      '{{ secrets.OTHER }}',
      '{{\tsecrets.OTHER\n}}',
      '{{secrets.TENANT_A_KEY}}{{secrets.OTHER}}',
    ],
    ...[
      '{{secrets.TENANT_A_TRICK}}',
      '{{secrets.{{secrets.TENANT_A_NAME}}}}',
      '{{secrets.TENANT_A_*}}',
      '{{secrets.*}}',
    ],
    ...[
      '{{secrets.OTHER.}}',
      '{{secrets.TENANT_A_/../OTHER}}',
      '{{secrets.tenant_a_OTHER}}',
      '{{secrets.OTHER|TENANT_A_KEY}}',
    ],
    ...[
      'secrets.OTHER',
      '{secrets.OTHER}',
      '{{secret.OTHER}}',
      `\${secrets.OTHER}`,
      'secrets:OTHER',
      'camunda.secrets.OTHER',
    ],
    ...[
      '{{Secrets.OTHER}}',
      '{{secrets.other}}',
      '{{secrets.OTHER',
      '{{secrets.__proto__}}',
      '{{secrets.constructor}}',
      `\${SECRET_OTHER}`,
      '$SECRET_OTHER',
    ],
  ])('is not had by %s', async (text) => {
    for (const authentication of [
      { ...keys, accessKey: text },
      { ...keys, secretKey: text },
      { ...keys, sessionToken: text },
    ]) {
      const outcome = await attempt({ authentication });
      expect(JSON.stringify([outcome, server.requests])).not.toContain(FORBIDDEN_SECRET);
    }
    const outcome = await attempt({ configuration: { endpoint: `${trapAddress}/${text}` } });
    expect(JSON.stringify([outcome, server.requests])).not.toContain(FORBIDDEN_SECRET);
    expect(trapped).toBe(0);
  });
});

describe.each([301, 302, 303, 307, 308])('the database answers with a redirect (%d)', (status) => {
  test.each(['GetItem', 'DescribeTable'])('to %s, and nobody follows it', async (operation) => {
    const led = await startCannedDynamodb(
      (request) => {
        if (request.operation === operation) return { status, headers: { location: trapAddress }, body: '' };
        return request.operation === 'DescribeTable' ? { type: 'AccessDeniedException' } : { body: {} };
      },
      { describe: 'as others' },
    );
    const outcome = await attempt({
      rules: { ALLOW_ENDPOINTS: led.endpoint },
      configuration: { endpoint: led.endpoint },
    });
    await led.stop();
    expect(led.requests.map((request) => request.operation)).toContain(operation);
    expect(trapped).toBe(0);
    if (operation === 'GetItem') expect(outcome.kind).not.toBe('completed');
  });
});

test('and what the rules allow is sent: an attempt would be seen', async () => {
  const allowed = [
    getItem,
    { ...getItem, tableName: 'orders-2026' },
    { ...getItem, tableName: `${ARN}/orders` },
    { ...getItem, debug: false },
    ...[
      'SELECT * FROM orders',
      'select * from "orders-2026"."vault"',
      `SELECT * FROM "${ARN}/orders" WHERE a = 'FROM vault'`,
    ].map((statement) => ({ itemOperation: 'executeStatement', statement })),
    { itemOperation: 'executeStatement', statement: "DELETE FROM orders WHERE id = 'a'" },
  ];
  for (const input of allowed) {
    server.clear();
    await attempt({ input });
    expect(server.requests.length, JSON.stringify(input)).toBeGreaterThan(0);
  }
  await attempt({ configuration: { region: 'eu-north-9' } });
  expect(server.requests.at(-1)?.headers.authorization).toContain('TheKeyOfTenantA');
  expect(server.requests.at(-1)?.headers.authorization).toContain('/eu-north-9/dynamodb/');
});

test('each of these attempts is another one', () => {
  for (const list of [spellings, statements, writingStatements, addresses])
    expect(new Set(list).size).toBe(list.length);
});
