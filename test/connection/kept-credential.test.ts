import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConnection } from '../../src/connection/connection.ts';
import { type Fault, formatFaults } from '../../src/failure/faults.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { anything, errorOf, runVariables } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

const policy = { ...anything, secret: (name: string) => (name === 'KEY' ? 'ofTheWorker' : undefined) };

function read(variables: JsonObject, rules = policy) {
  const faults: Fault[] = [];
  const { authentication, region, secrets } = readConnection(variables, rules, faults);
  return { authentication, region, secrets, message: formatFaults(faults) };
}

const keys = { accessKey: 'AKIDEXAMPLE', secretKey: 'kept-secret' };
const own = { type: 'defaultCredentialsChain' };

describe('a credential that is kept in the cluster is how the task signs in', () => {
  test.each<[JsonObject, object, string | undefined]>([
    [
      { authentication: { type: 'credentials', ...keys }, region: 'eu-west-1' },
      { type: 'credentials', ...keys },
      'eu-west-1',
    ],
    [{ authentication: keys }, { type: 'credentials', ...keys }, undefined],
    [{ authentication: own, region: 'eu-west-1' }, own, 'eu-west-1'],
    [{ authentication: own, region: '' }, own, undefined],
    [{ authentication: { ...own, sessionToken: null, accessKey: '' } }, own, undefined],
  ])('%j', (awsCredential, authentication, region) => {
    expect(read({ awsCredential })).toMatchObject({ authentication, region, message: '' });
  });

  test.each([
    [{ type: 'credentials' }],
    [{ type: 'awsCredential' }],
    [{ type: 'credentials', accessKey: 'other', secretKey: 'other' }],
    [{ type: 'profile', profile: null }],
    [{}],
    [''],
    [null],
  ])('whatever is left in the authentication beside it: %j', (authentication) => {
    const { authentication: chosen, message } = read({ awsCredential: { authentication: keys }, authentication });
    expect([chosen, message]).toEqual([{ type: 'credentials', ...keys }, '']);
  });

  test('its region counts where the configuration has none', () => {
    const awsCredential = { authentication: keys, region: 'eu-west-1' };
    const regionWith = (region: string) => read({ awsCredential, configuration: { region } }).region;
    expect([regionWith('us-east-1'), regionWith('')]).toEqual(['us-east-1', 'eu-west-1']);
  });

  test('a secret of the worker is put in', () => {
    const { authentication, secrets } = read({
      awsCredential: { authentication: { ...keys, secretKey: '{{secrets.KEY}}' } },
    });
    expect(authentication).toMatchObject({ secretKey: 'ofTheWorker' });
    expect(secrets).toContain('ofTheWorker');
  });

  test('an empty text is none: the authentication counts', () => {
    expect(read({ awsCredential: '', authentication: keys })).toMatchObject({
      authentication: { type: 'credentials', ...keys },
      message: '',
    });
  });
});

describe('what the operator does not allow is refused in it, too', () => {
  test('the credentials of the worker', () => {
    const { message } = read(
      { awsCredential: { authentication: own } },
      { ...policy, allowsDefaultCredentials: false },
    );
    expect(message).toBe(
      "awsCredential.authentication: expected keys: the worker's own credentials are not for tasks (DYNAMODB_WORKER_ALLOW_DEFAULT_CREDENTIALS), got none of them",
    );
  });

  test('a region, if it is used', () => {
    const rules = { ...policy, allowsRegion: (region: string) => region.startsWith('eu-') };
    const awsCredential = { authentication: keys, region: 'us-east-1' };
    expect(read({ awsCredential }, rules).message).toBe(
      'awsCredential.region (Region): expected a region that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_REGIONS), got a text',
    );
    expect(read({ awsCredential, configuration: { region: 'eu-west-1' } }, rules).message).toBe('');
  });
});

