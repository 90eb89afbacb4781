import type { IncomingMessage, ServerResponse } from 'node:http';
import * as sdk from '@aws-sdk/client-dynamodb';

/** When answers are given: the clock of a test that uses them stands there. */
export const NOW = Date.UTC(2026, 5, 1, 12, 0, 0);

/** Answers one request. */
export type Reply = (response: ServerResponse, incoming: IncomingMessage) => void;
type Headers = Readonly<Record<string, string>>;

/** Answers with a status, a body that is sent as it is or as JSON, and more headers. */
export function reply(status: number, body: string | Buffer | object, headers: Headers = {}): Reply {
  return (response) => {
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(status, {
      date: new Date().toUTCString(),
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': 'REQUEST1',
      'content-length': Buffer.byteLength(bytes),
      ...headers,
    });
    response.end(bytes);
  };
}

/** Refuses with a name, more members and a status. */
export const refusal = (name: string, more: object = {}, status = 400, headers: Headers = {}) =>
  reply(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `${name} it is.`, ...more }, headers);
/** An answer with an item. */
export const good = reply(200, { Item: { id: { S: 'a' } } });
/** An item with values of several types. */
export const item = {
  id: { S: 'a' },
  b: { B: 'AQID' },
  bs: { BS: ['AQ==', 'Ag=='] },
  m: { M: { l: { L: [{ NULL: true }] } } },
};
/** The header of a clock that is so many minutes ahead. */
export const away = (minutes: number) => ({ date: new Date(NOW + minutes * 60_000).toUTCString() });

/** Every name of an error that the SDK knows of DynamoDB. */
const modelled = Object.keys(sdk).filter(
  (name) => /(?:Exception|Exceeded|Error|NotFound|InUse)$/.test(name) && isError(name),
);
function isError(name: string): boolean {
  const made = (sdk as unknown as Record<string, { readonly prototype?: unknown }>)[name];
  return made?.prototype instanceof sdk.DynamoDBServiceException;
}

