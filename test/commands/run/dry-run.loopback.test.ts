import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../../../src/commands/run.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { runCommand } from '../../support/command-line.ts';

const connection = {
  authentication: { type: 'credentials', accessKey: '{{secrets.KEY}}', secretKey: '{{secrets.SECRET}}' },
  configuration: { region: 'eu-central-1' },
};
const env = { SECRET_KEY: 'accessKeyOfTest', SECRET_SECRET: 'secretKeyOfTest' };

interface DryRun {
  readonly exitCode: number;
  readonly outcome?: string;
  readonly message?: string;
  readonly requests: readonly {
    readonly operation: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: JsonObject;
  }[];
  readonly notes: readonly string[];
  readonly explanation?: readonly string[];
}

async function dry(input: object, args: readonly string[] = [], given: object = {}): Promise<DryRun> {
  const variables = { ...connection, input, ...given };
  const { code, output } = await runCommand(run, ['-', '--dry-run', '--json', ...args], {
    env,
    input: JSON.stringify({ variables, customHeaders: { errorExpression: 'bpmnError("NO")', resultExpression: '5' } }),
  });
  return { exitCode: code, ...JSON.parse(output) };
}

const orders = { tableName: 'orders' };
const operationsOf = ({ requests }: DryRun) => requests.map(({ operation }) => operation);
const get = { itemOperation: 'getItem', ...orders, primaryKeyComponents: { id: 'a' } };

describe('keys', () => {
  test('that nobody gave are not checked', async () => {
    const { notes } = await dry(get);
    expect(notes).toEqual([
      expect.stringMatching(/^The keys of orders are not known here, so nothing is checked.* --keys orders=id:S/),
    ]);
  });

  test('that are given are checked, as the worker checks them', async () => {
    const refused = await dry(get, ['--keys', 'orders=id:N']);
    expect(refused).toMatchObject({
      exitCode: 1,
      outcome: 'error',
      message: expect.stringContaining('the key of orders is id (N)'),
    });
    expect(operationsOf(refused)).toEqual(['DescribeTable']);
    expect(await dry(get, ['--keys', 'orders=id:S'])).toMatchObject({ exitCode: 0, notes: [] });
  });

  test('that the job does not ask for are told', async () => {
    const { notes } = await dry(get, ['--keys', 'orders=id:S', '--keys', 'order=id:S']);
    expect(notes).toEqual([expect.stringMatching(/^The keys of order, given by --keys, are not used/)]);
  });

  test('whose names are missing have others in their place', async () => {
    const byValue = { itemOperation: 'getItem', ...orders, partitionKeyValue: 'a', sortKeyValue: 5 };
    const { requests, notes } = await dry(byValue);
    const Key = { '<partition key of orders>': { S: 'a' }, '<sort key of orders>': { N: '5' } };
    expect(requests.map(({ body }) => body)).toEqual([{ TableName: 'orders' }, { TableName: 'orders', Key }]);
    expect(notes).toEqual([expect.stringContaining('<…> stands for a name that DescribeTable gives')]);
  });

  test('that an item must be known by end the list', async () => {
    const replaced = {
      itemOperation: 'addItem',
      ...orders,
      item: { id: 'a' },
      exactlyOnce: true,
      returnValues: 'ALL_OLD',
    };
    const ended = await dry(replaced);
    expect(ended).toMatchObject({ exitCode: 0, notes: [expect.stringContaining('and what follows needs them')] });
    expect(operationsOf(ended)).toEqual(['DescribeTable', 'DescribeTable']);
  });
});

