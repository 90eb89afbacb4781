import { describe, expect, test } from 'vitest';
import { authenticationFields, readAuthentication } from '../../src/connection/authentication.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';
import { labelFaults, labelOf } from '../../src/fields/labels.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { anything } from '../support/jobs.ts';

const roleArn = 'arn:aws:iam::123456789012:role/orders';
const ascii = 'text of ASCII characters without blanks';

function read(authentication: JsonObject, policy = anything) {
  const faults: Fault[] = [];
  const read = readAuthentication(authentication, policy, faults);
  return { authentication: read, message: formatFaults(labelFaults(faults, authenticationFields)) };
}

describe('what a job says is how it signs in', () => {
  const keys = { accessKey: 'a', secretKey: 'b' };
  test.each<[JsonObject, JsonObject]>([
    [{}, { type: 'defaultCredentialsChain' }],
    [{ type: 'defaultCredentialsChain' }, { type: 'defaultCredentialsChain' }],
    [keys, { type: 'credentials', ...keys }],
    [
      { accessKey: ' a ', secretKey: 'b\n' },
      { type: 'credentials', ...keys },
    ],
    [
      { ...keys, sessionToken: 't' },
      { type: 'credentials', ...keys, sessionToken: 't' },
    ],
    [
      { type: 'profile', profile: 'orders' },
      { type: 'profile', profile: 'orders' },
    ],
    [
      { type: 'assumeRole', roleArn },
      { type: 'assumeRole', roleArn },
    ],
    [
      { type: 'assumeRole', roleArn, durationSeconds: '900', externalId: 'a:b/c', roleSessionName: 'o=1' },
      { type: 'assumeRole', roleArn, durationSeconds: 900, externalId: 'a:b/c', roleSessionName: 'o=1' },
    ],
    [
      { type: 'assumeRole', roleArn, durationSeconds: 43_200, ...keys, sessionToken: 't' },
      { type: 'assumeRole', roleArn, durationSeconds: 43_200, ...keys, sessionToken: 't' },
    ],
    [{ type: 'webIdentity' }, { type: 'webIdentity' }],
    [
      { ...keys, sessionToken: null },
      { type: 'credentials', ...keys },
    ],
    [
      { type: 'assumeRole', roleArn, externalId: '', roleSessionName: '', durationSeconds: '', sessionToken: '' },
      { type: 'assumeRole', roleArn },
    ],
    [{ type: 'defaultCredentialsChain', sessionToken: null, roleArn: '' }, { type: 'defaultCredentialsChain' }],
    [
      { type: 'webIdentity', roleArn, webIdentityTokenFile: '/tokens/a', roleSessionName: 'orders' },
      { type: 'webIdentity', roleArn, webIdentityTokenFile: '/tokens/a', roleSessionName: 'orders' },
    ],
  ])('%j', (given, expected) => {
    const { authentication, message } = read(given);
    expect(message).toBe('');
    expect(authentication).toEqual(expected);
  });

  test.each([
    'arn:aws:iam::123456789012:role/a',
    'arn:aws-cn:iam::123456789012:role/team/b_+=,.@-c',
    'arn:aws-us-gov:iam::123456789012:role/service-role/with/a/path/orders',
  ])('%s is the ARN of a role', (arn) => {
    expect(read({ type: 'assumeRole', roleArn: arn }).message).toBe('');
  });
});

