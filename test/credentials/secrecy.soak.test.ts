import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { freshFile, freshFolder } from '../support/aws-files.ts';
import { jsonAnswer, type Session, type SourceRequest, stsAnswer, stsRefusal } from '../support/canned-sources.ts';
import { anything, clientSettings, jobSettings, runVariables } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';
import { roleArn, useSignIn } from '../support/sign-in.ts';

const signIn = useSignIn();

/** What nobody may read: a source's keys and token, and those of the session that it gives. */
interface Secrets {
  readonly key: string;
  readonly secret: string;
  readonly token: string;
  readonly role: string;
  readonly externalId: string;
  readonly session: Session;
}

const word = fc.stringMatching(/^[A-Za-z0-9+/=]{40,60}$/);
const session = fc
  .record({ accessKey: fc.stringMatching(/^[A-Z0-9]{20}$/), secretKey: word, token: word })
  .map((words): Session => ({ ...words, end: new Date(Date.now() + 3_600_000) }));
const secrets: fc.Arbitrary<Secrets> = fc.record({
  key: fc.stringMatching(/^[A-Z0-9]{20}$/),
  secret: word,
  token: word,
  role: fc.stringMatching(/^[A-Za-z0-9]{20}$/).map((name) => `arn:aws:iam::123456789012:role/${name}`),
  externalId: fc.stringMatching(/^[A-Za-z0-9]{20}$/),
  session,
});

async function configFile(...lines: string[]): Promise<void> {
  vi.stubEnv('AWS_CONFIG_FILE', await freshFile(['[profile orders]', ...lines].join('\n')));
}
const profile = { type: 'profile', profile: 'orders' };

