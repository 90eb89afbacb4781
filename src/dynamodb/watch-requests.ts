import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isThrottling } from '../failure/of-aws.ts';
import { nameIn } from './commands.ts';

/** A request to DynamoDB that has ended. Each try of a call is one. */
export interface EndedRequest {
  /** AWS's name of the command, like `GetItem`. */
  readonly command: string;
  /** The names of its tables. Undefined if it has some, and it is not certain which. None of them shows a secret. */
  readonly tables: readonly string[] | undefined;
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

/** A try, as a middleware has it. */
interface Tried {
  readonly input: object;
  readonly request: { readonly headers: Readonly<Record<string, string>> };
}

/**
 * Tells an observer of each request that a client makes.
 * @param tablesOf gives the tables of an input, as `EndedRequest` has them
 */
export function watchRequests(
  client: DynamoDBClient,
  tablesOf: (input: object) => EndedRequest['tables'],
  observe: RequestObserver,
): void {
  client.middlewareStack.add(
    (next, context) => {
      const command = nameIn(context);
      const tell = ({ input, request }: Tried, began: number, status: number | undefined, isThrottled: boolean) =>
        observe({
          command,
          tables: tablesOf(input),
          status,
          seconds: (performance.now() - began) / 1000,
          isRetry: !isFirst(request.headers),
          isThrottled,
        });
      return async (args) => {
        const began = performance.now();
        let result: Awaited<ReturnType<typeof next>>;
        try {
          result = await next(args);
        } catch (error) {
          const { $metadata, $response } = error as AnsweredError;
          const status = $metadata?.httpStatusCode ?? $response?.statusCode;
          tell(args as Tried, began, status, isThrottling(error));
          throw error;
        }
        tell(args as Tried, began, (result.response as { readonly statusCode: number }).statusCode, false);
        return result;
      };
    },
    // Around what reads the answer, and within what tries again.
    { step: 'deserialize', priority: 'high', name: 'watchRequests' },
  );
}

/** The SDK says in a header which try it is, as AWS's other SDKs do: `attempt=2; max=3`. */
function isFirst(headers: Readonly<Record<string, string>>): boolean {
  const { 'amz-sdk-request': said = '' } = headers;
  return said === '' || said.startsWith('attempt=1;');
}
