import { describe, expect, test } from 'vitest';
import { authenticationFields, authenticationTypes } from '../../src/connection/authentication.ts';
import { readConnection } from '../../src/connection/connection.ts';
import { configurationFields } from '../../src/connection/place.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';
import { labelOf } from '../../src/fields/labels.ts';
import { parseJson } from '../../src/json/json.ts';
import { anything } from '../support/jobs.ts';

const secrets: Record<string, string> = { KEY: 'AKIDEXAMPLE', SECRET: 'verysecret' };
const policy = {
  ...anything,
  secret: (name: string) => secrets[name],
  allowsEndpoint: (origin: string) => origin.endsWith('.example.com') || origin === 'http://localhost:8000',
};

function read(variables: object) {
  const faults: Fault[] = [];
  const connection = readConnection(parseJson(JSON.stringify(variables)) as never, policy, faults);
  return { connection, message: formatFaults(faults) };
}

describe('where DynamoDB is', () => {
  test.each([
    [{}, undefined, undefined],
    [{ region: 'eu-central-1', endpoint: '' }, 'eu-central-1', undefined],
    [{ region: ' us-gov-west-1 ' }, 'us-gov-west-1', undefined],
    [{ endpoint: 'https://vpce.example.com/' }, undefined, 'https://vpce.example.com'],
    [{ endpoint: 'HTTPS://VPCE.example.com:443' }, undefined, 'https://vpce.example.com'],
    [{ endpoint: 'http://localhost:8000' }, undefined, 'http://localhost:8000'],
    [{ region: 'us-east-1-fips' }, 'us-east-1-fips', undefined],
    [{ region: 'eu-north-7', endpoint: 'https://vpce.example.com' }, 'eu-north-7', 'https://vpce.example.com'],
  ])('%j', (configuration, region, endpoint) => {
    const { connection, message } = read({ configuration });
    expect(message).toBe('');
    expect(connection).toMatchObject({ region, endpoint });
  });
});

describe('what cannot be used is named, but no value of it', () => {
  test.each<[object, string]>([
    [{ authentication: 'secret' }, 'authentication: expected an object, got a text'],
    [
      { authentication: { accessKey: '{{secrets.NONE}}', secretKey: '{{secrets.SECRET}}' } },
      'authentication.accessKey (Access key): expected the secret NONE beside the worker, where its operator allows it (DYNAMODB_WORKER_ALLOW_SECRETS), got nothing',
    ],
    [{ configuration: [] }, 'configuration: expected an object, got a list'],
    [{ configuration: { regoin: 'x' } }, 'configuration.regoin: expected one of region, endpoint, got the text "x"'],
    [
      { configuration: { region: 'eu central' } },
      'configuration.region (Region): expected the name of an AWS region, like eu-central-1, got the text "eu central"',
    ],
  ])('%j', (variables, message) => {
    expect(read(variables).message).toBe(message);
  });
});

describe('a region is one of AWS, known or new: no other becomes part of a host name', () => {
  test.each([
    'local',
    'moon-north-1',
    'xn--eu-1',
    'eu-central-1.evil.com',
    'eu-central-1/x',
    'EU-CENTRAL-1',
    'eu-Central-1',
    'us-east-1-fips-fips',
  ])('%s', (region) => {
    for (const endpoint of ['', 'http://localhost:8000']) {
      expect(read({ configuration: { region, endpoint } }).message).toBe(
        `configuration.region (Region): expected the name of an AWS region, like eu-central-1, got the text "${region}"`,
      );
    }
  });

  test('one that asks for FIPS is of AWS alone', () => {
    const { message } = read({ configuration: { region: 'fips-us-east-1', endpoint: 'http://localhost:8000' } });
    expect(message).toBe(
      'configuration.endpoint (Endpoint): expected none beside a region that asks for FIPS, got one',
    );
  });
});

