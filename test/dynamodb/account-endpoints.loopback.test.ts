import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Authentication } from '../../src/connection/authentication.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { type Network, openNetwork } from '../../src/network/network.ts';
import { freshFile, useConfigFile } from '../support/aws-files.ts';
import { session, stsAnswer } from '../support/canned-sources.ts';
import { useKeys } from '../support/chain-sources.ts';
import { clientSettings, errorOf, jobSettings, runVariables } from '../support/jobs.ts';
import { useNameServer } from '../support/name-server.ts';
import { roleArn, useSignIn } from '../support/sign-in.ts';

const signIn = useSignIn();
beforeEach(async () => {
  signIn.source.answer((request) => stsAnswer(request, session('role')));
  // Should anybody be called after all.
  await useNameServer(() => 'silent');
});

const keys = { accessKey: 'key', secretKey: 'secret' };
const role = { type: 'assumeRole', roleArn, ...keys } as Authentication;
const own = { type: 'defaultCredentialsChain' } as const;

/** The host that a client would call: it is stopped before it calls anybody. */
async function hostOf(authentication: Authentication, region = 'eu-central-1'): Promise<string> {
  const seen: string[] = [];
  const ownHandler: Network['ownHandler'] = (...given) => ({
    ...openNetwork(clientSettings).ownHandler(...given),
    handle({ hostname }) {
      seen.push(hostname);
      return Promise.reject(new Error('stopped'));
    },
  });
  const clients = keepClients({ ...clientSettings, maxAttempts: 1 }, (parts) => ({
    ...parts,
    network: { ...parts.network, ownHandler },
  }));
  onTestFinished(() => clients.close());
  const { send, release } = clients.lease({ authentication, region, endpoint: undefined, secrets: [] });
  onTestFinished(release);
  const { signal } = new AbortController();
  await expect(send(new ListTablesCommand(), { signal })).rejects.toThrow('stopped');
  return String(seen[0]);
}

const REGIONAL = 'dynamodb.eu-central-1.amazonaws.com';
const OF_ROLE = '123456789012.ddb.eu-central-1.amazonaws.com';

describe('the endpoint is that of the account, where the account is known', () => {
  test.each([undefined, 'preferred', 'required'])('of a role, with the mode %s', async (mode) => {
    vi.stubEnv('AWS_ACCOUNT_ID_ENDPOINT_MODE', mode);
    expect(await hostOf(role)).toBe(OF_ROLE);
    const webIdentityTokenFile = await freshFile('a.web.token');
    expect(await hostOf({ type: 'webIdentity', roleArn, webIdentityTokenFile } as Authentication)).toBe(OF_ROLE);
  });

  test('of the role of a profile, and of a profile with an account', async () => {
    vi.stubEnv('AWS_ACCOUNT_ID_ENDPOINT_MODE', 'required');
    await useConfigFile(
      '[profile orders]',
      `role_arn = ${roleArn}`,
      'source_profile = base',
      '[profile base]',
      'aws_access_key_id = a',
      'aws_secret_access_key = b',
      'aws_account_id = 210987654321',
    );
    expect(await hostOf({ type: 'profile', profile: 'orders' })).toBe(OF_ROLE);
    expect(await hostOf({ type: 'profile', profile: 'base' })).toBe('210987654321.ddb.eu-central-1.amazonaws.com');
  });

  test('of keys in variables with AWS_ACCOUNT_ID', async () => {
    useKeys();
    vi.stubEnv('AWS_ACCOUNT_ID', '210987654321');
    expect(await hostOf(own)).toBe('210987654321.ddb.eu-central-1.amazonaws.com');
  });
});

describe('else it is that of the region', () => {
  test('without an account', async () => {
    expect(await hostOf({ type: 'credentials', ...keys })).toBe(REGIONAL);
  });

  test('with the mode disabled, in the variable or in the profile', async () => {
    await useConfigFile(
      '[profile orders]',
      `role_arn = ${roleArn}`,
      'source_profile = base',
      'account_id_endpoint_mode = disabled',
      '[profile base]',
      'aws_access_key_id = a',
      'aws_secret_access_key = b',
    );
    expect(await hostOf({ type: 'profile', profile: 'orders' })).toBe(REGIONAL);
    vi.stubEnv('AWS_ACCOUNT_ID_ENDPOINT_MODE', 'disabled');
    expect(await hostOf(role)).toBe(REGIONAL);
  });

  test('of a role whose ARN has no account', async () => {
    expect(await hostOf({ ...role, roleArn: 'orders-role-without-arn' } as Authentication)).toBe(REGIONAL);
  });
});

describe('required is a matter of configuration where it cannot be', () => {
  const run = async (authentication: object, region = 'eu-central-1') => {
    const settings = jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts: 1 }) });
    const input = { tableOperation: 'listTables' };
    return errorOf(await runVariables({ authentication, configuration: { region }, input }, { settings }));
  };

  test('with keys of no known account', async () => {
    vi.stubEnv('AWS_ACCOUNT_ID_ENDPOINT_MODE', 'required');
    expect(await run(keys)).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('AWS_ACCOUNT_ID_ENDPOINT_MODE (in a profile account_id_endpoint_mode)'),
    });
  });

  test('in a part of AWS without such endpoints, or with FIPS', async () => {
    vi.stubEnv('AWS_ACCOUNT_ID_ENDPOINT_MODE', 'required');
    expect(await run(role, 'us-iso-east-1')).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('account endpoints are not supported in this region'),
    });
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_ENDPOINT_URL_STS', undefined);
    const withKeys = { type: 'profile', profile: 'base' };
    await useConfigFile(
      '[profile base]',
      'aws_access_key_id = a',
      'aws_secret_access_key = b',
      'aws_account_id = 210987654321',
    );
    expect(await run(withKeys, 'us-east-1')).toMatchObject({
      code: 'AwsDynamoDbConfigurationException',
      message: expect.stringContaining('FIPS account endpoints are not supported'),
    });
  });
});
