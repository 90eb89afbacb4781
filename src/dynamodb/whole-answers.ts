import type { IncomingMessage } from 'node:http';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unlessAborted, withTimeLimit } from '../async/deadline.ts';
import { Failure } from '../failure/failure.ts';

/**
 * The longest answer, in bytes. DynamoDB gives 1 MB of items, and more for some commands. In JSON, an item takes up to 9 times as
 * many bytes as DynamoDB counts: `"a":{"NULL":true},` counts 2.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
const MAX_BYTES = 16 * 2 ** 20;
/** The longest answer of a batch or a transaction, in bytes. The largest is that of BatchGetItem, with 16 MB of items. */
const MAX_BYTES_OF_MANY = 9 * 16 * 2 ** 20;
const OF_MANY = /\.(?:Batch|Transact)\w+$/;

/**
 * Makes a call to DynamoDB last until its answer has been read whole. So the time limit and the signal of the call hold for all
 * of it. The SDK's own limits end at the headers, and it would read a body without an end for ever.
 *
 * An answer that does not come in time is a `TimeoutError`, like the SDK's own, so that the SDK tries again.
 * @param milliseconds how long one try may take
 */
export function readWhole({ config }: DynamoDBClient, milliseconds: number): void {
  const handler = config.requestHandler;
  const handle = handler.handle.bind(handler);
  const late = () => {
    const error = new Error(`there was no whole answer within ${milliseconds / 1000} s`);
    return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT' });
  };
  handler.handle = (request, options) => {
    const maxBytes = OF_MANY.test(request.headers['x-amz-target'] ?? '') ? MAX_BYTES_OF_MANY : MAX_BYTES;
    return withTimeLimit(
      { milliseconds, late },
      (signal) => {
        // If a server goes over to another protocol, the SDK never ends the call, not even when it is aborted after that.
        return unlessAborted(answerTo(signal), signal);
      },
      (options as { abortSignal?: AbortSignal } | undefined)?.abortSignal,
    );

    async function answerTo(abortSignal: AbortSignal) {
      const answered = await handle(request, { ...options, abortSignal });
      answered.response.body = await read(answered.response.body as IncomingMessage, maxBytes);
      return answered;
    }
  };
}

/**
 * Reads a body to its end. When the request is destroyed, so is its body.
 * @throws Failure (connection) when the body is longer than `maxBytes`; Error when it is cut off
 */
function read(body: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) body.destroy(tooLong(maxBytes));
    });
    body.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)));
    body.on('error', reject);
    body.on('close', () => reject(Object.assign(new Error('the answer was cut off'), { code: 'ECONNRESET' })));
  });
}

function tooLong(maxBytes: number): Failure {
  return new Failure('connection', `The answer was no answer of DynamoDB: it is longer than ${maxBytes} bytes.`);
}
