import { expect, test } from 'vitest';
import { secretsOf } from '../../src/worker/secret-variables.ts';

test.each<[Record<string, string | undefined>, string[]]>([
  [{ PATH: '/bin:/usr/bin', ZEEBE_GRPC_ADDRESS: 'grpc://localhost:26500', EMPTY: '', ABSENT: undefined }, []],
  [{ ZEEBE_REST_ADDRESS: 'https://ada:pass@example.com/v2' }, ['ada:pass', 'pass']],
  [{ CAMUNDA_OAUTH_URL: 'https://ada:p%40ss@example.com/token' }, ['ada:p%40ss', 'p%40ss', 'p@ss']],
  [{ HTTPS_PROXY: 'http://ada:100%@proxy:3128' }, ['ada:100%', '100%']],
  [{ http_proxy: 'ada:p@ss:w/rd@proxy:3128' }, ['ada:p@ss:w/rd', 'p@ss:w/rd']],
  [{ IMAGE: 'registry/app:main@sha256:0123', VERSION: 'a:b@c' }, []],
  [{ ZEEBE_CLIENT_SECRET: 'of-the-client', CAMUNDA_OAUTH_TOKEN: 'token' }, ['of-the-client', 'token']],
])('what nobody may read of %j', (variables, secrets) => {
  expect(secretsOf(variables)).toEqual(secrets);
});
