import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HttpResponse } from '@smithy/core/protocols';
import { getRetryAfterHint, isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { pause, unlessAborted } from '../async/deadline.ts';
import type { Answer, Metadata } from './answers.ts';

/** An error of a try, as the SDK has it. */
export type TryError = Error & { $metadata?: Metadata; readonly $response?: HttpResponse };

/** The part of the SDK's retry strategies that decides whether and when to try again. */
interface Strategy {
  acquireInitialRetryToken(scope: string): Promise<Token>;
  /** @throws when no more tries are left, or the error is none that a retry can help */
  refreshRetryTokenForRetry(token: Token, error: object): Promise<Token>;
  recordSuccess(token: Token): void;
}

interface Token {
  getRetryCount(): number;
  /** In milliseconds. */
  getRetryDelay(): number;
  readonly $retryLog?: { readonly acquisitionDelay?: number };
}

/**
 * Tries until there is an answer or the client's retry strategy gives up. The strategy is the SDK's own: it counts the tries, waits
 * between them and keeps a quota for all calls of the client.
 * @param tryOnce is given the number of the try, from 1
 * @throws what the last try threw, with `$metadata.attempts`; the reason of `signal`
 */
export async function withRetries(
  { config }: DynamoDBClient,
  signal: AbortSignal,
  tryOnce: (attempt: number, maxAttempts: number) => Promise<Answer>,
): Promise<Answer> {
  const strategy = (await config.retryStrategy()) as unknown as Strategy;
  const maxAttempts = await config.maxAttempts();
  let token = await strategy.acquireInitialRetryToken('');
  let attempt = 1;
  let totalRetryDelay = 0;
  for (;;) {
    try {
      const answer = await tryOnce(attempt, maxAttempts);
      strategy.recordSuccess(token);
      answer.$metadata.attempts = attempt;
      answer.$metadata.totalRetryDelay = totalRetryDelay;
      return answer;
    } catch (thrown) {
      signal.throwIfAborted();
      const error = thrown as TryError;
      try {
        // It waits for its delay itself, and looks at no signal.
        token = await unlessAborted(strategy.refreshRetryTokenForRetry(token, aboutRetry(error)), signal);
      } catch {
        signal.throwIfAborted();
        // The strategy says no. Why is said by the error of the try.
        error.$metadata = { ...error.$metadata, attempts: attempt, totalRetryDelay };
        throw error;
      }
    }
    attempt = token.getRetryCount() + 1;
    const delay = token.getRetryDelay();
    totalRetryDelay += (token.$retryLog?.acquisitionDelay ?? 0) + delay;
    if (delay > 0) await pause(delay, signal);
    signal.throwIfAborted();
  }
}

/** What a retry strategy is told of an error. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
function aboutRetry(thrown: TryError): object {
  const error = thrown as TryError & Parameters<typeof isServerError>[0];
  const errorType = isThrottlingError(error)
    ? 'THROTTLING'
    : isTransientError(error)
      ? 'TRANSIENT'
      : isServerError(error)
        ? 'SERVER_ERROR'
        : 'CLIENT_ERROR';
  const retryAfterHint = getRetryAfterHint(thrown.$response);
  return { error, errorType, ...(retryAfterHint && { retryAfterHint }) };
}