describe('anything else is refused by name, and no value of it is told', () => {
  const ascii = 'text of ASCII characters without blanks';
  const NULL = 'null: is the field empty, or is there no such variable or function?';
  const types = 'one of credentials, defaultCredentialsChain';
  const ofCredential = 'an object with accessKey and secretKey, or with the type defaultCredentialsChain';
  test.each<[JsonObject[string], string]>([
    [null, `awsCredential: expected a credential for AWS: an object with authentication and region, got ${NULL}`],
    ['kept', 'awsCredential: expected a credential for AWS: an object with authentication and region, got a text'],
    [{}, `awsCredential.authentication: expected ${ofCredential}, got nothing`],
    [{ authentication: null }, `awsCredential.authentication: expected ${ofCredential}, got ${NULL}`],
    [{ authentication: '' }, `awsCredential.authentication: expected ${ofCredential}, got an empty text`],
    [{ authentication: { type: null, ...keys } }, `awsCredential.authentication.type: expected ${types}, got ${NULL}`],
    [
      { authentication: { type: 'assumeRole', roleArn: 'r' } },
      `awsCredential.authentication.type: expected ${types}, got a text`,
    ],
    [
      { authentication: { accessKey: null, secretKey: 's' } },
      `awsCredential.authentication.accessKey: expected ${ascii}, got ${NULL}`,
    ],
    [
      { authentication: { accessKey: 'a', secretKey: null } },
      `awsCredential.authentication.secretKey: expected ${ascii}, got ${NULL}`,
    ],
    [
      { authentication: { type: 'credentials' } },
      `awsCredential.authentication.accessKey: expected ${ascii}, got nothing; awsCredential.authentication.secretKey: expected ${ascii}, got nothing`,
    ],
    [
      { authentication: { ...keys, sessionToken: 't' } },
      'awsCredential.authentication.sessionToken: expected one of accessKey, secretKey, got a text',
    ],
    [
      { authentication: { ...own, roleArn: 'r' } },
      'awsCredential.authentication.roleArn: expected nothing beside the type defaultCredentialsChain, got a text',
    ],
    [
      { authentication: keys, region: null },
      `awsCredential.region: expected the name of an AWS region, like eu-central-1, got ${NULL}`,
    ],
    [
      { authentication: keys, region: 'local' },
      'awsCredential.region: expected the name of an AWS region, like eu-central-1, got a text',
    ],
    [
      { authentication: keys, endpoint: 'https://a.example.com' },
      'awsCredential.endpoint: expected one of authentication, region, got a text',
    ],
  ])('%j', (awsCredential, message) => {
    expect(read({ awsCredential }).message).toBe(message);
  });

  test.each([[undefined], ['']])('no credential at all, where the form says that there is one: %j', (awsCredential) => {
    const got = awsCredential === undefined ? 'nothing' : 'an empty text';
    const variables = { authentication: { type: 'awsCredential' }, ...(awsCredential === '' && { awsCredential }) };
    expect(read(variables).message).toBe(
      `awsCredential: expected a credential that is kept in the cluster: choose one in the form of the task, got ${got}`,
    );
  });
});

test('no value of a credential is in the message, the error or the name of what failed, whatever its shape', async () => {
  const value = fc.stringMatching(/^[A-Za-z0-9+/]{12,20}$/).map((text) => `kept${text}`);
  const members = fc.constantFrom('authentication', 'type', 'accessKey', 'secretKey', 'region', 'more', 'roleArn');
  const { credential } = fc.letrec<{ credential: JsonObject; member: JsonObject[string] }>((tie) => ({
    credential: fc.dictionary(members, tie('member'), { maxKeys: 5 }) as fc.Arbitrary<JsonObject>,
    member: fc.oneof(
      { depthSize: 'small' },
      value,
      fc.constant(null),
      tie('credential'),
      fc.array(value, { maxLength: 3 }),
    ),
  }));
  const shaped = fc.record({ accessKey: value, secretKey: value }).map((authentication) => ({ authentication }));
  await fc.assert(
    fc.asyncProperty(fc.oneof(credential, shaped), async (awsCredential) => {
      const texts = JSON.stringify(awsCredential).match(/kept[A-Za-z0-9+/]+/g) ?? [];
      const secret = (awsCredential.authentication as JsonObject | undefined)?.secretKey;
      const tableName = typeof secret === 'string' ? secret : 't';
      const outcome = await runVariables({ awsCredential, input: { itemOperation: 'getItem', tableName, more: 1 } });
      expect(errorOf(outcome).message).toContain('input.more');
      for (const text of texts) expect(JSON.stringify(outcome)).not.toContain(text);
    }),
    { numRuns: inLongForm(200, 80) },
  );
});
