import { beforeEach, describe, expect, test, vi } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { checkDynamoDb, checkGateway } from '../../src/worker/check.ts';
import { GatewayError } from '../../src/zeebe/gateway-error.ts';
import { useConfigFile } from '../support/aws-files.ts';
import { useContainer, useKeys, useWebIdentity } from '../support/chain-sources.ts';
import { clientSettings } from '../support/jobs.ts';
import { useSignIn } from '../support/sign-in.ts';

const signIn = useSignIn();
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', signIn.database.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
});

async function check() {
  const clients = keepClients({ ...clientSettings, maxAttempts: 1 });
  const finding = await checkDynamoDb(clients);
  clients.close();
  return finding;
}

describe('jobs may bring what is not set up', () => {
  test('no credentials', async () => {
    const text = expect.stringContaining('Jobs must bring their own AWS settings. No AWS credentials were found');
    expect(await check()).toEqual({ ok: true, text });
  });

  test('no region', async () => {
    useKeys();
    vi.stubEnv('AWS_REGION', undefined);
    const text = expect.stringContaining('Jobs must bring their own AWS settings. No AWS region');
    expect(await check()).toEqual({ ok: true, text });
  });
});

describe('what is set up but cannot be used is a fault that is named', () => {
  test.each<[string, () => unknown, string]>([
    ['an AWS_PROFILE that is not there', () => vi.stubEnv('AWS_PROFILE', 'ordres'), 'The profile ordres'],
    [
      'one that is not there, without a region',
      () => {
        vi.stubEnv('AWS_PROFILE', 'ordres');
        vi.stubEnv('AWS_REGION', undefined);
      },
      'The profile ordres',
    ],
    [
      'a token file that is not there',
      async () => {
        await useWebIdentity();
        vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', '/nowhere/token');
      },
      'The web identity token file /nowhere/token could not be read',
    ],
    [
      'half a profile',
      () => useConfigFile('[default]', 'role_arn = arn:aws:iam::123456789012:role/a', 'source_profile = x'),
      'The profile default',
    ],
    [
      'a token file of a container that is not there',
      () => {
        useContainer(signIn.source.url);
        vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', '/nowhere/token');
      },
      '/nowhere/token',
    ],
  ])('%s', async (_, setUp, named) => {
    await setUp();
    expect(await check()).toEqual({ ok: false, text: expect.stringContaining(named) });
  });
});

describe('the gateway', () => {
  const asked = {
    address: 'localhost:26500',
    jobType: 'aws-dynamodb:1',
    tenantIds: ['a', 'b'],
    lease: 'auto',
  } as const;
  const answering = (mayTakeJobs: boolean | undefined, topology = async () => ({ gatewayVersion: '8.10.9' })) => ({
    gateway: { topology, mayTakeJobs: async () => mayTakeJobs },
    physicalTenantId: undefined,
  });
  const wanted =
    'Zeebe 8.10.9 at localhost:26500 answers. The worker takes jobs of the type aws-dynamodb:1 of the tenants a, b';

  test('that tells that the worker has the permission is fine', async () => {
    expect(await checkGateway(answering(true), asked)).toEqual({ ok: true, text: `${wanted}, and has the permission` });
  });

  test('that does not tell is fine, and the text says what the worker needs', async () => {
    const text = expect.stringContaining(`${wanted}; it needs the permission UPDATE_PROCESS_INSTANCE`);
    expect(await checkGateway(answering(undefined), asked)).toEqual({ ok: true, text });
  });

  test.each([
    ['8.9.0', 'the tenants that it is assigned to'],
    ['8.8.21', 'the tenant <default>'],
  ])('of version %s without tenants in the settings serves %s', async (gatewayVersion, tenants) => {
    const topology = async () => ({ gatewayVersion });
    const { text } = await checkGateway(answering(undefined, topology), { ...asked, tenantIds: undefined });
    expect(text).toContain(`of the type aws-dynamodb:1 of ${tenants}`);
  });

  test('at which the worker has no permission is a fault that is named', async () => {
    const text = expect.stringContaining(
      'but has no permission for any: it needs the permission UPDATE_PROCESS_INSTANCE',
    );
    expect(await checkGateway(answering(false), asked)).toEqual({ ok: false, text });
  });

  test.each([
    ['on', '8.9.4', false],
    ['on', '8.10.0', true],
    ['auto', '8.9.4', true],
  ] as const)(
    'is asked for leases if DYNAMODB_WORKER_LEASE is %s: version %s is fine: %s',
    async (lease, version, ok) => {
      const finding = await checkGateway(
        answering(true, async () => ({ gatewayVersion: version })),
        { ...asked, lease },
      );
      expect(finding.ok).toBe(ok);
      expect(finding.text.includes('DYNAMODB_WORKER_LEASE is on, and leases came with Camunda 8.10')).toBe(!ok);
    },
  );

  test('that does not answer is a fault, and its physical tenant is named', async () => {
    const silent = async () => {
      throw new GatewayError('unreachable', 'No connection established');
    };
    const text = 'Zeebe at localhost:26500, physical tenant sales, does not answer: No connection established';
    expect(await checkGateway({ ...answering(true, silent), physicalTenantId: 'sales' }, asked)).toEqual({
      ok: false,
      text,
    });
  });
});