/** Ways to sign in that have secrets; each gives the job's authentication. */
const ways: Record<string, (secrets: Secrets) => Promise<object>> = {
  'a role with keys': async () => ({
    type: 'assumeRole',
    roleArn,
    accessKey: '{{secrets.key}}',
    secretKey: '{{secrets.secret}}',
    sessionToken: '{{secrets.token}}',
  }),
  'a role that is a secret itself': async () => ({
    type: 'assumeRole',
    roleArn: '{{secrets.role}}',
    externalId: '{{secrets.externalId}}',
    accessKey: '{{secrets.key}}',
    secretKey: '{{secrets.secret}}',
  }),
  'a role whose external id and keys an engine has put in': async ({ key, secret, token, externalId }) => ({
    type: 'assumeRole',
    roleArn,
    externalId,
    accessKey: key,
    secretKey: secret,
    sessionToken: token,
  }),
  'a role with the keys of the worker': async ({ key, secret, token }) => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', key);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
    vi.stubEnv('AWS_SESSION_TOKEN', token);
    return { type: 'assumeRole', roleArn };
  },
  'a role of a profile': async ({ key, secret, token }) => {
    const keys = [`aws_access_key_id = ${key}`, `aws_secret_access_key = ${secret}`, `aws_session_token = ${token}`];
    await configFile(`role_arn = ${roleArn}`, 'source_profile = base', '[profile base]', ...keys);
    return profile;
  },
  'a token file': async ({ token }) => ({ type: 'webIdentity', roleArn, webIdentityTokenFile: await freshFile(token) }),
  'a token file of a profile': async ({ token }) => {
    await configFile(`role_arn = ${roleArn}`, `web_identity_token_file = ${await freshFile(token)}`);
    return profile;
  },
  'a container’s token': async ({ token }) => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${signIn.source.url}/${encodeURIComponent(token)}`);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN', token);
    return { type: 'defaultCredentialsChain' };
  },
  'a pod’s token': async ({ token }) => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', signIn.source.url);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', await freshFile(token));
    return { type: 'defaultCredentialsChain' };
  },
  'a process': async ({ secret, token }) => {
    await configFile(`credential_process = sh -c "echo ${secret}; echo ${token} >&2; exit 1"`);
    return profile;
  },
  'a process that says nonsense': async ({ secret }) => {
    await configFile(`credential_process = echo '{"Version":1,"SecretAccessKey":"${secret}"'`);
    return profile;
  },
  'an SSO session': async ({ token }) => {
    const home = await freshFolder();
    const cache = join(home, '.aws', 'sso', 'cache');
    await mkdir(cache, { recursive: true });
    const file = `${createHash('sha1').update('corp').digest('hex')}.json`;
    await writeFile(join(cache, file), JSON.stringify({ accessToken: token, expiresAt: '2999-01-01T00:00:00Z' }));
    vi.stubEnv('HOME', home);
    const account = ['sso_account_id = 123456789012', 'sso_role_name = clerk'];
    const session = ['[sso-session corp]', 'sso_region = us-west-2', 'sso_start_url = https://corp.awsapps.com/start'];
    await configFile('sso_session = corp', ...account, ...session);
    return profile;
  },
};

/** All that a server was told. */
function echo({ path, headers, form }: SourceRequest): string {
  return [decodeURIComponent(path), ...Object.values(headers), ...Object.values(form)].join(' ');
}

function give(request: SourceRequest, { session }: Secrets) {
  if (request.form.Action) return stsAnswer(request, session);
  if (!request.path.startsWith('/federation')) return jsonAnswer(session);
  const { accessKey: accessKeyId, secretKey: secretAccessKey, token: sessionToken, end } = session;
  return {
    body: JSON.stringify({ roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration: Number(end) } }),
  };
}

/** Ways to fail that tell all that there is to tell. */
const failures: Record<string, (secrets: Secrets) => void> = {
  'the source refuses': () =>
    signIn.source.answer((request) => {
      const message = echo(request);
      if (request.form.Action) return stsRefusal('AccessDenied', message);
      return { status: 403, body: JSON.stringify({ Code: 'Denied', Message: message, message }) };
    }),
  'the source is no such source': () =>
    signIn.source.answer((request) => ({ status: 502, body: `<html>${echo(request)}</html>` })),
  'the source gives half of an answer': (secrets) =>
    signIn.source.answer((request) => {
      const answer = give(request, secrets);
      return answer === 'hang' ? answer : { body: `${echo(request)} ${answer.body.slice(0, -20)}` };
    }),
  'DynamoDB refuses the session': (secrets) => {
    signIn.source.answer((request) => give(request, secrets));
    const { accessKey, secretKey, token } = secrets.session;
    const message = `The Canonical String should have been 'x-amz-security-token:${token}' by ${accessKey} ${secretKey}`;
    signIn.database.queue({ type: 'InvalidSignatureException', message });
  },
  'DynamoDB says no JSON': (secrets) => {
    signIn.source.answer((request) => give(request, secrets));
    signIn.database.queue({ status: 403, body: `${secrets.session.token} ${secrets.session.secretKey}` });
  },
};

/** A worker that signs in so: runs jobs, and keeps what it told, by their outcomes or beside them. */
async function worker(way: string, secrets: Secrets) {
  const told: unknown[] = [];
  const renewalFailures: string[] = [];
  const settings = jobSettings({
    clients: keepClients({
      ...clientSettings,
      maxAttempts: 1,
      onRenewalFailure: ({ message }) => renewalFailures.push(message),
    }),
    policy: { ...anything, secret: (name) => secrets[name as 'key'] },
    debug: (_, call) => told.push(call),
  });
  const authentication = await ways[way]?.(secrets);
  return {
    renewalFailures,
    async run() {
      const outcome = await runVariables(
        {
          authentication,
          configuration: { endpoint: signIn.database.endpoint, region: 'eu-central-1' },
          input: { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' }, debug: true },
        },
        {
          settings,
          headers: { errorExpression: 'if error = null then null else bpmnError("X", string(error), {error: error})' },
        },
      );
      told.push(outcome);
      return outcome.kind;
    },
    /** Ends the worker. Nothing that it told has a secret in it. */
    expectSecrecy() {
      settings.clients.close();
      const text = JSON.stringify([told, renewalFailures]);
      const { secret, token, session } = secrets;
      const hidden = [
        way.includes('secret itself') && secrets.role,
        /secret itself|external id/.test(way) && secrets.externalId,
      ];
      for (const word of [secret, token, session.secretKey, session.token, ...hidden.filter((text) => text !== false)])
        expect(text).not.toContain(word);
    },
  };
}

/** Ways that give a session, unless they fail; the others never do. */
const renewable = Object.keys(ways).filter((way) => !way.startsWith('a process'));
const refusals = Object.keys(failures).filter((failure) => failure.startsWith('the source'));

test.each(Object.keys(ways))('with %s, no secret is told, however a job fails', async (way) => {
  const possible = renewable.includes(way) ? Object.keys(failures) : refusals;
  await fc.assert(
    fc.asyncProperty(secrets, fc.constantFrom(...possible), async (secrets, failure) => {
      const { run, expectSecrecy } = await worker(way, secrets);
      failures[failure]?.(secrets);
      expect(await run()).not.toBe('completed');
      expectSecrecy();
    }),
    { numRuns: inLongForm(25, 3) },
  );
});

test.each(renewable)('nor with %s, when a renewal fails, before the session ends and after', async (way) => {
  await fc.assert(
    fc
      .asyncProperty(secrets, fc.constantFrom(...refusals), async (secrets, refusal) => {
        vi.useFakeTimers({ toFake: ['Date'] });
        const { run, renewalFailures, expectSecrecy } = await worker(way, secrets);
        signIn.source.answer((request) => give(request, secrets));
        expect(await run()).toBe('completed');
        failures[refusal]?.(secrets);
        vi.setSystemTime(secrets.session.end.getTime() - 5_000);
        expect(await run()).toBe('completed');
        expect(renewalFailures).toHaveLength(1);
        vi.setSystemTime(secrets.session.end);
        expect(await run()).not.toBe('completed');
        expectSecrecy();
      })
      .afterEach(() => void vi.useRealTimers()),
    { numRuns: inLongForm(10, 2) },
  );
});
