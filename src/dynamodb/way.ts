import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { canonicalPath, type Scope } from './signature.ts';

/** The way that the requests of a connection go: what is the same for all of them. */
export interface Way extends Scope {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  /** The path of the endpoint as it is sent. */
  readonly sentPath: string;
  /** The names of the headers that are signed, in lower case and in order: those of a request with a session token, too. */
  readonly signedHeaders: readonly string[];
  /** The same without that token. */
  readonly signedWithoutToken: readonly string[];
  /** All headers in their order. Those that differ from one request to the next have the values of some request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether requests are signed by DynamoDB's clock, as far as it is known, and not by this machine's. */
  readonly correctsClock: boolean;
}

export const TOKEN = 'x-amz-security-token';
const SIGNATURE = /^AWS4-HMAC-SHA256 Credential=[^ ]*\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^ ]+), /;

/**
 * Finds the way of requests by asking the SDK for a whole request, which is not sent. So the endpoint, the region, the user agent and
 * the choice of signed headers are the SDK's own, with all settings of AWS that it knows. It is a request of no job: what is wrong
 * with one is none of the others' business.
 * @param resource the ARN on which the endpoint depends; an empty text if there is none
 * @throws what the SDK throws when it can make no request, like a Failure of `guardEndpoints`
 */
export async function findWay(client: DynamoDBClient, resource: string): Promise<Way> {
  const request = await requestOf(client, new GetItemCommand({ TableName: resource || 'a', Key: {} }));
  const [, region, service, signed] = SIGNATURE.exec(request.headers.authorization ?? '') ?? [];
  if (region === undefined || service === undefined || signed === undefined)
    throw new Error('the SDK signs requests in a way that is not known here');
  return {
    protocol: request.protocol,
    hostname: request.hostname,
    port: request.port,
    sentPath: request.path,
    path: canonicalPath(request.path),
    headers: request.headers,
    correctsClock: !(await client.config.disableClockSkewCorrection()),
    region,
    service,
    signedHeaders: [...new Set([...signed.split(';'), TOKEN])].sort(),
    signedWithoutToken: signed.split(';').filter((name) => name !== TOKEN),
  };
}

async function requestOf(client: DynamoDBClient, command: GetItemCommand): Promise<HttpRequest> {
  let signed: HttpRequest | undefined;
  const stack = client.middlewareStack.clone();
  // In place of the SDK's own, which would count the request for its pace and its quota of retries.
  stack.add(
    (next) => (args) => {
      Object.assign((args.request as HttpRequest).headers, { 'amz-sdk-invocation-id': '', 'amz-sdk-request': '' });
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'high', name: 'retryMiddleware', override: true },
  );
  stack.add(
    (next) => (args) => {
      signed = HttpRequest.clone(args.request as HttpRequest);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'takeRequest' },
  );
  const answer = { statusCode: 200, headers: {}, body: Buffer.from('{}') };
  const requestHandler = {
    ...client.config.requestHandler,
    handle: async () => ({ response: new HttpResponse(answer) }),
  };
  const make = command.resolveMiddleware(
    stack as Parameters<GetItemCommand['resolveMiddleware']>[0],
    { ...client.config, requestHandler },
    {},
  ) as (args: { readonly input: object }) => Promise<unknown>;
  await make({ input: command.input });
  if (signed === undefined) throw new Error('the SDK made no request');
  return signed;
}
