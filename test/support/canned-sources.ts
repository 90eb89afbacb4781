import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** What a source of credentials was asked; `form` is that of a request to STS. */
export interface SourceRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: Readonly<Record<string, string>>;
  readonly at: number;
}

/** `hang` never answers. */
export type SourceAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
      /** Milliseconds that it takes. */
      readonly after?: number;
    }
  | 'hang';

export type CannedSources = Awaited<ReturnType<typeof startCannedSources>>;

/** Starts a server on 127.0.0.1 that stands for STS and other sources of credentials, and says what it is told to. */
export async function startCannedSources(initial: (request: SourceRequest) => SourceAnswer) {
  const requests: SourceRequest[] = [];
  let answer = initial;
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      at: Date.now(),
    };
    requests.push(request);
    const given = answer(request);
    if (given === 'hang') return;
    if (given.after !== undefined) await setTimeout(given.after);
    response.writeHead(given.status ?? 200, given.headers ?? {}).end(given.body);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets,
    /** From now on it answers so. */
    answer(next: (request: SourceRequest) => SourceAnswer): void {
      answer = next;
    },
    async stop(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Temporary credentials whose parts begin with a name. */
export interface Session {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly token: string;
  readonly end: Date;
}

/** A session of an hour, or of so many milliseconds. */
export function session(name: string, milliseconds = 3_600_000): Session {
  return {
    accessKey: `${name}-accessKey`,
    secretKey: `${name}-secretKey`,
    token: `${name}-token`,
    end: new Date(Date.now() + milliseconds),
  };
}

/** How STS tells a session, to AssumeRole or AssumeRoleWithWebIdentity. */
export function stsAnswer({ form }: SourceRequest, { accessKey, secretKey, token, end }: Session): SourceAnswer {
  const members = { AccessKeyId: accessKey, SecretAccessKey: secretKey, SessionToken: token };
  const words = Object.entries({ ...members, Expiration: end.toISOString() })
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
  const action = form.Action;
  const result = `<${action}Result><Credentials>${words}</Credentials></${action}Result>`;
  return { body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</${action}Response>` };
}

/** How STS refuses. */
export function stsRefusal(code: string, message: string, status = 403): SourceAnswer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const headers = { 'x-amzn-requestid': 'request-1' };
  return { status, headers, body: `<ErrorResponse>${error}<RequestId>request-1</RequestId></ErrorResponse>` };
}

/** How containers' and instances' endpoints tell a session. */
export function jsonAnswer({ accessKey, secretKey, token, end }: Session): SourceAnswer {
  return {
    body: JSON.stringify({
      AccessKeyId: accessKey,
      SecretAccessKey: secretKey,
      Token: token,
      Expiration: end.toISOString(),
    }),
  };
}
