import { beforeEach, describe, expect, test, vi } from 'vitest';
import { session, stsAnswer, stsRefusal } from '../support/canned-sources.ts';
import { errorOf } from '../support/jobs.ts';
import { roleArn, scopeOf, useSignIn } from '../support/sign-in.ts';

const asRole = { type: 'assumeRole', roleArn, accessKey: 'sourceKey', secretKey: 'sourceSecret' };
const signIn = useSignIn();
beforeEach(() => {
  let count = 0;
  signIn.source.answer((request) => stsAnswer(request, session(`orders${++count}`)));
});

describe('credentials that DynamoDB rejects are dropped at once', () => {
  const rejected = { type: 'ExpiredTokenException', message: 'The security token included in the request is expired' };

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
    signIn.database.queue(rejected);
    expect((await run(asRole)).kind).toBe('completed');
    expect(signIn.token()).toBe('orders2-token');
  });

  test('also when the sessions of the role were revoked, which AWS tells as an explicit deny', async () => {
    const run = signIn.worker();
    const message =
      'User: x is not authorized to perform: dynamodb:GetItem with an explicit deny in an identity-based policy';
    signIn.database.queue({ type: 'AccessDeniedException', message });
    expect(errorOf(await run(asRole)).code).toBe('AwsDynamoDbExecutionException');
    await run(asRole);
    expect(signIn.source.requests).toHaveLength(2);
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

  test('and are not told then, by whoever was rejected second', async () => {
    const run = signIn.worker();
    const told = { type: 'ExpiredTokenException', message: 'It was orders1-token of orders1-accessKey.' };
    signIn.database.queue(told, told);
    const outcomes = await Promise.all([run(asRole), run(asRole)]);
    for (const outcome of outcomes) expect(errorOf(outcome).message).toContain('It was *** of ***.');
  });

  test('the worker’s own are dropped when STS rejects them', async () => {
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
