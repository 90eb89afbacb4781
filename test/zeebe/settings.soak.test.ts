import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openGrpcGateway } from '../../src/zeebe/grpc.ts';
import { grpcSettings } from '../../src/zeebe/grpc-settings.ts';
import { type CamundaSettings, camundaConfiguration, settingsAmong } from '../../src/zeebe/settings.ts';
import { type LoopbackGatewayOptions, startLoopbackGateway } from '../support/loopback-gateway.ts';

/** Asks a gateway for its topology, with settings of the SDK, and gives what it saw of the call. */
async function ask(settings: CamundaSettings, options: LoopbackGatewayOptions = {}) {
  const loopback = await startLoopbackGateway(options);
  onTestFinished(() => loopback.stop());
  const configuration = camundaConfiguration({ ZEEBE_GRPC_ADDRESS: loopback.address, ...settings });
  const gateway = openGrpcGateway(await grpcSettings(configuration));
  onTestFinished(() => gateway.close());
  await gateway.topology();
  return loopback.seen[0];
}

async function files(contents: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content);
  return (name: string) => join(folder, name);
}

describe('authentication', () => {
  test('is left out where there is none', async () => {
    expect((await ask({ CAMUNDA_AUTH_STRATEGY: 'NONE' }))?.authorization).toBeUndefined();
  });

  test.each<[CamundaSettings, string]>([
    [{ CAMUNDA_AUTH_STRATEGY: 'BEARER', CAMUNDA_OAUTH_TOKEN: 'token' }, 'Bearer token'],
    [
      { CAMUNDA_AUTH_STRATEGY: 'BASIC', CAMUNDA_BASIC_AUTH_USERNAME: 'ada', CAMUNDA_BASIC_AUTH_PASSWORD: 'pass' },
      `Basic ${Buffer.from('ada:pass').toString('base64')}`,
    ],
  ])('is sent as the settings say: %j', async (settings, authorization) => {
    expect((await ask(settings))?.authorization).toBe(authorization);
  });

  test('that lacks a setting is refused at once', async () => {
    const configuration = camundaConfiguration({ CAMUNDA_AUTH_STRATEGY: 'BASIC' });
    await expect(grpcSettings(configuration)).rejects.toThrow('CAMUNDA_BASIC_AUTH_USERNAME');
  });
});

describe('TLS', () => {
  async function certificates() {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keySize: 2048,
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
      ],
    });
    const path = await files({ 'cert.pem': cert, 'key.pem': key });
    const tls = { cert: Buffer.from(cert), key: Buffer.from(key) };
    return { path, tls };
  }

  test('a gateway with a certificate of its own is trusted by CAMUNDA_CUSTOM_ROOT_CERT_PATH', async () => {
    const { path, tls } = await certificates();
    await ask({ CAMUNDA_AUTH_STRATEGY: 'NONE', CAMUNDA_CUSTOM_ROOT_CERT_PATH: path('cert.pem') }, { tls });
  });

  test('a gateway that nobody vouches for is not', async () => {
    const { tls } = await certificates();
    await expect(ask({ CAMUNDA_AUTH_STRATEGY: 'NONE' }, { tls })).rejects.toThrow('self-signed certificate');
  });

  test('a gateway that wants a certificate of the client gets it', async () => {
    const { path, tls } = await certificates();
    const settings: CamundaSettings = {
      CAMUNDA_AUTH_STRATEGY: 'NONE',
      CAMUNDA_CUSTOM_ROOT_CERT_PATH: path('cert.pem'),
    };
    const wanting = { tls: { ...tls, clientCa: tls.cert } };
    await expect(ask(settings, wanting)).rejects.toThrow();
    const own = { CAMUNDA_CUSTOM_CERT_CHAIN_PATH: path('cert.pem'), CAMUNDA_CUSTOM_PRIVATE_KEY_PATH: path('key.pem') };
    await ask({ ...settings, ...own }, wanting);
  });
});

describe('calls go without grpc-js', () => {
  const directOf = async (address: string, variables = {}) => {
    const settings: CamundaSettings = { CAMUNDA_AUTH_STRATEGY: 'NONE', ZEEBE_GRPC_ADDRESS: address };
    return (await grpcSettings(camundaConfiguration(settings), undefined, variables)).direct?.origin;
  };

  test.each([
    ['grpc://localhost:26500', 'http://localhost:26500'],
    ['grpcs://gateway.example/', 'https://gateway.example:443'],
    ['grpc://gateway.example', 'http://gateway.example:443'],
    ['grpc://[::1]:26500', 'http://[::1]:26500'],
  ])('to the host and the port of %s', async (address, origin) => {
    expect(await directOf(address)).toBe(origin);
  });

  test.each([
    'grpc://unix:/run/zeebe.sock',
    'grpc://dns:///localhost:26500',
    'grpc://ipv4:127.0.0.1:26500',
    'grpc://localhost:26500/path',
  ])('but not to %s, which is more than a host', async (address) => {
    expect(await directOf(address)).toBeUndefined();
  });

  test('but not through a proxy', async () => {
    expect(await directOf('grpc://localhost:26500', { grpc_proxy: 'http://localhost:3128' })).toBeUndefined();
  });
});

describe('the settings among variables', () => {
  test('are the kinds of values that the SDK has, and empty ones are none', () => {
    const variables = {
      ZEEBE_GRPC_ADDRESS: 'grpc://gateway:1',
      CAMUNDA_ZEEBE_OAUTH_AUDIENCE: 'audience',
      ZEEBE_CLIENT_SECRET: '12345',
      CAMUNDA_TOKEN_DISK_CACHE_DISABLE: 'TRUE',
      CAMUNDA_SECURE_CONNECTION: '1',
      ZEEBE_INSECURE_CONNECTION: 'no',
      ZEEBE_GRPC_WORKER_LONGPOLL_SECONDS: '7',
      GRPC_KEEPALIVE_TIME_MS: '1000',
      CAMUNDA_TENANT_ID: '',
      CAMUNDA_OAUTH_URL: undefined,
      PATH: '/bin',
    };
    expect(settingsAmong(variables)).toEqual({
      ZEEBE_GRPC_ADDRESS: 'grpc://gateway:1',
      CAMUNDA_ZEEBE_OAUTH_AUDIENCE: 'audience',
      ZEEBE_CLIENT_SECRET: '12345',
      CAMUNDA_TOKEN_DISK_CACHE_DISABLE: true,
      CAMUNDA_SECURE_CONNECTION: true,
      zeebeGrpcSettings: {
        ZEEBE_INSECURE_CONNECTION: false,
        ZEEBE_GRPC_WORKER_LONGPOLL_SECONDS: 7,
        GRPC_KEEPALIVE_TIME_MS: 1_000,
      },
    });
  });

  test('that should be numbers and are none are refused', () => {
    expect(() => settingsAmong({ CAMUNDA_OAUTH_TOKEN_REFRESH_THRESHOLD_MS: 'soon' })).toThrow(
      'CAMUNDA_OAUTH_TOKEN_REFRESH_THRESHOLD_MS: expected a number, got "soon"',
    );
  });
});
