import { describe, expect, test } from 'vitest';
import { awsFaults } from '../../src/worker/aws-settings.ts';

test.each<Record<string, string | undefined>>([
  {},
  {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: 'http://localhost:8000',
    AWS_ENDPOINT_URL_STS: 'https://sts.example.com/x',
  },
  { AWS_REGION: '', AWS_ENDPOINT_URL_DYNAMODB: '', AWS_USE_FIPS_ENDPOINT: '' },
  { AWS_REGION: 'us-lunar-1', AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  { AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000', AWS_USE_FIPS_ENDPOINT: 'false' },
])('nothing is wrong with %j', (variables) => {
  expect(awsFaults(variables)).toEqual([]);
});

describe('what is wrong is named', () => {
  const address = 'expected an http or https address, like http://localhost:8000';
  test.each<[Record<string, string>, string[]]>([
    [{ AWS_REGION: 'local' }, ['AWS_REGION: expected the name of an AWS region, like eu-central-1, got "local"']],
    [{ AWS_REGION: 'eu' }, ['AWS_REGION: expected the name of an AWS region, like eu-central-1, got "eu"']],
    ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_STS'].flatMap((name) =>
      ['localhost:8000', '127.0.0.1:8000', 'database', 'ftp://a:b@c'].map(
        (value): [Record<string, string>, string[]] => [{ [name]: value }, [`${name}: ${address}`]],
      ),
    ),
    [
      { AWS_ENDPOINT_URL: 'http://a', AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      [
        'AWS_USE_FIPS_ENDPOINT: expected no AWS_ENDPOINT_URL beside it, got both',
        'AWS_USE_DUALSTACK_ENDPOINT: expected no AWS_ENDPOINT_URL beside it, got both',
      ],
    ],
  ])('%j', (variables, faults) => {
    expect(awsFaults(variables)).toEqual(faults);
  });
});
