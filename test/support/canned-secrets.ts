import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { vi } from 'vitest';

/** What one of AWS's stores of secrets was asked. */
export interface SecretRequest {
  /** Like `secretsmanager.GetSecretValue`. */
  readonly target: string;
  /** The name of the secret or parameter. */
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
}

/** `hang` never answers, `reset` cuts the connection; a text with a colon in front is an error: its name, and maybe what it says. */
type Trouble = 'hang' | 'reset' | `:${string}`;

/**
 * Starts a server on 127.0.0.1 that stands for AWS Secrets Manager and for the Parameter Store, which have the same secrets.
 * @param secrets those that it has, by their whole names; they may be changed later
 */
export async function startCannedSecrets(secrets: Map<string, string | Uint8Array>) {
  const requests: SecretRequest[] = [];
  let trouble: Trouble | undefined;
  const server = createServer(async (incoming, response) => {
    const target = String(incoming.headers['x-amz-target']);
    const asked = JSON.parse(await text(incoming)) as { SecretId?: string; Name?: string };
    const id = asked.SecretId ?? asked.Name ?? '';
    requests.push({ target, id, headers: incoming.headers });
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    const refuse = (type: string, message: string) => send(400, { __type: type, message });
    if (trouble === 'hang') return;
    if (trouble === 'reset') return void incoming.socket.resetAndDestroy();
    if (trouble !== undefined) {
      const [type = '', ...words] = trouble.slice(1).split(' ');
      return void refuse(type, words.join(' ') || `${type} on demand`);
    }
    const value = secrets.get(id);
    const isParameter = target === 'AmazonSSM.GetParameter';
    if (value === undefined) {
      refuse(isParameter ? 'ParameterNotFound' : 'ResourceNotFoundException', `There is no ${id}`);
    } else if (isParameter) {
      send(200, { Parameter: { Name: id, Type: 'SecureString', Value: value } });
    } else if (typeof value === 'string') {
      send(200, { Name: id, SecretString: value });
    } else {
      send(200, { Name: id, SecretBinary: Buffer.from(value).toString('base64') });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    secrets,
    /** From now on it answers so; without trouble, with its secrets. */
    answer(next?: Trouble): void {
      trouble = next;
    },
    async stop(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Makes a server that answers, has no secrets and was asked nothing, and signs in at it by the variables of the process. */
export function beginAnew(server: Awaited<ReturnType<typeof startCannedSecrets>>): void {
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.url);
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', server.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'keyOfTheWorker');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secretOfTheWorker');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  server.answer();
  server.secrets.clear();
  server.requests.length = 0;
}
