import { createServer } from 'node:http2';
import type { Socket } from 'node:net';

/** What an ingress says in the gateway's place: an HTTP status, or a reset of each call with a code of HTTP/2. */
export type IngressFault = { readonly status: number } | { readonly reset: number };

/**
 * What stands before a gateway: it hands connections on, or answers the calls on them itself.
 * @param gateway takes the connections that are handed on
 */
export function createIngress(gateway: (socket: Socket) => void) {
  let fault: IngressFault | undefined;
  let answered = 0;
  const server = createServer();
  server.on('stream', (stream) => {
    // A client that goes away in the middle is nothing to tell.
    stream.on('error', () => {});
    answered++;
    if (fault === undefined || 'reset' in fault) {
      stream.close(fault?.reset ?? 0);
      return;
    }
    stream.respond({ ':status': fault.status, 'content-type': 'text/html' });
    stream.end('<html><body>default backend</body></html>');
  });
  return {
    take(socket: Socket): void {
      if (fault === undefined) gateway(socket);
      else server.emit('connection', socket);
    },
    set fault(next: IngressFault | undefined) {
      fault = next;
    },
    /** How many calls it has answered itself. */
    get answered() {
      return answered;
    },
  };
}
