import { randomUUID } from 'node:crypto';
import { HttpRequest } from '@smithy/core/protocols';
import type { Credentials } from '../credentials/kept.ts';
import { Failure } from '../failure/failure.ts';
import type { OperationShape, Protocol } from './answers.ts';
import type { AnyCommand } from './commands.ts';
import { bodyHash, signatureOf } from './signature.ts';
import { TOKEN, type Way } from './way.ts';

/** What a command sends, the same in all its tries. */
export interface Content {
  readonly operation: OperationShape;
  readonly body: string | Uint8Array;
  readonly hash: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Writes a command as the SDK does. */
export function contentOf(protocol: Protocol, command: AnyCommand): Content {
  const operation = operationOf(command);
  protocol.serializer.write(operation.input, command.input);
  const body = protocol.serializer.flush() || '{}';
  const hash = bodyHash(body);
  const headers = {
    'content-length': String(Buffer.byteLength(body)),
    'x-amz-target': `DynamoDB_20120810.${operation.name}`,
    'amz-sdk-invocation-id': randomUUID(),
    'x-amz-content-sha256': hash,
  };
  return { operation, body, hash, headers };
}

/** Gives all headers of a try, in the order that the SDK has. */
export function signed(way: Way, content: Content, credentials: Credentials, ofTry: Readonly<Record<string, string>>) {
  const headers: Record<string, string> = { ...way.headers, ...content.headers, ...ofTry };
  if (credentials.sessionToken) headers[TOKEN] = credentials.sessionToken;
  // The way may have been found with credentials that came meanwhile.
  else if (TOKEN in way.headers) delete headers[TOKEN];
  const names = credentials.sessionToken ? way.signedHeaders : way.signedWithoutToken;
  headers.authorization = signatureOf(headers, names, content.hash, credentials, way);
  return headers;
}

/** Makes the request of a try. */
export function requestOf(
  { protocol, hostname, port, sentPath }: Way,
  headers: Record<string, string>,
  body: string | Uint8Array,
) {
  return new HttpRequest({
    method: 'POST',
    protocol,
    hostname,
    ...(port !== undefined && { port }),
    path: sentPath,
    headers,
    body,
  });
}

/** What the SDK knows of the operations of commands, by their classes. */
const operations = new WeakMap<object, OperationShape>();

/** @throws Failure (configuration) when it is no command that is sent as it is */
function operationOf(command: AnyCommand): OperationShape {
  const { schema, middlewareStack } = command as unknown as SdkCommand;
  if (schema === undefined || middlewareStack.identify().length > 0) throw noCommand(command, schema !== undefined);
  const found = operations.get(command.constructor);
  if (found !== undefined) return found;
  const [, , name, , input, output] = schema;
  const operation = { name, input, output } as OperationShape;
  operations.set(command.constructor, operation);
  return operation;
}

/** What the commands of the SDK's client have, and those of others may lack. */
interface SdkCommand {
  readonly schema?: readonly unknown[];
  readonly middlewareStack: { identify(): readonly string[] };
}

function noCommand(command: AnyCommand, hasMiddleware: boolean): Failure {
  const got = `${command.constructor.name} ${hasMiddleware ? 'with middleware of its own' : 'of something else'}`;
  return new Failure('configuration', `dynamodb.send: expected a command of @aws-sdk/client-dynamodb, got ${got}`);
}