/** What may come back: answers to one try after the other. The last is given to all that follow. */
export const answers: Record<string, readonly Reply[]> = {
  'an item': [reply(200, { Item: item, ConsumedCapacity: { TableName: 't', CapacityUnits: 0.5 } })],
  'no item': [reply(200, {})],
  'null in place of an item': [reply(200, { Item: null })],
  'blanks around': [reply(200, ' {"Item": {"id": {"S": "a"}}}\n')],
  'another content type': [reply(200, { Item: item }, { 'content-type': 'text/plain' })],
  'no content type': [reply(200, { Item: item }, { 'content-type': '' })],
  'a checksum': [reply(200, { Item: item }, { 'x-amz-crc32': '1' })],
  'other ids': [reply(200, {}, { 'x-amzn-requestid': '', 'x-amz-id-2': 'ID2', 'x-amz-cf-id': 'CF' })],
  'status 201': [reply(201, { Item: item })],
  'status 299': [reply(299, { Item: item })],
  chunks: [
    (response) => {
      response.write('{"Item":{"id":');
      response.end('{"S":"a"}}}');
    },
  ],
  'an early hint, then an answer': [
    (response, incoming) => {
      response.writeProcessing();
      good(response, incoming);
    },
  ],
  'a conflict with its item': [refusal('ConditionalCheckFailedException', { Item: item })],
  'a cancelled transaction with reasons': [
    refusal('TransactionCanceledException', {
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'm', Item: item }, {}],
    }),
  ],
  'throttling with reasons': [
    refusal('ThrottlingException', {
      throttlingReasons: [{ reason: 'TableReadKeyRangeThroughputExceeded', resource: 'r' }],
    }),
    good,
  ],
  'exceeded throughput with reasons': [
    refusal('ProvisionedThroughputExceededException', { ThrottlingReasons: [{ reason: 'r', resource: 'r' }] }),
    good,
  ],
  'status 429 without a body': [reply(429, ''), good],
  'status 429 of an unknown name': [refusal('NewException', {}, 429), good],
  'status 500': [refusal('InternalServerError', {}, 500), good],
  'status 500 without a body': [reply(500, ''), good],
  'status 500, for ever': [refusal('InternalServerError', {}, 500)],
  'status 501 is not tried again': [refusal('NewException', {}, 501)],
  'status 502 without a body': [reply(502, ''), good],
  'status 503': [refusal('ServiceUnavailable', {}, 503), good],
  'status 504': [refusal('GatewayTimeout', {}, 504), good],
  'status 400 with an empty object': [reply(400, {})],
  'status 404 with a name only': [reply(404, { __type: 'ResourceNotFoundException' })],
  'status 413': [refusal('RequestEntityTooLarge', {}, 413)],
  'a redirect': [reply(307, {}, { location: 'http://127.0.0.1:1/' })],
  'an unknown name': [refusal('NewException', { Detail: [1], message: 'New.' })],
  'a name with two signs': [reply(400, { __type: 'a#b#ValidationException', message: 'm' })],
  'a name without a namespace': [reply(400, { __type: 'ConditionalCheckFailedException', message: 'm' })],
  'a name in another namespace': [
    reply(400, { __type: 'com.amazon.coral.validate#ValidationException', message: 'm' }),
  ],
  'a name with a colon': [reply(400, { __type: 'ValidationException:http://internal.amazon.com/', message: 'm' })],
  'a name in code': [reply(400, { code: 'ValidationException', message: 'm' })],
  'a name in Code': [reply(400, { Code: 'ThrottlingException', Message: 'm' }), good],
  'a number as a name': [reply(400, { code: 17, message: 'm' })],
  'a name in the header': [reply(400, { message: 'm' }, { 'x-amzn-errortype': 'ThrottlingException:http://x/' }), good],
  'a name in the header, without a body': [reply(400, '', { 'x-amzn-errortype': 'ValidationException' })],
  'names in the body and in the header': [
    refusal('ValidationException', {}, 400, { 'x-amzn-errortype': 'OtherException' }),
  ],
  'Message in place of message': [reply(400, { __type: 'ValidationException', Message: 'Of the other case.' })],
  'both kinds of message': [reply(400, { __type: 'ConditionalCheckFailedException', Message: 'A', message: 'B' })],
  'no message': [reply(400, { __type: 'ConditionalCheckFailedException' })],
  'an empty message': [reply(400, { __type: 'ValidationException', message: '' })],
  'members with the names of an error’s': [
    refusal('NewException', { name: 'x', stack: 'y', $fault: 'z', $metadata: 5, cause: { a: 1 }, code: 'ECONNRESET' }),
    good,
  ],
  'a refusal that names a server time': [refusal('RequestTimeTooSkewed', { ServerTime: 'x' })],
  'Retry-After in seconds': [refusal('ThrottlingException', {}, 400, { 'retry-after': '0.05' }), good],
  'Retry-After with a date': [
    refusal('ThrottlingException', {}, 400, { 'retry-after': new Date(NOW + 1_000).toUTCString() }),
    good,
  ],
  'Retry-After that is none': [refusal('ThrottlingException', {}, 400, { 'retry-after': 'soon' }), good],
  'Retry-After of status 503': [reply(503, '', { 'retry-after': '0.03' }), good],
  'x-amz-retry-after': [refusal('ThrottlingException', {}, 400, { 'x-amz-retry-after': '40' }), good],
  'x-amz-retry-after of 0': [refusal('InternalServerError', {}, 500, { 'x-amz-retry-after': '0' }), good],
  'Retry-After of what is not tried again': [refusal('ValidationException', {}, 400, { 'retry-after': '9' })],
  'too many tries': [
    refusal('ThrottlingException'),
    refusal('InternalServerError', {}, 500),
    refusal('LimitExceededException'),
  ],
  'another error at each try': [refusal('ThrottlingException'), reply(500, ''), good],
  'throttling, then a refusal': [refusal('ThrottlingException'), refusal('ValidationException')],
  'an expired signature by a clock that is behind': [
    refusal(
      'InvalidSignatureException',
      { message: 'Signature expired: 20260601T120000Z is now earlier than …' },
      400,
      away(30),
    ),
    good,
  ],
  'a signature of a clock that is ahead': [refusal('RequestTimeTooSkewed', {}, 403, away(-20)), good],
  'a skewed clock, known by any refusal': [refusal('AccessDeniedException', {}, 400, away(5)), good],
  'a clock that is a little off': [refusal('InvalidSignatureException', {}, 400, away(3))],
  'a skewed clock in a kept answer': [refusal('RequestTimeTooSkewed', {}, 403, { ...away(20), age: '5' })],
  'an answer by another clock': [reply(200, {}, away(60))],
  'a date that is none': [refusal('RequestTimeTooSkewed', {}, 403, { date: 'yesterday' })],
  'an empty date': [refusal('RequestTimeTooSkewed', {}, 403, { date: '' })],
  'a connection that is reset': [(_, { socket }) => void socket.resetAndDestroy(), good],
  'a connection that is reset, for ever': [(_, { socket }) => void socket.resetAndDestroy()],
  'a connection that ends': [(_, { socket }) => void socket.end(), good],
  'what is no HTTP': [(_, { socket }) => void socket.end('SSH-2.0\r\n')],
  'a connection that ends with the answer': [reply(200, { Item: item }, { connection: 'close' })],
};
for (const name of modelled) {
  answers[`${name}`] = [refusal(name)];
  answers[`${name} in words of another service`] = [reply(500, { __type: name, Message: 'm', Item: item }), good];
}
for (const name of [
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InternalFailure',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'SerializationException',
  'SignatureDoesNotMatch',
  'SlowDown',
  'Throttling',
  'ThrottlingError',
  'TooManyRequestsException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'ValidationException',
])
  answers[name] = [refusal(name), good];
