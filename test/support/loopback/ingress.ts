import { createServer, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { end, page } from './rest-answer.ts';

/** What an ingress says in the gateway's place: an HTTP status, or a reset of each call (by gRPC with a code of HTTP/2). */
export type IngressFault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly reset: number };

const { body } = page(503, 'default backend');

/** What stands before a gateway: it hands connections on, or answers the calls on them itself. */
export function createIngress() {
  let fault: IngressFault | undefined;
  let answered = 0;

  function answerStream(stream: ServerHttp2Stream): void {
    // A client that goes away in the middle is nothing to tell.
    stream.on('error', () => {});
    answered++;
    if (fault === undefined || 'reset' in fault) {
      stream.close(fault?.reset ?? 0);
      return;
    }
    stream.respond({ ':status': fault.status, 'content-type': 'text/html', ...fault.headers });
    stream.end(body);
  }

  function answerRequest(response: ServerResponse): void {
    answered++;
    if (fault === undefined || 'reset' in fault) {
      response.socket?.resetAndDestroy();
      return;
    }
    const said = page(fault.status, 'default backend');
    end(response, { ...said, headers: { ...said.headers, ...fault.headers } });
  }

  const byGrpc = createHttp2Server();
  byGrpc.on('stream', answerStream);
  const byRest = createServer((request, response) => {
    request.on('error', () => {});
    request.on('end', () => answerRequest(response)).resume();
  });

  /** Takes the connections of a carrier; `gateway` takes those that are handed on. */
  const before = (server: typeof byGrpc | typeof byRest, gateway: (socket: Socket) => void) => (socket: Socket) => {
    if (fault === undefined) gateway(socket);
    else server.emit('connection', socket);
  };

  return {
    beforeGrpc: (gateway: (socket: Socket) => void) => before(byGrpc, gateway),
    beforeRest: (gateway: (socket: Socket) => void) => before(byRest, gateway),
    set fault(next: IngressFault | undefined) {
      fault = next;
    },
    /** How many calls it has answered itself. */
    get answered() {
      return answered;
    },
  };
}
