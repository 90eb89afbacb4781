import { describe, expect, test } from 'vitest';
import { readConnection } from '../../src/connection/connection.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';
import { parseJson } from '../../src/json/json.ts';
import { anything } from '../support/jobs.ts';

const secrets: Record<string, string> = { KEY: 'AKIDEXAMPLE', SECRET: 'verysecret', HOST: 'Hidden.Example.com' };
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
    [{ endpoint: 'https://{{secrets.HOST}}' }, undefined, 'https://hidden.example.com'],
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
      'authentication.accessKey: expected the secret NONE beside the worker, got nothing',
    ],
    [{ configuration: [] }, 'configuration: expected an object, got a list'],
    [{ configuration: { regoin: 'x' } }, 'configuration.regoin: expected one of region, endpoint, got the text "x"'],
    [
      { configuration: { region: 'eu central' } },
      'configuration.region: expected the name of an AWS region, like eu-central-1, got the text "eu central"',
    ],
    [
      { configuration: { region: 'x.{{secrets.SECRET}}' } },
      'configuration.region: expected the name of an AWS region, like eu-central-1, got a text',
    ],
  ])('%j', (variables, message) => {
    expect(read(variables).message).toBe(message);
  });
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
    expect(message).toBe(`configuration.endpoint: expected ${expected}, got a text`);
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
  const paths = message.split('; ').map((fault) => fault.split(':')[0]);
  expect(paths).toEqual([
    'authentication.accessKey',
    'authentication.secretKey',
    'configuration.region',
    'configuration.more',
    'configuration.endpoint',
  ]);
});

test('what must not be read in a message: keys, secrets, and the host of a secret endpoint', () => {
  const authentication = { accessKey: 'AKIA', secretKey: '{{secrets.SECRET}}', sessionToken: 'token' };
  const { connection } = read({ authentication, configuration: { endpoint: 'https://{{secrets.HOST}}' } });
  expect(connection.secrets).toEqual(
    expect.arrayContaining(['AKIA', 'verysecret', 'token', 'Hidden.Example.com', 'hidden.example.com']),
  );
  expect(
    read({ authentication, configuration: { endpoint: 'http://localhost:8000' } }).connection.secrets,
  ).not.toContain('localhost');
});
