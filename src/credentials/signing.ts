import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mask } from '../connection/mask.ts';
import type { KeptCredentials } from './kept.ts';
import { mayBeRevoked, refusesCredentials } from './refusals.ts';

/** The age of a session in milliseconds. A younger one was not revoked, and a new one would be denied too. */
const REVOKED_AGE = 60_000;

/**
 * Gives kept credentials to the SDK, which asks for them for every request. `memoized` stops the SDK from keeping them too: it
 * would go on signing with dropped ones.
 */
export function providerOf(kept: KeptCredentials, region: string | undefined) {
  return Object.assign(() => kept.current(region), { memoized: true });
}

/**
 * Makes a client that signs with kept credentials drop those that AWS refuses. The SDK then tries again with others, as often as
 * it tries anything again. Hides the credentials in the messages of errors.
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
    // Last in its step: the request is signed by then, and this runs once for each try.
    { step: 'finalizeRequest', priority: 'low', name: 'dropRefused' },
  );
}

interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
}

/** Finds in a request which credentials it was signed with. */
function signatureOf({ headers }: SignedRequest): { accessKey: string; sessionToken: string } {
  const accessKey = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  return { accessKey, sessionToken: headers['x-amz-security-token'] ?? '' };
}
