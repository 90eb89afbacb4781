import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isThrottling } from '../failure/of-aws.ts';

/** A request to DynamoDB that has ended. Each try of a call is one. */
export interface EndedRequest {
  /** AWS's name of the command, like `GetItem`. */
  readonly command: string;
  readonly input: object;
  /** That of HTTP; undefined if there was no answer. */
  readonly status: number | undefined;
  /** From the try's start until its whole answer was read. */
  readonly seconds: number;
  /** Whether a try before failed. */
  readonly isRetry: boolean;
  /** Whether DynamoDB refused it because too much was asked at the same time. */
  readonly isThrottled: boolean;
}

export type RequestObserver = (request: EndedRequest) => void;

/** What the SDK knows of an error that came with an answer. */
interface AnsweredError {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** Tells an observer of each request that a client makes. */
export function watchRequests(client: DynamoDBClient, observe: RequestObserver): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const began = performance.now();
      const { headers } = args.request as { readonly headers: Readonly<Record<string, string>> };
      const tell = (status: number | undefined, isThrottled: boolean) =>
        observe({
          command: (context as { readonly commandName?: string }).commandName?.replace(/Command$/, '') ?? '',
          input: args.input,
          status,
          seconds: (performance.now() - began) / 1000,
          isRetry: !isFirst(headers),
          isThrottled,
        });
      try {
        const result = await next(args);
        tell((result.response as { readonly statusCode: number }).statusCode, false);
        return result;
      } catch (error) {
        const { $metadata, $response } = error as AnsweredError;
        tell($metadata?.httpStatusCode ?? $response?.statusCode, isThrottling(error));
        throw error;
      }
    },
    // Around what reads the answer, and within what tries again.
    { step: 'deserialize', priority: 'high', name: 'watchRequests' },
  );
}

/** The SDK says in a header which try it is, as AWS's other SDKs do: `attempt=2; max=3`. */
function isFirst(headers: Readonly<Record<string, string>>): boolean {
  const { 'amz-sdk-request': said = '' } = headers;
  return said === '' || /^attempt=1\b/.test(said);
}
