import { Readable } from 'node:stream';
import { type HttpHandler, type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { Mask } from '../../connection/mask.ts';
import { Failure } from '../../failure/failure.ts';
import type { Network } from '../../network/network.ts';

/** A request to DynamoDB, signed, as it goes to the network. */
export interface Sent {
  /** What is asked of DynamoDB, like `GetItem`. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** An answer that DynamoDB could give. An error has a type. */
export type Answer =
  | { readonly body: object }
  | { readonly error: 'AccessDeniedException' | 'ResourceNotFoundException'; readonly message: string };

/**
 * Sends requests as another network does, and tells of each.
 * @param seen is told of each request to DynamoDB before it is sent, but not of those that the SDK sends again
 */
export function recorded(network: Network, seen: (sent: Sent) => void): Network {
  return {
    ...network,
    ownHandler(profile, maxSockets) {
      const own = network.ownHandler(profile, maxSockets);
      return handlerWith((request, options) => {
        if (isFirstTry(request)) seen(sentOf(request));
        return own.handle(request, options);
      }, own.destroy);
    },
  };
}

/**
 * A network that reaches nobody: requests to DynamoDB are answered here.
 * @param answerTo gives the answer to each of them
 */
export function answeredHere(answerTo: (sent: Sent) => Answer): Network {
  const nobody = handlerWith(async () => {
    throw new Failure('configuration', 'A dry run asks no service for credentials.');
  });
  return {
    ownHandler: () => handlerWith(async (request) => ({ response: responseOf(answerTo(sentOf(request))) })),
    sharedHandler: () => nobody,
    close: () => {},
  };
}

function handlerWith(handle: HttpHandler['handle'], destroy: () => void = () => {}): HttpHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle,
    destroy,
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
}

function isFirstTry({ headers }: HttpRequest): boolean {
  return headers['amz-sdk-request']?.startsWith('attempt=1;') === true;
}

function sentOf({ method, protocol, hostname, port, path, headers, body }: HttpRequest): Sent {
  return {
    operation: headers['x-amz-target']?.split('.')[1] ?? '',
    method,
    url: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`,
    headers: { ...headers },
    body: textOf(body as string | Uint8Array),
  };
}

/** The SDK's bytes have methods of texts too, which it warns about when they are called. */
function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}

function responseOf(answer: Answer): HttpResponse {
  const given =
    'body' in answer
      ? { statusCode: 200, body: answer.body }
      : {
          statusCode: 400,
          body: { __type: `com.amazonaws.dynamodb.v20120810#${answer.error}`, message: answer.message },
        };
  return new HttpResponse({
    statusCode: given.statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Readable.from([Buffer.from(JSON.stringify(given.body))]),
  });
}

/**
 * Gives a request as it may be shown: without keys, signature and session token, and with other secrets masked.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function shownOf(sent: Sent, mask: Mask): Sent {
  const headers = Object.entries(sent.headers).map(([name, value]) => [name, mask(withoutKeys(name, value))]);
  return { ...sent, url: mask(sent.url), headers: Object.fromEntries(headers), body: mask(sent.body) };
}

function withoutKeys(name: string, value: string): string {
  if (name.toLowerCase() === 'x-amz-security-token') return '***';
  if (name.toLowerCase() !== 'authorization') return value;
  return value.replace(/Credential=[^/]*/, 'Credential=***').replace(/Signature=\S*/, 'Signature=***');
}
