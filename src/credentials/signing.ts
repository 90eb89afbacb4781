import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mask } from '../connection/mask.ts';
import type { KeptCredentials } from './kept.ts';
import { mayBeRevoked, refusesCredentials } from './refusals.ts';

/** A session that is younger was not revoked: another would be denied too. */
const REVOKED_AGE = 60_000;

/** Kept credentials as the SDK asks for them: for every request. If it kept them too, it would go on to sign with dropped ones. */
export function providerOf(kept: KeptCredentials, region: string | undefined) {
  return Object.assign(() => kept.current(region), { memoized: true });
}

/**
 * Lets a client that signs with kept credentials drop those that AWS refuses. The SDK then tries again, as often as it tries
 * anything again, with others. Nothing of the credentials is left in the message of an error.
 */
export function dropRefused(client: DynamoDBClient, kept: KeptCredentials): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (thrown) {
        const error = thrown as Error & { $retryable?: object };
        const { accessKey, sessionToken } = signatureOf(args.request as SignedRequest);
        error.message = mask(error.message, [...kept.secrets, accessKey, sessionToken]);
        const dropped = refusesCredentials(error)
          ? kept.forget(accessKey)
          : mayBeRevoked(error) && kept.forget(accessKey, REVOKED_AGE);
        if (dropped) error.$retryable = {};
        throw error;
      }
    },
    // Last in its step: where a request is signed already, and once for each try.
    { step: 'finalizeRequest', priority: 'low', name: 'dropRefused' },
  );
}

interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
}

/** Which credentials a request was signed with. */
function signatureOf({ headers }: SignedRequest): { accessKey: string; sessionToken: string } {
  const accessKey = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  return { accessKey, sessionToken: headers['x-amz-security-token'] ?? '' };
}
