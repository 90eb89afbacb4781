import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { startLimit } from './deadline.ts';

/** What ends the HTTP requests and processes that begin during some work. */
interface Owner {
  /** Ends all of them, also those that begin later. */
  readonly signal?: AbortSignal;
  /** Ends a request this many milliseconds after it was sent. Without it, only the signal does. */
  readonly milliseconds?: number;
}

/** How many bytes such a request or process may answer. Answers are credentials and tokens; longer ones are cut off. */
export const MAX_OWNED_BYTES = 64 * 1024;

const owners = new AsyncLocalStorage<Owner>();
const owned = new WeakSet<ClientRequest>();

/**
 * Does work of libraries that make HTTP requests but neither limit nor give up reading the answers. Their requests and sockets
 * get an end, whichever library made them. Do not use it for many requests, because each of them costs time.
 * https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#http
 */
export function withOwner<T>(owner: Owner, work: () => Promise<T>): Promise<T> {
  return owners.run(owner, work);
}

/** Gives the owner of the work that calls this. Processes need it, because no diagnostics channel tells of them. */
export function currentOwner(): Owner | undefined {
  return owners.getStore();
}

// Node has the first channel from 22.12 on. Without it, only connecting is left to the library that made the request.
for (const channel of ['http.client.request.created', 'http.client.request.start'])
  subscribe(channel, (message) => own((message as { request: ClientRequest }).request));
subscribe('http.client.response.finish', (message) => {
  const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
  if (owned.has(request)) limitSize(response);
});

function own(request: ClientRequest): void {
  const owner = owners.getStore();
  if (owner === undefined || owned.has(request)) return;
  owned.add(request);
  const { signal, milliseconds = Number.POSITIVE_INFINITY } = owner;
  const abort = () => request.destroy(signal?.reason);
  const cancel = startLimit(milliseconds, () => request.destroy(late(milliseconds)));
  signal?.addEventListener('abort', abort, { once: true });
  // Node itself would close the request without telling the library that made it.
  request.once('upgrade', (_response, socket) => {
    socket.destroy();
    request.emit('error', new Error('the server went over to another protocol'));
  });
  // This also comes when the answer has been read.
  request.once('close', () => {
    cancel();
    signal?.removeEventListener('abort', abort);
  });
  if (signal?.aborted) abort();
}

function late(milliseconds: number): Error {
  return Object.assign(new Error(`there was no whole answer within ${milliseconds / 1000} s`), { code: 'ETIMEDOUT' });
}

/**
 * Cuts off an answer that is too long. Counts the bytes before anybody reads them, because listening for them would start the
 * reading.
 */
function limitSize(response: IncomingMessage): void {
  const push = response.push.bind(response);
  let bytes = 0;
  response.push = (chunk: Buffer | null, encoding) => {
    bytes += chunk?.length ?? 0;
    if (bytes <= MAX_OWNED_BYTES) return push(chunk, encoding);
    response.destroy(new Error(`the answer is longer than ${MAX_OWNED_BYTES} bytes`));
    return false;
  };
}
