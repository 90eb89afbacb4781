import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { keepAuthorization } from '../../src/zeebe/authorization.ts';
import { openGrpcGateway } from '../../src/zeebe/grpc.ts';
import { grpcSettings } from '../../src/zeebe/grpc-settings.ts';
import { type CamundaSettings, camundaConfiguration } from '../../src/zeebe/settings.ts';
import { startLoopbackGateway } from '../support/loopback-gateway.ts';
import { startOAuth } from '../support/oauth.ts';
import { until } from '../support/until.ts';

const unauthenticated = { verdict: 'unreachable', message: expect.stringContaining('UNAUTHENTICATED') };

/** A gateway that asks for a token, the OAuth server that gives them, and the folder that keeps them. */
async function gatewayWithOAuth(settings: CamundaSettings = {}) {
  const cache = await mkdtemp(join(tmpdir(), 'tokens-'));
  onTestFinished(() => rm(cache, { recursive: true }));
  const oauth = await startOAuth();
  const loopback = await startLoopbackGateway();
  const configuration = camundaConfiguration({
    CAMUNDA_LOG_LEVEL: 'none',
    CAMUNDA_AUTH_STRATEGY: 'OAUTH',
    CAMUNDA_OAUTH_URL: oauth.url,
    CAMUNDA_TOKEN_CACHE_DIR: cache,
    ZEEBE_CLIENT_ID: 'worker',
    ZEEBE_CLIENT_SECRET: 'secret-of-the-worker',
    ZEEBE_GRPC_ADDRESS: loopback.address,
    ...settings,
  });
  const open = async () => {
    const gateway = openGrpcGateway(await grpcSettings(configuration));
    onTestFinished(() => gateway.close());
    return gateway;
  };
  onTestFinished(() => loopback.stop());
  const refuse = (token: string | undefined) => loopback.faults.refuseAuthorization(`Bearer ${token}`);
  return { oauth, open, refuse, kept: () => readdirSync(cache) };
}

describe('a token that the gateway refuses', () => {
  test('is dropped: the next call has a new one', async () => {
    const { oauth, open, refuse } = await gatewayWithOAuth();
    const gateway = await open();
    await gateway.topology();
    await gateway.topology();
    expect(oauth.tokens).toHaveLength(1);
    refuse(oauth.tokens[0]);
    await expect(gateway.topology()).rejects.toMatchObject(unauthenticated);
    await gateway.topology();
    expect(oauth.tokens).toHaveLength(2);
  });

  test('is dropped by a poll too', async () => {
    const { oauth, open, refuse } = await gatewayWithOAuth();
    const gateway = await open();
    await gateway.topology();
    refuse(oauth.tokens[0]);
    const subscription = { type: 'test', worker: 'tester', timeout: 1_000, fetchVariable: [], tenantIds: [] };
    const poll = { maxJobsToActivate: 1, requestTimeout: 1_000, signal: new AbortController().signal };
    await expect(gateway.activateJobs(subscription, poll, () => {})).rejects.toMatchObject(unauthenticated);
    await gateway.topology();
    expect(oauth.tokens).toHaveLength(2);
  });

  test('is dropped from the disk, where the next process would find it', async () => {
    const { oauth, open, refuse, kept } = await gatewayWithOAuth();
    await (await open()).topology();
    await until(() => kept().length === 1, 'the token is on the disk');
    refuse(oauth.tokens[0]);
    const next = await open();
    await expect(next.topology()).rejects.toMatchObject(unauthenticated);
    expect(oauth.tokens).toHaveLength(1);
    await next.topology();
    expect(oauth.tokens).toHaveLength(2);
  });

  test('is dropped once for all calls that were refused with it, and so is none of those that come after it', async () => {
    const { oauth, open, refuse } = await gatewayWithOAuth();
    const gateway = await open();
    await gateway.topology();
    refuse(oauth.tokens[0]);
    const refused = await Promise.allSettled(Array.from({ length: 20 }, () => gateway.topology()));
    expect(refused.every(({ status }) => status === 'rejected')).toBe(true);
    await gateway.topology();
    refuse(oauth.tokens[1]);
    for (let call = 0; call < 10; call++) await expect(gateway.topology()).rejects.toMatchObject(unauthenticated);
    expect(oauth.tokens).toHaveLength(2);
  });
});

test('what is refused is dropped once in half a minute', () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  let dropped = 0;
  const { refused } = keepAuthorization(
    async () => ({}),
    () => void dropped++,
  );
  for (now = 0; now < 90_000; now += 1_000) refused();
  expect(dropped).toBe(3);
});

test('what must not be read is in no error of a source of authorization', async () => {
  const address = 'https://ada:pass-word@login.example.com';
  const authorization = keepAuthorization(
    () => Promise.reject(new Error(`no answer of ${address}`)),
    () => {},
  );
  const settings = { address: '127.0.0.1:1', credentials: credentials.createInsecure(), authorization, options: {} };
  const gateway = openGrpcGateway(settings, ['pass-word']);
  onTestFinished(() => gateway.close());
  await expect(gateway.topology()).rejects.toThrow('no answer of https://ada:***@login.example.com');
});

test.each(['a\nb', 'ä', '\u0000'])(
  'a token that no header can have, with %j in it, is told to nobody and asked for again',
  async (odd) => {
    let dropped = 0;
    const authorization = keepAuthorization(
      async () => ({ authorization: `Bearer secret${odd}` }),
      () => void dropped++,
    );
    const settings = { address: '127.0.0.1:1', credentials: credentials.createInsecure(), authorization, options: {} };
    const gateway = openGrpcGateway(settings);
    onTestFinished(() => gateway.close());
    const told = await gateway.topology().catch((error: Error) => error.message);
    expect(told).toBe(
      '16 UNAUTHENTICATED: the header authorization has other characters than those of printable ASCII',
    );
    expect(dropped).toBe(1);
  },
);