describe('what cannot be used is named, but no value of it', () => {
  const types = 'one of credentials, defaultCredentialsChain, profile, assumeRole, webIdentity';
  const profile = 'authentication.profile (Profile): expected up to 255 ASCII characters without blanks, got';
  const arn = `authentication.roleArn (Role ARN): expected the ARN of an IAM role, like ${roleArn}, got`;
  const together = 'accessKey (Access key) and secretKey (Secret key) together, or no keys at all';
  const duration =
    'authentication.durationSeconds (Duration in seconds): expected a whole number from 900 to 43200, got';
  const path =
    'authentication.webIdentityTokenFile (Token file): expected an absolute path without . and .. in it, got a text';
  test.each<[JsonObject, string]>([
    [
      { type: null },
      `authentication.type (Authentication): expected ${types}, got null: is the field empty, or is there no such variable or function?`,
    ],
    [
      { type: '', accessKey: 'a', secretKey: 'b' },
      `authentication.type (Authentication): expected ${types}, got an empty text`,
    ],
    [{ type: 'secret' }, `authentication.type (Authentication): expected ${types}, got a text`],
    [{ type: 'constructor' }, `authentication.type (Authentication): expected ${types}, got a text`],
    [
      { type: 'credentials' },
      `authentication.accessKey (Access key): expected ${ascii}, got nothing; authentication.secretKey (Secret key): expected ${ascii}, got nothing`,
    ],
    [
      { accessKey: 5, secretKey: ['secret'] },
      `authentication.accessKey (Access key): expected ${ascii}, got a number; authentication.secretKey (Secret key): expected ${ascii}, got a list`,
    ],
    [
      { accessKey: 'sec ret', secretKey: 'sec\u0000ret' },
      `authentication.accessKey (Access key): expected ${ascii}, got a text; authentication.secretKey (Secret key): expected ${ascii}, got a text`,
    ],
    [
      { accessKey: 'a', secretKey: 'b', token: 'secret' },
      'authentication.token: expected one of accessKey, secretKey, sessionToken, got a text',
    ],
    [
      { type: 'defaultCredentialsChain', accessKey: 'secret' },
      'authentication.accessKey (Access key): expected nothing beside the type defaultCredentialsChain, got a text',
    ],
    [{ type: 'profile' }, `${profile} nothing`],
    [
      { type: 'profile', profile: 'a', roleArn },
      'authentication.roleArn (Role ARN): expected one of profile, got a text',
    ],
    [{ type: 'assumeRole' }, `${arn} nothing`],
    [{ type: 'assumeRole', roleArn: 'arn:aws:iam::123456789012:user/orders' }, `${arn} a text`],
    [{ type: 'assumeRole', roleArn: 'arn:aws:iam::1234:role/orders' }, `${arn} a text`],
    [{ type: 'webIdentity', roleArn: 'orders' }, `${arn} a text`],
    [{ type: 'assumeRole', roleArn, durationSeconds: 899 }, `${duration} a number`],
    [{ type: 'assumeRole', roleArn, durationSeconds: '43201' }, `${duration} a text`],
    [{ type: 'assumeRole', roleArn, durationSeconds: 900.5 }, `${duration} a number`],
    [
      { type: 'assumeRole', roleArn, externalId: 'a b' },
      'authentication.externalId (External id): expected 2 to 1224 letters, digits or characters of _+=,.@:/-, got a text',
    ],
    [
      { type: 'assumeRole', roleArn, roleSessionName: 'a/b' },
      'authentication.roleSessionName (Session name): expected 2 to 64 letters, digits or characters of _+=,.@-, got a text',
    ],
    [
      { type: 'assumeRole', roleArn, accessKey: 'a' },
      `authentication.secretKey (Secret key): expected ${together}, got nothing`,
    ],
    [
      { type: 'assumeRole', roleArn, secretKey: 'a' },
      `authentication.accessKey (Access key): expected ${together}, got nothing`,
    ],
    [
      { type: 'assumeRole', roleArn, sessionToken: 'a' },
      `authentication.accessKey (Access key): expected ${together}, got nothing; authentication.secretKey (Secret key): expected ${together}, got nothing`,
    ],
    [{ type: 'webIdentity', webIdentityTokenFile: 'token' }, path],
    [{ type: 'webIdentity', webIdentityTokenFile: '/tokens/../etc/passwd' }, path],
    [{ type: 'webIdentity', webIdentityTokenFile: '/tokens//a' }, path],
    [{ type: 'webIdentity', webIdentityTokenFile: '/tokens/\u0000a' }, path],
    [{ type: 'webIdentity', webIdentityTokenFile: '/tokens/\na' }, path],
  ])('%j', (authentication, message) => {
    expect(read(authentication).message).toBe(message);
  });

  test('what is longer than any profile or path', () => {
    const long = { profile: 'a'.repeat(255), path: `/${'a'.repeat(4_095)}` };
    const reads = (more: string) => [
      read({ type: 'profile', profile: long.profile + more }).message,
      read({ type: 'webIdentity', webIdentityTokenFile: long.path + more }).message,
    ];
    expect([reads(''), reads('a')]).toEqual([
      ['', ''],
      [`${profile} a text`, path],
    ]);
  });
});

test('keys that are longer than any of AWS are refused: a connection is kept with them', () => {
  const long = 'a'.repeat(16_384);
  const reads = (more: string) =>
    read({ accessKey: long + more, secretKey: long + more, sessionToken: long + more }).message.split('; ');
  const fault = (name: string) =>
    expect.stringMatching(`^authentication\\.${name} .*: expected at most 16384 characters, `);
  expect(reads('')).toEqual(['']);
  expect(reads('a')).toEqual(['accessKey', 'secretKey', 'sessionToken'].map(fault));
});