describe('what depends on an answer is said:', () => {
  const keyCondition = { id: 'a' };
  test.each([
    ['pages', { itemOperation: 'queryItems', ...orders, keyCondition }, /LastEvaluatedKey.* as ExclusiveStartKey\.$/],
    ['their end', { tableOperation: 'scanTable', ...orders, maxItems: 5 }, /until maxItems is reached/],
    ['the rate', { tableOperation: 'scanTable', ...orders, maxReadUnits: 1 }, /^Pauses between pages/],
    ['pages of a statement', { itemOperation: 'executeStatement', statement: 'SELECT * FROM "a"' }, /NextToken/],
    ['pages of names', { tableOperation: 'listTables' }, /LastEvaluatedTableName/],
    ['what is left', { itemOperation: 'batchGetItems', ...orders, keys: [{ id: 'a' }] }, /leaves unprocessed/],
    [
      'a new table',
      { tableOperation: 'createTable', ...orders, partitionKey: 'id', partitionKeyType: 'S' },
      /until the table .* active/,
    ],
    [
      'a table that is there',
      { tableOperation: 'createTable', ...orders, partitionKey: 'id', partitionKeyType: 'S', ifNotExists: true },
      /compare its keys/,
    ],
    ['a table that goes', { tableOperation: 'deleteTable', ...orders }, /until the table is gone/],
    [
      'what is set',
      { tableOperation: 'updateTimeToLive', ...orders, timeToLiveAttribute: 'until' },
      /DescribeTimeToLive/,
    ],
    ['listed tables', { tableOperation: 'discoverTables' }, /Each table in the list/],
  ])('%s', async (_what, input, told) => {
    expect((await dry(input)).notes).toContainEqual(expect.stringMatching(told));
  });

  test('nothing where nothing follows', async () => {
    expect((await dry({ tableOperation: 'listTables', limit: 5 })).notes).toEqual([]);
    expect(
      (await dry({ itemOperation: 'executeStatement', statement: `DELETE FROM "a" WHERE id = 'a'` })).notes,
    ).toEqual([]);
  });
});

