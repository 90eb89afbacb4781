import type { IncomingMessage } from 'node:http';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { startLimit } from '../async/deadline.ts';
import { Failure } from '../failure/failure.ts';

/**
 * The longest answer, in bytes. DynamoDB gives 1 MB of items, and more for some commands. In JSON, an item takes up to 9 times as
 * many bytes as DynamoDB counts: `"a":{"NULL":true},` counts 2.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
const MAX_BYTES = 16 * 2 ** 20;
/** The longest answer of a batch or a transaction, in bytes. The largest is that of BatchGetItem, with 16 MB of items. */
const MAX_BYTES_OF_MANY = 9 * 16 * 2 ** 20;
const OF_MANY = /^(?:Batch|Transact)/;

/** How long an answer to a command may be, in bytes. */
export function maxAnswerBytes(command: string): number {
  return OF_MANY.test(command) ? MAX_BYTES_OF_MANY : MAX_BYTES;
}

/** An answer that has been read whole. */
export interface WholeAnswer {
  readonly response: HttpResponse;
  /** Its headers, names and values by turns, as they came. */
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
}

/**
 * The part of an AbortSignal that the SDK's handler looks at. Each request needs a signal of its own, and an AbortSignal with its
 * listeners costs more than the rest of a request's limits.
 */
class Cut {
  aborted = false;
  reason: unknown;
  onabort: (() => void) | null = null;

  abort(reason: unknown): void {
    this.aborted = true;
    this.reason = reason;
    this.onabort?.();
  }
}

/** What sends requests. */
type Handler = Pick<DynamoDBClient['config']['requestHandler'], 'handle'>;

/** A request under way. */
export interface HttpCall {
  readonly answer: Promise<WholeAnswer>;
  /** Ends the request: `answer` rejects with the reason. Does nothing when the answer has come. */
  cutOff(reason: unknown): void;
}

/**
 * Sends a request, and reads its answer whole. The time limit is for all of it. The handler's own, which is left out, ends at the
 * headers: a body without an end would be read for ever. It also throws away an answer that came while the process stood still.
 *
 * An answer that does not come in time is a `TimeoutError`, like the SDK's own, so that it is asked for again.
 * @param milliseconds how long the request may take
 * @param maxBytes a longer answer is a Failure (connection)
 */
export function startCall(handler: Handler, request: HttpRequest, milliseconds: number, maxBytes: number): HttpCall {
  const cut = new Cut();
  let cutOff = (_reason: unknown) => {};
  const answer = new Promise<WholeAnswer>((resolve, reject) => {
    let isOver = false;
    // If a server goes over to another protocol, the handler never ends the call, not even when it is cut off after that.
    cutOff = (reason) => {
      if (isOver) return;
      over();
      reject(reason);
      cut.abort(reason);
    };
    const cancel = startLimit(milliseconds, () => cutOff(late(milliseconds)));
    function over(): void {
      isOver = true;
      cancel();
    }
    function fail(error: unknown): void {
      if (isOver) return;
      over();
      reject(error);
    }
    handler.handle(request, { abortSignal: cut, requestTimeout: 0 }).then(({ response }) => {
      const body = response.body as IncomingMessage;
      readBody(body, maxBytes, fail, (bytes) => {
        if (isOver) return;
        over();
        resolve({ response, rawHeaders: body.rawHeaders, bytes });
      });
      body.on('close', () => {
        if (!isOver) fail(Object.assign(new Error('the answer was cut off'), { code: 'ECONNRESET' }));
      });
    }, fail);
  });
  return { answer, cutOff };
}

/** Reads a body to its end. When the request is destroyed, so is its body. */
function readBody(
  body: IncomingMessage,
  maxBytes: number,
  fail: (error: unknown) => void,
  done: (bytes: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  body.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) body.destroy(tooLong(maxBytes));
  });
  body.on('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)));
  body.on('error', fail);
}

function late(milliseconds: number): Error {
  const error = new Error(`there was no whole answer within ${milliseconds / 1000} s`);
  return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT' });
}

function tooLong(maxBytes: number): Failure {
  return new Failure('connection', `The answer was no answer of DynamoDB: it is longer than ${maxBytes} bytes.`);
}
