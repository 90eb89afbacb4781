import { expect, onTestFinished, vi } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { grpcSettings } from '../../src/zeebe/grpc-settings.ts';
import { camundaConfiguration } from '../../src/zeebe/settings.ts';
import { freshFile, useConfigFile, useSsoProfile, withoutAwsSettings } from './aws-files.ts';
import { jsonAnswer, session, stsAnswer } from './canned-sources.ts';
import { type Asked, hostileAnswers, type Right, startHostileServer } from './hostile-answers.ts';
import { clientSettings, jobSettings, runVariables } from './jobs.ts';
import { roleArn } from './sign-in.ts';
import { until, untilDone } from './until.ts';

/** Where a reader's answers come from, and how it is set up. */
interface Reader {
  /** Which of its requests are answered as the test says. */
  readonly asks: (asked: Asked) => boolean;
  /** The right answer. */
  readonly right: (asked: Asked) => Right;
  /** Sets variables and files. */
  readonly setUp: (url: string) => Promise<void> | void;
  /** How the job signs in. */
  readonly authentication: object;
}

const body = (value: object): Right => ({ body: JSON.stringify(value) });
const stsRight = ({ body: form }: Asked): Right => {
  const asked = { form: Object.fromEntries(new URLSearchParams(form)) } as Parameters<typeof stsAnswer>[0];
  return stsAnswer(asked, session('role')) as Right;
};
const isSts = ({ body: form }: Asked) => form.includes('Action=Assume');
const METADATA = '/latest/meta-data/iam/security-credentials/';
const containerRight = () => jsonAnswer(session('container')) as Right;

/** The metadata service, of which one answer is hostile. */
function instance(asks: Reader['asks']): Reader {
  return {
    asks,
    right({ method, path }) {
      if (method === 'PUT') return { body: 'token-of-the-service' };
      if (path === METADATA) return { body: 'role' };
      return jsonAnswer(session('instance')) as Right;
    },
    setUp(url) {
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
      vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', url);
    },
    authentication: {},
  };
}

const profile = { type: 'profile', profile: 'orders' };
const ssoRight = body({
  roleCredentials: { accessKeyId: 'sso', secretAccessKey: 's', sessionToken: 't', expiration: 32_503_680_000_000 },
});
const isSso = ({ path }: Asked) => path.startsWith('/federation/');

/** All that reads bodies while a job is done. */
export const readers: Readonly<Record<string, Reader>> = {
  DynamoDB: {
    asks: ({ headers }) => headers['x-amz-target'] !== undefined,
    right: () => body({ Item: { id: { S: 'a' } } }),
    setUp: () => {},
    authentication: { type: 'credentials', accessKey: 'accessKeyOfTest', secretKey: 'secretKeyOfTest' },
  },
  'STS, for a role': {
    asks: isSts,
    right: stsRight,
    setUp: (url) => void vi.stubEnv('AWS_ENDPOINT_URL_STS', url),
    authentication: { type: 'assumeRole', roleArn, accessKey: 'accessKeyOfTest', secretKey: 'secretKeyOfTest' },
  },
  'STS, for a web identity': {
    asks: isSts,
    right: stsRight,
    async setUp(url) {
      vi.stubEnv('AWS_ENDPOINT_URL_STS', url);
      vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', await freshFile('a.web.token'));
      vi.stubEnv('AWS_ROLE_ARN', roleArn);
    },
    authentication: {},
  },
  'the endpoint of a container': {
    asks: ({ path }) => path.startsWith('/v1/'),
    right: containerRight,
    setUp: (url) => void vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${url}/v1/credentials`),
    authentication: {},
  },
  'the endpoint of a container, for a profile': {
    asks: ({ path }) => path.startsWith('/v1/'),
    right: containerRight,
    async setUp(url) {
      vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${url}/v1/credentials`);
      vi.stubEnv('AWS_ENDPOINT_URL_STS', url);
      const lines = ['region = us-west-2', `role_arn = ${roleArn}`, 'credential_source = EcsContainer'];
      await useConfigFile('[profile orders]', ...lines);
    },
    authentication: profile,
  },
  'the metadata service, for its token': instance(({ method }) => method === 'PUT'),
  'the metadata service, for the name of the role': instance(({ path }) => path === METADATA),
  'the metadata service, for the credentials': instance(({ path }) => path === `${METADATA}role`),
  SSO: {
    asks: isSso,
    right: () => ssoRight,
    async setUp(url) {
      vi.stubEnv('AWS_ENDPOINT_URL_SSO', url);
      await useSsoProfile();
    },
    authentication: profile,
  },
  'SSO, to renew its token': {
    asks: ({ path }) => path.startsWith('/token'),
    right: (asked) => (isSso(asked) ? ssoRight : body({ accessToken: 'next', expiresIn: 3_600, tokenType: 'Bearer' })),
    async setUp(url) {
      vi.stubEnv('AWS_ENDPOINT_URL_SSO', url);
      vi.stubEnv('AWS_ENDPOINT_URL_SSO_OIDC', url);
      const registered = { clientId: 'id', clientSecret: 'secret', refreshToken: 'refresh' };
      const expiresAt = new Date(Date.now() + 120_000).toISOString();
      await useSsoProfile({ token: { accessToken: 'ssoToken', expiresAt, ...registered } });
    },
    authentication: profile,
  },
};