test('the machine is not asked where it runs, also with defaults that depend on it', async () => {
  const asked: (string | undefined)[] = [];
  const metadata = createServer((request, response) => {
    asked.push(request.url);
    response.end('eu-central-1');
  }).listen(0, '127.0.0.1');
  await once(metadata, 'listening');
  onTestFinished(() => void metadata.close());
  const address = `http://127.0.0.1:${(metadata.address() as AddressInfo).port}`;
  const folder = await mkdtemp(join(tmpdir(), 'dry-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const config = join(folder, 'config');
  const ran = join(folder, 'ran');
  await writeFile(config, `[default]\ndefaults_mode = auto\n[profile shop]\ncredential_process = touch ${ran}\n`);
  const variables = {
    AWS_DEFAULTS_MODE: 'auto',
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_EC2_METADATA_SERVICE_ENDPOINT: address,
    AWS_EC2_METADATA_DISABLED: '',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: address,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const ways = [connection.authentication, { type: 'defaultCredentialsChain' }, { type: 'profile', profile: 'shop' }];
  for (const authentication of ways) expect(await dry(get, [], { authentication })).toMatchObject({ exitCode: 0 });
  expect(asked).toEqual([]);
  expect(existsSync(ran)).toBe(false);
});

describe('credentials', () => {
  test('are not shown, nor is what they sign', async () => {
    const projectionExpression = ['secretKeyOfTest-name'];
    const input = { ...get, primaryKeyComponents: { id: 'of secretKeyOfTest' }, projectionExpression };
    const { requests, explanation } = await dry(input, ['--explain']);
    expect(JSON.stringify([requests, explanation])).not.toMatch(/accessKeyOfTest|secretKeyOfTest|Signature=[0-9a-f]/);
    expect(requests[1]?.body).toMatchObject({ Key: { id: { S: 'of ***' } } });
    expect(requests[1]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=\*\*\*\/\d{8}\/eu-central-1\/dynamodb/,
    );
  });

  test('and other secrets are in no note and no call that debug tells', async () => {
    const input = { ...get, tableName: 'secretKeyOfTest', debug: true };
    const authentication = { type: 'profile', profile: '{{secrets.SECRET}}' };
    const variables = { ...connection, input, authentication };
    for (const args of [[], ['--json']]) {
      const ended = await runCommand(run, ['-', '--dry-run', ...args], { env, input: JSON.stringify({ variables }) });
      expect(ended.output).toContain('credentials of the profile ***');
      expect(ended.output).toContain('The keys of *** are not known');
      expect(ended.errors).toContain('"TableName":"***"');
      expect(`${ended.output}${ended.errors}`).not.toContain('OfTest');
    }
  });

  test('of a role are not asked for, but send a token to the account of the role', async () => {
    const authentication = { type: 'assumeRole', roleArn: 'arn:aws:iam::123456789012:role/orders' };
    const { requests, notes } = await dry({ tableOperation: 'listTables', limit: 1 }, [], { authentication });
    expect(requests[0]?.headers).toMatchObject({ 'x-amz-security-token': '***' });
    expect(requests[0]?.url).toBe('https://123456789012.ddb.eu-central-1.amazonaws.com/');
    expect(notes).toEqual([]);
  });

  test('of which nothing is known are told', async () => {
    const authentication = { type: 'profile', profile: 'orders' };
    const { notes } = await dry({ tableOperation: 'listTables', limit: 1 }, [], { authentication });
    expect(notes).toEqual([expect.stringContaining('of the profile orders are not looked up here')]);
  });
});

describe('--explain', () => {
  async function explained(input: object): Promise<string[]> {
    const { explanation = [] } = await dry(input, ['--explain']);
    return explanation.map((sentence) => sentence.replace(/^(Units: [^:]*):.*/, '$1'));
  }

  test('tells placeholders that the worker made, and not those of the task', async () => {
    const update = {
      itemOperation: 'updateItem',
      ...orders,
      primaryKeyComponents: { id: 'a' },
      updateExpression: 'SET #own = :own, status = :own',
      expressionAttributeNames: { '#own': 'a b' },
      expressionAttributeValues: { ':own': 5 },
      condition: { total: 7 },
    };
    const [keys, names, values] = await explained(update);
    expect(keys).toMatch(/^Keys: DescribeTable looks up the keys of orders\./);
    expect(names).toMatch(/^Names: #status stands for status, #total stands for total\. /);
    expect(values).toBe('Values: :total stands for the value of the task.');
  });

  test('tells how a batch is split', async () => {
    const putItems = Array.from({ length: 60 }, (_, n) => ({ id: `o-${n}` }));
    const sentences = await explained({ itemOperation: 'batchWriteItems', ...orders, putItems });
    expect(sentences).toContain('Split: 60 writes go in 3 calls, of 25, 25, 10. One call takes 25 and 16 MB.');
  });

  test('tells how a scan is divided', async () => {
    const sentences = await explained({ tableOperation: 'scanTable', ...orders, totalSegments: 3 });
    expect(sentences).toContain('Segments: 3, of which up to 16 are read at the same time.');
    expect(sentences).toContain('Pages: 3 requests of Scan, one for each page.');
  });

  test('tells what is done once', async () => {
    const sentences = await explained({ itemOperation: 'addItem', ...orders, item: { id: 'a' }, exactlyOnce: true });
    expect(sentences).toContainEqual(expect.stringMatching(/^Once: for exactlyOnce, the write goes in a transaction/));
  });

  test('tells whose token a transaction has', async () => {
    const transactItems = [{ Put: { TableName: 'orders', Item: { id: 'a' } } }];
    const transaction = { itemOperation: 'transactWriteItems', transactItems };
    expect(await explained(transaction)).toContainEqual(expect.stringContaining('with a token of the job'));
    const own = { ...transaction, clientRequestToken: 'mine' };
    expect(await explained(own)).toContainEqual(expect.stringContaining('with the token of the task'));
  });

  test('says nothing of a job that asks nothing', async () => {
    expect(await explained({ itemOperation: 'getItem' })).toEqual([]);
  });
});

test('a job that is wrong is refused as the worker refuses it', async () => {
  const refused = await dry({ itemOperation: 'getItem', ...orders });
  expect(refused).toMatchObject({ exitCode: 1, outcome: 'error', requests: [] });
  expect(refused.message).toContain('input.primaryKeyComponents');
});

test('is laid out for a reader', async () => {
  const input = JSON.stringify({ ...connection, input: get });
  const { code, output } = await runCommand(run, ['-', '--dry-run', '--explain'], { env, input });
  expect(code).toBe(0);
  expect(output).toMatch(
    /^Request 1: DescribeTable\nPOST https:\/\/dynamodb\.eu-central-1\.amazonaws\.com\/\n[\s\S]*\n\n{\n {2}"TableName": "orders"\n}\n\nRequest 2: GetItem\n[\s\S]*\n\nNot in this list:\n- [\s\S]*\n\nExplained:\n- Keys: [\s\S]*\n$/,
  );
});

test('secrets of AWS are not asked for, and the notes say what stands for them', async () => {
  const input = JSON.stringify({ variables: { ...connection, input: get } });
  const settings = { SECRET_KEY: 'accessKeyOfTest', DYNAMODB_WORKER_SECRETS_MANAGER_PREFIX: 'prod/' };
  const { code, output } = await runCommand(run, ['-', '--dry-run', '--json'], { env: settings, input });
  expect(code).toBe(0);
  expect((JSON.parse(output) as DryRun).notes[0]).toBe(
    'AWS is not asked for the secret SECRET: *** stands for it here.',
  );
});