describe('what is null or empty is never replaced by the credentials of the worker', () => {
  const arn = `the ARN of an IAM role, like ${roleArn}`;
  const profile = 'up to 255 ASCII characters without blanks';
  const path = 'an absolute path without . and .. in it';
  const given: readonly [JsonObject, Record<string, string>][] = [
    [
      { accessKey: null, secretKey: null },
      { accessKey: ascii, secretKey: ascii },
    ],
    [{ accessKey: null }, { accessKey: ascii }],
    [{ sessionToken: null }, {}],
    [{ type: 'credentials', accessKey: null, secretKey: 'b' }, { accessKey: ascii }],
    [
      { type: 'assumeRole', roleArn, accessKey: null, secretKey: null },
      { accessKey: ascii, secretKey: ascii },
    ],
    [{ type: 'assumeRole', roleArn: null }, { roleArn: arn }],
    [{ type: 'profile', profile: null }, { profile }],
    [{ type: 'webIdentity', roleArn: null }, { roleArn: arn }],
    [{ type: 'webIdentity', webIdentityTokenFile: null }, { webIdentityTokenFile: path }],
  ];
  test.each(given)('%j', (authentication, expected) => {
    const messages = (got: string) =>
      Object.entries(expected).map(([name, what]) => {
        const label = labelOf(authenticationFields, name);
        return `authentication.${name} (${label}): expected ${what}, got ${got}`;
      });
    expect(read(authentication).message.split('; ')).toEqual(
      expect.arrayContaining(messages('null: is the field empty, or is there no such variable or function?')),
    );
    const empty = Object.fromEntries(Object.entries(authentication).map(([name, value]) => [name, value ?? '']));
    expect(read(empty).message.split('; ')).toEqual(expect.arrayContaining(messages('an empty text')));
    expect([read(authentication).message, read(empty).message]).not.toContain('');
  });

  test('nor is an external id, which guards a role, left out because it is null', () => {
    expect(read({ type: 'assumeRole', roleArn, externalId: null }).message).toMatch(
      /^authentication.externalId \(External id\): .*null: is the field empty, or is there no such variable or function\?$/,
    );
  });
});

describe('a job may sign with the credentials of the worker only where the operator allows it', () => {
  const kept = { ...anything, allowsDefaultCredentials: false };
  test.each<JsonObject>([
    {},
    { type: 'defaultCredentialsChain' },
    { type: 'webIdentity' },
    { type: 'webIdentity', roleSessionName: 'orders' },
  ])('%j', (authentication) => {
    expect(read(authentication, kept).message).toBe(
      "authentication: expected keys, a profile, a role or a web identity: the worker's own credentials are not for tasks (DYNAMODB_WORKER_ALLOW_DEFAULT_CREDENTIALS), got none of them",
    );
  });

  test.each<JsonObject>([
    { accessKey: 'a', secretKey: 'b' },
    { type: 'profile', profile: 'orders' },
    { type: 'assumeRole', roleArn },
    { type: 'webIdentity', webIdentityTokenFile: '/tokens/a' },
    { type: 'webIdentity', roleArn },
  ])('but %j is its own', (authentication) => {
    expect(read(authentication, kept).message).toBe('');
  });
});

describe('what a job may name is the operator’s decision', () => {
  const allowed = (setting: string) =>
    `expected one that the operator of the worker allows (DYNAMODB_WORKER_${setting}), got a text`;
  const nothing = { ...anything, allowsRole: () => false, allowsProfile: () => false, allowsTokenFile: () => false };
  test.each<[JsonObject, string]>([
    [{ type: 'profile', profile: 'a' }, `authentication.profile (Profile): ${allowed('ALLOW_PROFILES')}`],
    [{ type: 'assumeRole', roleArn }, `authentication.roleArn (Role ARN): ${allowed('ALLOW_ROLES')}`],
    [
      { type: 'webIdentity', roleArn, webIdentityTokenFile: '/a' },
      `authentication.roleArn (Role ARN): ${allowed('ALLOW_ROLES')}; authentication.webIdentityTokenFile (Token file): ${allowed('ALLOW_TOKEN_FILES')}`,
    ],
    [{ type: 'webIdentity' }, ''],
    [{ type: 'defaultCredentialsChain' }, ''],
    [{ accessKey: 'a', secretKey: 'b' }, ''],
  ])('%j', (authentication, message) => {
    expect(read(authentication, nothing).message).toBe(message);
    expect(read(authentication).message).toBe('');
  });
});