describe('no secret is replaced in what becomes a host name', () => {
  const places = {
    region: 'the name of an AWS region, like eu-central-1',
    endpoint: 'the address of DynamoDB, like https://dynamodb.eu-central-1.amazonaws.com',
  };
  test.each(
    Object.entries(places).flatMap(([name, expected]) =>
      ['{{secrets.HOST}}', 'https://{{secrets.HOST}}', 'a-{{ secrets.NONE }}-1'].map((text) => [name, text, expected]),
    ),
  )('%s = %s', (name = '', text, expected) => {
    const label = name === 'region' ? 'Region' : 'Endpoint';
    const asked: string[] = [];
    const faults: Fault[] = [];
    const secret = (asking: string) => {
      asked.push(asking);
      return 'the secret';
    };
    const connection = readConnection({ configuration: { [name]: text as string } }, { ...policy, secret }, faults);
    expect(formatFaults(faults)).toBe(
      `configuration.${name} (${label}): expected ${expected}, without {{secrets.…}}, which is replaced in authentication only, got a text with it`,
    );
    expect([asked, connection.secrets]).toEqual([[], []]);
  });
});

describe('link-local addresses and those of clouds’ metadata are refused, whatever the operator allows', () => {
  test.each([
    ...['169.254.169.254', '169.254.170.2:80', '169.254.0.1', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376'],
    ...['169.16689662', '169.254.169.254.', '１６９.254.169.254', '100.100.100.200', '192.0.0.192'],
    ...['[fe80::1]', '[febf:ffff::1]:8000', '[fd00:ec2::254]', '[fd00:ec2::23]', '[fd20:ce::254]'],
    ...['[::ffff:169.254.169.254]', '[::ffff:a9fe:aa02]', '[::169.254.169.254]', '[64:ff9b::169.254.169.254]'],
    ...[
      '[64:ff9b::100.100.100.200]',
      '[64:ff9b:1::169.254.169.254]',
      '[::ffff:0:169.254.169.254]',
      '[2002:6464:64c8::1]',
    ],
    ...['[2002:a9fe:a9fe::]', '[0:0:0:0:0:FFFF:A9FE:A9FE]'],
  ])('%s', (host) => {
    for (const protocol of ['http', 'https']) {
      const faults: Fault[] = [];
      readConnection(
        { configuration: { endpoint: `${protocol}://${host}` } },
        { ...policy, allowsEndpoint: () => true },
        faults,
      );
      expect(formatFaults(faults)).toBe(
        'configuration.endpoint (Endpoint): expected a host other than an address that is link-local, or where a cloud keeps its metadata, which no job may name, got a text',
      );
    }
  });

  test.each(['127.0.0.1:8000', '10.0.0.1', '[::1]:8000', '169.253.169.254', '[fd00:ec3::254]', '[fec0::1]'])(
    'but not %s',
    (host) => {
      const faults: Fault[] = [];
      readConnection(
        { configuration: { endpoint: `http://${host}` } },
        { ...policy, allowsEndpoint: () => true },
        faults,
      );
      expect(faults).toEqual([]);
    },
  );
});

test('a region that the operator does not allow is refused, in each of its spellings', () => {
  const rules = { ...policy, allowsRegion: (region: string) => region.startsWith('eu-') };
  for (const region of ['us-east-1', 'us-east-1-fips', 'fips-us-east-1', 'aws-fips']) {
    const faults: Fault[] = [];
    readConnection({ configuration: { region } }, rules, faults);
    expect(formatFaults(faults)).toBe(
      `configuration.region (Region): expected a region that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_REGIONS), got the text "${region}"`,
    );
  }
  for (const region of ['eu-central-1', 'eu-central-1-fips']) {
    const faults: Fault[] = [];
    readConnection({ configuration: { region } }, rules, faults);
    expect(faults).toEqual([]);
  }
});

describe('an endpoint must be an origin that the operator allows', () => {
  const allowed = 'an endpoint that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_ENDPOINTS)';
  const origin = 'an http or https address of a host and a port, and nothing more';
  const address = 'the address of DynamoDB, like https://dynamodb.eu-central-1.amazonaws.com';
  test.each([
    ['https://evil.com', allowed],
    ['https://example.com.evil.com', allowed],
    ['http://localhost:8001', allowed],
    ['https://vpce.example.com/path', origin],
    ['https://vpce.example.com?query', origin],
    ['https://vpce.example.com#hash', origin],
    ['https://user@vpce.example.com', origin],
    ['https://:password@vpce.example.com', origin],
    ['file:///etc/passwd', origin],
    ['javascript:alert(1)', origin],
    ['vpce.example.com', address],
    ['//vpce.example.com', address],
    ['https://', address],
  ])('%s', (endpoint, expected) => {
    const { message } = read({ configuration: { endpoint } });
    expect(message).toBe(`configuration.endpoint (Endpoint): expected ${expected}, got a text`);
  });

  test('a host that is longer than any name', () => {
    const messageOf = (host: string) => read({ configuration: { endpoint: `https://${host}` } }).message;
    const name = 'a.'.repeat(126);
    expect(messageOf(`${name}a`)).toContain(allowed);
    expect(messageOf(`${name}aa`)).toContain('expected a host of at most 253 characters');
  });
});

test('every fault is named at once', () => {
  const { message } = read({
    authentication: { accessKey: '{{secrets.NONE}}', secretKey: '' },
    configuration: { region: '?', endpoint: 'x', more: 1 },
  });
  const places = message.split('; ').map((fault) => fault.split(':')[0]);
  expect(places).toEqual([
    'authentication.accessKey (Access key)',
    'authentication.secretKey (Secret key)',
    'configuration.region (Region)',
    'configuration.more',
    'configuration.endpoint (Endpoint)',
  ]);
});

describe('what must not be read in a message', () => {
  /** Names, which an operator must find. */
  const told = ['roleArn', 'roleSessionName', 'profile', 'webIdentityTokenFile'];
  const fields = Object.entries(authenticationTypes).flatMap(([type, { fields }]) =>
    Object.keys(fields).map((name) => ({ type, name, isSecret: !told.includes(name) && name !== 'durationSeconds' })),
  );
  test.each(fields)('$name of $type, as a plain value: secret is $isSecret', ({ type, name, isSecret }) => {
    const { connection } = read({ authentication: { type, [name]: ' plain-value\n' } });
    expect(connection.secrets.includes('plain-value')).toBe(isSecret || name === 'durationSeconds');
  });

  test('nor a secret of the worker, in whatever field', () => {
    for (const { type, name } of fields) {
      const { connection } = read({ authentication: { type, [name]: '{{secrets.SECRET}}' } });
      expect(connection.secrets).toContain('verysecret');
    }
  });

  test.each([
    [{ accessKey: { deep: ['hidden-value'] } }],
    [{ unknown: 'hidden-value' }],
    ['hidden-value'],
    [{ type: 'credentials', accessKey: 'x'.repeat(20_000), secretKey: 'hidden-value' }],
  ])('nor a text where none belongs: %j', (authentication) => {
    expect(read({ authentication }).connection.secrets).toContain('hidden-value');
  });
});

describe('null is no field that was left out', () => {
  const configuration = Object.keys(configurationFields).map((name) => ({ variable: 'configuration', name, type: '' }));
  const authentication = Object.entries(authenticationTypes).flatMap(([type, { fields }]) =>
    Object.keys(fields).map((name) => ({ variable: 'authentication', name, type })),
  );
  test.each([...configuration, ...authentication])('in $variable.$name $type', ({ variable, name, type }) => {
    const given = type === '' ? {} : { type };
    const { message } = read({ [variable]: { ...given, [name]: null } });
    const label = labelOf({ ...authenticationFields, ...configurationFields }, name);
    const told = `${variable}.${name} (${label}): expected `;
    const nulls = message
      .split('; ')
      .filter((fault) => fault.endsWith(', got null: is the field empty, or is there no such variable or function?'));
    if (name === 'sessionToken') expect(nulls).toEqual([]);
    else expect(nulls).toEqual([expect.stringContaining(told)]);
  });

  test.each(['authentication', 'configuration'])('in place of the whole %s', (variable) => {
    expect(read({ [variable]: null }).message).toBe(
      `${variable}: expected an object, got null: is the field empty, or is there no such variable or function?`,
    );
  });
});
