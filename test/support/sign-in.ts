import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { type ClientSettings, keepClients } from '../../src/dynamodb/clients.ts';
import type { Outcome } from '../../src/job/outcome.ts';
import { withoutAwsSettings } from './aws-files.ts';
import { type CannedDynamodb, startCannedDynamodb } from './canned-dynamodb.ts';
import { type CannedSources, type SourceRequest, startCannedSources } from './canned-sources.ts';
import { clientSettings, jobSettings, runVariables } from './jobs.ts';

export const roleArn = 'arn:aws:iam::123456789012:role/orders';

/** Runs a job that signs in so; without a configuration, in the region eu-central-1. */
export type Run = (authentication?: object, configuration?: object) => Promise<Outcome>;

/**
 * For the tests of a file: a DynamoDB, a server that stands for STS and all other sources of credentials, and none of the
 * machine's own AWS settings.
 */
export function useSignIn() {
  let database: CannedDynamodb;
  let source: CannedSources;
  beforeAll(async () => {
    database = await startCannedDynamodb();
    source = await startCannedSources(() => 'hang');
  });
  afterAll(() => Promise.all([database.stop(), source.stop()]));
  beforeEach(() => {
    withoutAwsSettings();
    vi.stubEnv('AWS_ENDPOINT_URL_STS', source.url);
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', source.url);
    source.requests.length = 0;
  });
  afterEach(() => void vi.unstubAllEnvs());

  const lastRequest = () => database.requests.at(-1)?.headers;
  return {
    get database() {
      return database;
    },
    get source() {
      return source;
    },
    /** Jobs of one worker, whose calls are tried once. */
    worker(changed: Partial<ClientSettings> = {}): Run {
      const settings = jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts: 1, ...changed }) });
      const input = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };
      return (authentication = {}, configuration = { region: 'eu-central-1' }) =>
        runVariables(
          { authentication, configuration: { endpoint: database.endpoint, ...configuration }, input },
          { settings },
        );
    },
    /** By which access key, and for which region and service, DynamoDB was called last. */
    signedBy: () => scopeOf(lastRequest()),
    /** The session token that it was called with. */
    token: () => lastRequest()?.['x-amz-security-token'],
  };
}

/** The access key and the scope of a signature, like `key eu-central-1/sts`. */
export function scopeOf(headers: SourceRequest['headers'] = {}): string | undefined {
  const [, key, region, service] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  return key === undefined ? undefined : `${key} ${region}/${service}`;
}
