import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openRestGateway } from '../../src/zeebe/rest.ts';
import { restSettings } from '../../src/zeebe/rest-settings.ts';
import { type CamundaSettings, camundaConfiguration } from '../../src/zeebe/settings.ts';
import { freshFile } from '../support/aws-files.ts';
import { selfSigned } from '../support/certificates.ts';
import { type LoopbackGatewayOptions, startLoopbackGateway } from '../support/loopback-gateway.ts';
import { startOAuth } from '../support/oauth.ts';
import { useProxy } from '../support/proxy-server.ts';

type Variables = Readonly<Record<string, string>>;

const NONE: CamundaSettings = { CAMUNDA_AUTH_STRATEGY: 'NONE' };

/** Asks a gateway for its topology, with settings of the SDK, and gives what it saw of the call. */
async function ask(settings: CamundaSettings, variables: Variables = {}, options: LoopbackGatewayOptions = {}) {
  const loopback = await startLoopbackGateway(options);
  onTestFinished(() => loopback.stop());
  const configuration = camundaConfiguration({ ZEEBE_REST_ADDRESS: loopback.restAddress, ...settings });
  const gateway = openRestGateway(await restSettings(configuration, variables), ['pass-word']);
  onTestFinished(() => gateway.close());
  await gateway.topology();
  return loopback.seen[0];
}

const settingsAt = (ZEEBE_REST_ADDRESS: string) =>
  restSettings(camundaConfiguration({ ...NONE, ZEEBE_REST_ADDRESS }), {});

describe('the address', () => {
  test.each([
    ['http://gateway:8080', 'http://gateway:8080'],
    ['http://gateway:8080/', 'http://gateway:8080'],
    ['https://gateway/v2', 'https://gateway'],
    ['https://gateway/camunda/v2/', 'https://gateway/camunda'],
    ['https://bru-2.zeebe.example.com/3f5c-v2', 'https://bru-2.zeebe.example.com/3f5c-v2'],
  ])('%s leads to %s', async (given, address) => {
    expect((await settingsAt(given)).address).toBe(address);
  });

  test.each(['gateway:8080', 'grpc://gateway:8080', 'http://ada:pass-word@gateway', 'http://gateway?a=b', 'http://'])(
    '%s is refused, and is not shown',
    async (given) => {
      await expect(settingsAt(given)).rejects.toThrow(
        /^ZEEBE_REST_ADDRESS: expected an http or https address like http:\/\/localhost:8080, without a user and a password$/,
      );
    },
  );
});

describe('authentication', () => {
  const basic = Buffer.from('ada:pass').toString('base64');

  test.each<[CamundaSettings, string | undefined]>([
    [NONE, undefined],
    [{ CAMUNDA_AUTH_STRATEGY: 'BEARER', CAMUNDA_OAUTH_TOKEN: 'token' }, 'Bearer token'],
    [
      { CAMUNDA_AUTH_STRATEGY: 'BASIC', CAMUNDA_BASIC_AUTH_USERNAME: 'ada', CAMUNDA_BASIC_AUTH_PASSWORD: 'pass' },
      `Basic ${basic}`,
    ],
  ])('is sent as the settings say: %j', async (settings, authorization) => {
    expect((await ask(settings))?.authorization).toBe(authorization);
  });

  test('has the token of an OAuth server', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'tokens-'));
    onTestFinished(() => rm(cache, { recursive: true }));
    const oauth = await startOAuth();
    const seen = await ask({
      CAMUNDA_LOG_LEVEL: 'none',
      CAMUNDA_AUTH_STRATEGY: 'OAUTH',
      CAMUNDA_OAUTH_URL: oauth.url,
      CAMUNDA_TOKEN_CACHE_DIR: cache,
      ZEEBE_CLIENT_ID: 'worker',
      ZEEBE_CLIENT_SECRET: 'secret-of-the-worker',
    });
    expect(seen?.authorization).toBe(`Bearer ${oauth.tokens[0]}`);
  });
});

test('the name of the worker is that which the SDK gives', async () => {
  const seen = await ask({ ...NONE, CAMUNDA_CUSTOM_USER_AGENT_STRING: 'ours/1' });
  expect(seen?.userAgent).toMatch(/^camunda8-sdk-nodejs\/[\d.]+ .*ours\/1$/);
});

