import type { JsonObject } from '../../src/json/json.ts';
import type { CannedDynamodb } from './canned-dynamodb.ts';

interface PrintedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** The requests that `run --dry-run --json` printed, as `arrivedRequests` writes them. */
export function printedRequests(output: string): string[] {
  const { requests } = JSON.parse(output) as { readonly requests: readonly PrintedRequest[] };
  return requests.map((request) => written(request, JSON.stringify(request.body)));
}

/** The requests that arrived at a server, each as a text, which is the same for requests that differ in times, ids and signatures only. */
export function arrivedRequests({ requests, endpoint }: CannedDynamodb): string[] {
  return requests.map(({ text, headers }) => written({ method: 'POST', url: `${endpoint}/`, headers }, text));
}

/** A request as text, without what differs each time: times, ids, signatures; and without the connection, which is Node's. */
function written({ method, url, headers }: { method: string; url: string; headers: object }, body: string): string {
  const { connection: _, ...signed } = headers as Record<string, string>;
  const same = {
    ...signed,
    'amz-sdk-invocation-id': 'id',
    'x-amz-date': 'time',
    authorization: signed.authorization
      ?.replace(/Credential=[^/]*\/\d+/, 'Credential=***/day')
      .replace(/Signature=\S+/, 'Signature=***'),
  };
  const lines = Object.entries(same).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${url}`, ...lines.sort(), body].join('\n');
}
