import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RequestObserver } from '../dynamodb/observers.ts';
import { isThrottling } from '../failure/of-aws.ts';

/** What the SDK knows of an error that came with an answer. */
interface AnsweredError {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** Tells an observer of each request that a client makes to a store of secrets. Its commands name no tables. */
export function watchRequests({ middlewareStack }: Pick<DynamoDBClient, 'middlewareStack'>, observe: RequestObserver) {
  middlewareStack.add(
    (next, context) => async (args) => {
      const { commandName = '' } = context as { readonly commandName?: string };
      const { headers } = args.request as { readonly headers: Readonly<Record<string, string>> };
      const began = performance.now();
      const tell = (status: number | undefined, isThrottled: boolean) =>
        observe({
          command: commandName.replace(/Command$/, ''),
          tables: [],
          status,
          seconds: (performance.now() - began) / 1000,
          isRetry: /^attempt=(?!1;)/.test(headers['amz-sdk-request'] ?? ''),
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