describe('TLS', () => {
  test('a gateway with a certificate of its own is trusted by CAMUNDA_CUSTOM_ROOT_CERT_PATH or _STRING', async () => {
    const { cert, key, file } = await selfSigned();
    const tls = { cert: Buffer.from(cert), key: Buffer.from(key) };
    await ask({ ...NONE, CAMUNDA_CUSTOM_ROOT_CERT_PATH: file }, {}, { tls });
    await ask({ ...NONE, CAMUNDA_CUSTOM_ROOT_CERT_STRING: cert }, {}, { tls });
  });

  test('a gateway that nobody vouches for is not', async () => {
    const { cert, key } = await selfSigned();
    const tls = { cert: Buffer.from(cert), key: Buffer.from(key) };
    await expect(ask(NONE, {}, { tls })).rejects.toMatchObject({
      verdict: 'unreachable',
      message: expect.stringContaining('self-signed certificate'),
    });
  });

  test('a gateway that wants a certificate of the client gets it', async () => {
    const { cert, key, file } = await selfSigned();
    const tls = { cert: Buffer.from(cert), key: Buffer.from(key), clientCa: Buffer.from(cert) };
    const trusting = { ...NONE, CAMUNDA_CUSTOM_ROOT_CERT_PATH: file };
    await expect(ask(trusting, {}, { tls })).rejects.toMatchObject({ verdict: 'unreachable' });
    const own = { CAMUNDA_CUSTOM_CERT_CHAIN_PATH: file, CAMUNDA_CUSTOM_PRIVATE_KEY_PATH: await freshFile(key) };
    await ask({ ...trusting, ...own }, {}, { tls });
  });

  test('a certificate that is none is refused by the names of the settings', async () => {
    const file = await freshFile('no certificate');
    const settings = { ...NONE, CAMUNDA_CUSTOM_CERT_CHAIN_PATH: file, CAMUNDA_CUSTOM_PRIVATE_KEY_PATH: file };
    await expect(ask(settings)).rejects.toThrow(/CAMUNDA_CUSTOM_CERT_CHAIN_PATH.*expected certificates and the key/);
  });
});

describe('proxies', () => {
  const proxyAddress = (host: string) => `http://ada:pass-word@${host}`;
  const proxied = `Basic ${Buffer.from('ada:pass-word').toString('base64')}`;

  test('a gateway without TLS is asked for by its whole address', async () => {
    const proxy = await useProxy();
    await ask(NONE, { http_proxy: proxyAddress(proxy.host) });
    expect(proxy.requests).toEqual([
      { line: expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:\d+\/v2\/topology$/), authorization: proxied },
    ]);
  });

  test('a gateway with TLS is reached through a tunnel', async () => {
    const { cert, key, file } = await selfSigned();
    const proxy = await useProxy();
    const tls = { cert: Buffer.from(cert), key: Buffer.from(key) };
    await ask({ ...NONE, CAMUNDA_CUSTOM_ROOT_CERT_PATH: file }, { HTTPS_PROXY: proxyAddress(proxy.host) }, { tls });
    expect(proxy.requests).toEqual([
      { line: expect.stringMatching(/^CONNECT 127\.0\.0\.1:\d+$/), authorization: proxied },
    ]);
  });

  describe.each(['with', 'without'])('that are called by https, for a gateway %s TLS,', (which) => {
    /** Asks through such a proxy, with certificates that are the gateway's, and ours for it. */
    async function askThrough() {
      const { cert, key, file } = await selfSigned();
      const proxy = await useProxy({ tls: { cert, key } });
      const clientCa = Buffer.from(cert);
      const settings = {
        ...NONE,
        CAMUNDA_CUSTOM_ROOT_CERT_PATH: file,
        CAMUNDA_CUSTOM_CERT_CHAIN_PATH: file,
        CAMUNDA_CUSTOM_PRIVATE_KEY_PATH: await freshFile(key),
      };
      const options = which === 'with' ? { tls: { cert: clientCa, key: Buffer.from(key), clientCa } } : {};
      const address = `https://ada:pass-word@${proxy.host}`;
      return { proxy, asked: ask(settings, { HTTPS_PROXY: address, HTTP_PROXY: address }, options) };
    }

    test('are trusted by the certificates that Node trusts, not by those of the gateway', async () => {
      const { proxy, asked } = await askThrough();
      await expect(asked).rejects.toThrow(/self-signed certificate/);
      expect(proxy.requests).toEqual([]);
    });

    test('are not shown the certificate that the gateway wants', async () => {
      // In place of a certificate that Node trusts; a process reads those when it begins.
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      const { proxy, asked } = await askThrough();
      await asked;
      expect(proxy.requests).toMatchObject([{ authorization: proxied }]);
      expect(proxy.certificates).toEqual([]);
    });
  });

  test('a gateway that NO_PROXY names is called directly', async () => {
    const proxy = await useProxy();
    await ask(NONE, { HTTP_PROXY: proxyAddress(proxy.host), NO_PROXY: '127.0.0.0/8' });
    expect(proxy.requests).toEqual([]);
  });

  test('a proxy that refuses, or is not there, is named with its variable and without its password', async () => {
    const { cert, key } = await selfSigned();
    const proxy = await useProxy({ answer: 407 });
    const tls = { cert: Buffer.from(cert), key: Buffer.from(key) };
    const refused = ask(NONE, { HTTPS_PROXY: proxyAddress(proxy.host) }, { tls });
    await expect(refused).rejects.toMatchObject({
      verdict: 'unreachable',
      message: expect.stringMatching(
        /^The proxy http:\/\/127\.0\.0\.1:\d+ \(HTTPS_PROXY\) did not connect to 127\.0\.0\.1:\d+: HTTP status 407$/,
      ),
    });
    await expect(ask(NONE, { HTTP_PROXY: proxyAddress('127.0.0.1:1') })).rejects.toMatchObject({
      verdict: 'unreachable',
      message: expect.stringMatching(/ECONNREFUSED.* \(through the proxy http:\/\/127\.0\.0\.1:1 of HTTP_PROXY\)$/),
    });
  });
});
