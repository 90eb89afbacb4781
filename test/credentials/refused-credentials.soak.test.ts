import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { holdClocks } from '../support/both-clocks.ts';
import { jsonAnswer, session, stsAnswer, stsRefusal } from '../support/canned-sources.ts';
import { useContainer } from '../support/chain-sources.ts';
import { errorOf } from '../support/jobs.ts';
import { roleArn, scopeOf, useSignIn } from '../support/sign-in.ts';

const asRole = { type: 'assumeRole', roleArn, accessKey: 'sourceKey', secretKey: 'sourceSecret' };
const MINUTE = 60_000;
const signIn = useSignIn();
afterEach(() => void vi.useRealTimers());
beforeEach(() => {
  let count = 0;
  signIn.source.answer((request) => stsAnswer(request, session(`orders${++count}`)));
});

describe('credentials that DynamoDB refuses are dropped at once', () => {
  const refused = { type: 'ExpiredTokenException', message: 'The security token included in the request is expired' };

  test.each(['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidSignatureException'])(
    '%s: the next try of the job asks anew',
    async (type) => {
      const run = signIn.worker();
      signIn.database.queue({ type });
      expect(errorOf(await run(asRole))).toMatchObject({ code: 'AwsDynamoDbConnectionException', type });
      expect((await run(asRole)).kind).toBe('completed');
      expect([signIn.source.requests.length, signIn.token()]).toEqual([2, 'orders2-token']);
    },
  );

  test('and the call itself is tried again, where calls are', async () => {
    const run = signIn.worker({ maxAttempts: 2 });
    signIn.database.queue(refused);
    expect((await run(asRole)).kind).toBe('completed');
    expect(signIn.token()).toBe('orders2-token');
  });

  test.each([
    { type: 'AccessDeniedException', message: 'User: x is not authorized to perform: dynamodb:GetItem' },
    { type: 'ThrottlingException' },
    { type: 'InvalidSignatureException', message: 'Signature expired: 1 is now earlier than 2' },
  ])('but not those of a call that failed for another reason: $type', async (answer) => {
    const run = signIn.worker();
    signIn.database.queue(answer);
    await run(asRole);
    await run(asRole);
    expect(signIn.source.requests).toHaveLength(1);
  });

  test('and are not told then, by whoever was refused second', async () => {
    const run = signIn.worker();
    const told = { type: 'ExpiredTokenException', message: 'It was orders1-token of orders1-accessKey.' };
    signIn.database.queue(told, told);
    const outcomes = await Promise.all([run(asRole), run(asRole)]);
    for (const outcome of outcomes) expect(errorOf(outcome).message).toContain('It was *** of ***.');
  });

  test('but the worker’s own are not, because a role of whomever denies them or a job names no region of AWS', async () => {
    useContainer(signIn.source.url);
    const denied =
      'User: x is not authorized to perform: sts:AssumeRole with an explicit deny in an identity-based policy';
    const refusals = [
      stsRefusal('AccessDenied', denied),
      stsRefusal('SignatureDoesNotMatch', 'Credential should be scoped to a valid region.'),
    ];
    signIn.source.answer((request) => (request.form.Action ? (refusals.pop() ?? 'hang') : jsonAnswer(session('pod'))));
    holdClocks();
    const run = signIn.worker();
    await run();
    vi.setSystemTime(Date.now() + MINUTE);
    for (const _ of [...refusals]) await run({ type: 'assumeRole', roleArn });
    await run();
    expect(signIn.source.requests.filter(({ form }) => !form.Action)).toHaveLength(1);
  });

  test('the worker’s own are dropped when STS refuses them', async () => {
    const authorize = (key: string) => {
      vi.stubEnv('AWS_ACCESS_KEY_ID', key);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    };
    const run = signIn.worker();
    authorize('old');
    signIn.source.answer(() =>
      stsRefusal('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    );
    expect(errorOf(await run({ type: 'assumeRole', roleArn })).code).toBe('AwsDynamoDbConnectionException');
    authorize('new');
    signIn.source.answer((request) => stsAnswer(request, session('a')));
    expect((await run({ type: 'assumeRole', roleArn })).kind).toBe('completed');
    expect(signIn.source.requests.map(({ headers }) => scopeOf(headers))).toEqual([
      'old eu-central-1/sts',
      'new eu-central-1/sts',
    ]);
  });
});

describe('sessions of a role that were revoked, which AWS tells as an explicit deny of an identity-based policy', () => {
  const deny = (policy: string) => ({
    type: 'AccessDeniedException',
    message: `User: x is not authorized to perform: dynamodb:GetItem with an explicit deny in ${policy}`,
  });
  const revoked = deny('an identity-based policy');
  beforeEach(() => holdClocks());

  test('are dropped for the next job, where calls are tried once', async () => {
    const run = signIn.worker();
    await run(asRole);
    vi.setSystemTime(Date.now() + MINUTE);
    signIn.database.queue(revoked);
    expect(errorOf(await run(asRole)).code).toBe('AwsDynamoDbExecutionException');
    expect((await run(asRole)).kind).toBe('completed');
    expect([signIn.source.requests.length, signIn.token()]).toEqual([2, 'orders2-token']);
  });

  test('are replaced for the call itself, where calls are tried again', async () => {
    const run = signIn.worker({ maxAttempts: 3 });
    await run(asRole);
    vi.setSystemTime(Date.now() + MINUTE);
    signIn.database.queue(revoked);
    expect((await run(asRole)).kind).toBe('completed');
    expect(signIn.token()).toBe('orders2-token');
  });

  test('are kept when they are new, and the call is not tried again: another would be denied too', async () => {
    const run = signIn.worker({ maxAttempts: 3 });
    await run(asRole);
    vi.setSystemTime(Date.now() + MINUTE - 1);
    const before = signIn.database.requests.length;
    signIn.database.queue(revoked);
    expect(errorOf(await run(asRole)).code).toBe('AwsDynamoDbExecutionException');
    await run(asRole);
    expect([signIn.source.requests.length, signIn.database.requests.length - before]).toEqual([1, 2]);
  });

  test.each(['a service control policy', 'a permissions boundary', 'a resource-based policy', 'a session policy'])(
    'are not what %s denies',
    async (policy) => {
      const run = signIn.worker({ maxAttempts: 3 });
      await run(asRole);
      vi.setSystemTime(Date.now() + MINUTE);
      const before = signIn.database.requests.length;
      signIn.database.queue(deny(policy));
      expect(errorOf(await run(asRole)).code).toBe('AwsDynamoDbExecutionException');
      await run(asRole);
      expect([signIn.source.requests.length, signIn.database.requests.length - before]).toEqual([1, 2]);
    },
  );
});
