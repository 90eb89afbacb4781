import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mask } from '../connection/mask.ts';
import type { KeptCredentials } from './kept.ts';
import { mayBeRevoked, refusesCredentials } from './refusals.ts';

/** The age of a session in milliseconds. A younger one was not revoked, and a new one would be denied too. */
const REVOKED_AGE = 60_000;

/**
 * Gives kept credentials to the SDK, which asks for them when it makes a request. `memoized` stops the SDK from keeping them too: it
 * would go on signing with dropped ones.
 */
export function providerOf(kept: KeptCredentials, region: string | undefined) {
  return Object.assign(() => kept.current(region), { memoized: true });
}

/**
 * Drops kept credentials that AWS has refused, and hides them in the error. The retry strategy of the SDK then tries again with
 * others, as often as it tries anything again.
 * @param headers those of the request, which say which credentials it was signed with
 */
export function dropIfRefused(kept: KeptCredentials, error: Error & { $retryable?: object }, headers: Headers): void {
  const accessKey = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  const sessionToken = headers['x-amz-security-token'] ?? '';
  error.message = mask(error.message, [...kept.secrets, accessKey, sessionToken]);
  const dropped = refusesCredentials(error)
    ? kept.forget(accessKey)
    : mayBeRevoked(error) && kept.forget(accessKey, REVOKED_AGE);
  if (dropped) error.$retryable = {};
}

type Headers = Readonly<Record<string, string>>;

/** Makes a client of the SDK that signs with kept credentials do so for each try. */
export function dropRefused(client: DynamoDBClient, kept: KeptCredentials): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (thrown) {
        dropIfRefused(kept, thrown as Error, (args.request as { readonly headers: Headers }).headers);
        throw thrown;
      }
    },
    // Last in its step: the request is signed by then, and this runs once for each try.
    { step: 'finalizeRequest', priority: 'low', name: 'dropRefused' },
  );
}