/** Runs jobs that depend on a reader, whose answers are hostile: all end, nothing stays held, and then a job is done. */
export async function survive(name: string, answers: readonly string[], limitMs: number): Promise<void> {
  const reader = readers[name];
  if (reader === undefined) throw new Error(`There is no reader ${name}`);
  let hostile: string | undefined;
  const server = await startHostileServer((asked) => {
    const isAsked = reader.asks(asked);
    const right = isAsked || asked.headers['x-amz-target'] === undefined ? rightFor(reader, asked) : body({});
    return { right, ...(isAsked && hostile !== undefined && { hostile }) };
  });
  onTestFinished(() => server.stop());
  withoutAwsSettings();
  await reader.setUp(server.url);
  for (const answer of answers) {
    let leases = 0;
    const clients = keepClients({ ...clientSettings, maxAttempts: 1, requestTimeout: limitMs });
    const counted: typeof clients = {
      ...clients,
      lease(connection) {
        leases++;
        const lease = clients.lease(connection);
        return {
          ...lease,
          release() {
            leases--;
            lease.release();
          },
        };
      },
    };
    const settings = jobSettings({ clients: counted, maxJobTime: 60_000 });
    const run = () => {
      const configuration = { region: 'us-west-2', endpoint: server.url };
      const input = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
      return runVariables({ authentication: reader.authentication, configuration, input }, { settings });
    };
    hostile = answer;
    const outcomes = await Promise.all([run(), run()]);
    // By its own limit, not by that of the job.
    for (const outcome of outcomes) expect(JSON.stringify(outcome), answer).not.toContain('MAX_JOB_TIME');
    expect(leases, answer).toBe(0);
    await until(() => server.spoiled.size === 0, `no connection is open that had ${answer}`);
    hostile = undefined;
    await untilDone(async () => expect((await run()).kind, `a job after ${answer}`).toBe('completed'));
    clients.close();
  }
}

function rightFor(reader: Reader, asked: Asked): Right {
  return isSts(asked) ? stsRight(asked) : reader.right(asked);
}

/** The names of all hostile answers. */
export const allAnswers: readonly string[] = Object.keys(hostileAnswers);

/** Asks the gateway's source of tokens, as each call to the gateway does. */
export async function surviveTokens(answers: readonly string[], limitMs: number): Promise<void> {
  let hostile: string | undefined;
  const server = await startHostileServer(() => ({ right: token, ...(hostile !== undefined && { hostile }) }));
  onTestFinished(() => server.stop());
  for (const answer of answers) {
    const configuration = camundaConfiguration({
      CAMUNDA_LOG_LEVEL: 'none',
      CAMUNDA_AUTH_STRATEGY: 'OAUTH',
      // Without its pause after a failure, which is longer for each.
      CAMUNDA_OAUTH_FAIL_ON_ERROR: true,
      CAMUNDA_OAUTH_URL: `${server.url}/token`,
      ZEEBE_CLIENT_ID: 'id',
      ZEEBE_CLIENT_SECRET: 'secret',
      CAMUNDA_TOKEN_DISK_CACHE_DISABLE: true,
    });
    const { authorization } = await grpcSettings(configuration, limitMs);
    if (authorization === undefined) throw new Error('There is no authorization');
    const { headers } = authorization;
    hostile = answer;
    await Promise.allSettled([headers(), headers()]);
    await until(() => server.spoiled.size === 0, `no connection is open that had ${answer}`);
    hostile = undefined;
    await untilDone(async () => expect(await headers()).toEqual({ authorization: `Bearer ${jwt}` }));
  }
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = `${part({ alg: 'none' })}.${part({ exp: 32_503_680_000 })}.x`;
const token = body({ access_token: jwt, expires_in: 3_600, token_type: 'Bearer' });
