import { describe, expect, test, vi } from 'vitest';
import { stsRefusal } from '../support/canned-sources.ts';
import { errorOf, runVariables } from '../support/jobs.ts';
import { roleArn, useSignIn } from '../support/sign-in.ts';

const asRole = { type: 'assumeRole', roleArn, accessKey: 'sourceKey', secretKey: 'sourceSecret' };
const signIn = useSignIn();

describe('what STS does not give is a matter of the connection that names the role', () => {
  test('a refusal', async () => {
    signIn.source.answer(() => stsRefusal('AccessDenied', 'User: x is not authorized to perform: sts:AssumeRole'));
    expect(errorOf(await signIn.worker()(asRole))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: 'AccessDenied',
      requestId: 'request-1',
      retryable: true,
      message: `getItem on the table t in eu-central-1: The role ${roleArn} could not be assumed: AccessDenied: User: x is not authorized to perform: sts:AssumeRole (request request-1)`,
    });
  });

  test('no STS at all', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:1');
    expect(errorOf(await signIn.worker()(asRole))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      type: 'ECONNREFUSED',
      message: `getItem on the table t in eu-central-1: The role ${roleArn} could not be assumed: STS could not be reached: connect ECONNREFUSED 127.0.0.1:1`,
    });
  });

  test('an STS that hangs', async () => {
    signIn.source.answer(() => 'hang');
    const run = signIn.worker({ requestTimeout: 100 });
    expect(errorOf(await run(asRole))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringMatching(
        `The role ${roleArn} (did not answer within|could not be assumed: STS could not be reached)`,
      ),
    });
  });

  test('an answer that is none of STS', async () => {
    signIn.source.answer(() => ({ status: 502, body: '<html>Bad gateway</html>' }));
    expect(errorOf(await signIn.worker()(asRole))).toMatchObject({
      code: 'AwsDynamoDbConnectionException',
      message: expect.stringContaining(`The role ${roleArn} could not be assumed`),
    });
  });
});

test('a job whose time is up ends while STS hangs', async () => {
  signIn.source.answer(() => 'hang');
  const input = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
  const variables = { authentication: asRole, configuration: { region: 'eu-central-1' }, input };
  const outcome = await runVariables(variables, { headers: { jobTimeout: 'PT0.1S' } });
  expect(errorOf(outcome)).toMatchObject({ message: expect.stringContaining('jobTimeout') });
});
