import type { Dispatcher } from 'undici';
import { startLimit } from '../async/deadline.ts';
import { hereSince } from '../async/standstill.ts';

/** One request, and how much it may take. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** For how many milliseconds the answer is waited for, until it has come whole. */
  readonly limit: number;
  /** For how many milliseconds more, from the beginning of the answer on, its body may come. */
  readonly bodyLimit?: number;
  /** How many bytes the body of the answer may have. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  /** When it began to come, or may have, if the process stood still. `performance.now()` tells such times. */
  readonly at: number;
}

/**
 * Sends a request, and gives its answer, whatever its status.
 * @throws Error when there is no whole answer in time, or one that is too long; the reason of the signal when that aborts. The
 * request is then given up, and its connection closed
 */
export function ask(dispatcher: Dispatcher, call: Call): Promise<Answer> {
  const { method, path, headers, body, limit, bodyLimit, maxBytes, signal } = call;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let begun: Omit<Answer, 'body'> | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isOver = false;

    const wait = (milliseconds: number) => startLimit(milliseconds, () => fail(late(milliseconds)));
    let cancel = wait(limit);
    const abort = () => fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });

    function end(): void {
      isOver = true;
      cancel();
      signal?.removeEventListener('abort', abort);
    }

    function fail(error: Error): void {
      if (isOver) return;
      end();
      reject(error);
      controller?.abort(error);
    }

    dispatcher.dispatch(
      // The time limits of the dispatcher are replaced by the ones here, which end the call as a whole.
      { method, path, headers, body: body ?? null, headersTimeout: 0, bodyTimeout: 0 },
      {
        onRequestStart(started) {
          controller = started;
          if (isOver) started.abort(new Error('the call was given up before it was sent'));
        },
        onResponseStart(_, status, answered) {
          // Others say that the answer is still to come.
          if (status < 200) return;
          begun = { status, headers: answered, at: hereSince() };
          if (bodyLimit === undefined || isOver) return;
          cancel();
          cancel = wait(bodyLimit);
        },
        onResponseData(_, chunk) {
          bytes += chunk.length;
          if (bytes > maxBytes) fail(new Error(`the answer is longer than ${maxBytes} bytes`));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          if (isOver || begun === undefined) return;
          end();
          resolve({ ...begun, body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) });
        },
        onResponseError: (_, error) => fail(error),
      },
    );
    if (signal?.aborted) abort();
  });
}

function late(milliseconds: number): Error {
  return Object.assign(new Error(`there was no whole answer within ${milliseconds / 1_000} s`), { code: 'ETIMEDOUT' });
}
