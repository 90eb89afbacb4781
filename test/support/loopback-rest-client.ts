import { Agent, type IncomingMessage, request as send } from 'node:http';
import { text } from 'node:stream/consumers';
import { parse, stringify } from 'lossless-json';
import type { ActivatedJob, ActivateJobsRequest } from './loopback/contract.ts';
import type { connectGateway } from './loopback-gateway-client.ts';

/** An answer that says no. `title` is that of a problem, and empty where something else has answered. */
export interface RestRefusal extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

type Numbered = Partial<Omit<ActivateJobsRequest, 'timeout' | 'requestTimeout'>> & Record<string, unknown>;

/** A bare REST client of a gateway, like that of gRPC, with no retries and no limits of its own. */
export function connectRest(address: string, headers: Record<string, string> = {}) {
  const agent = new Agent({ keepAlive: true });

  /** Sends a body as it is. Rejects with a RestRefusal, or with the error of the connection. */
  async function call(method: string, path: string, body?: string, signal?: AbortSignal): Promise<string> {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { method, agent, headers: { ...headers, ...type }, ...(signal && { signal }) };
      send(new URL(path, address), options, resolve).on('error', reject).end(body);
    });
    const said = await text(answer);
    const { statusCode: status = 0 } = answer;
    if (status < 300) return said;
    const isProblem = answer.headers['content-type'] === 'application/problem+json';
    const { title = '', detail = said } = isProblem ? (JSON.parse(said) as { title: string; detail: string }) : {};
    throw Object.assign(new Error(`${status} ${title}: ${detail}`), { status, title, detail });
  }

  /** Makes the body: variables are texts of JSON, and times are numbers. */
  function bodyOf({ variables, ...members }: Record<string, unknown>): string {
    const others = JSON.stringify(members);
    if (variables === undefined) return others;
    return `${others.slice(0, -1)}${others === '{}' ? '' : ','}"variables":${variables}}`;
  }

  const told =
    (action: string) =>
    ({ jobKey, ...request }: { jobKey?: string | undefined; retryBackOff?: unknown }): Promise<unknown> => {
      const { retryBackOff } = request;
      const wait = retryBackOff === undefined ? {} : { retryBackOff: Number(retryBackOff) };
      return call('POST', `v2/jobs/${jobKey}/${action}`, bodyOf({ ...request, ...wait }));
    };

  function activate({ timeout = '60000', requestTimeout, ...request }: Partial<ActivateJobsRequest>) {
    const closing = new AbortController();
    const wait = requestTimeout === undefined ? {} : { requestTimeout: Number(requestTimeout) };
    const wanted: Numbered = { type: 'test', worker: 'test', maxJobsToActivate: 32, ...request, ...wait };
    const body = bodyOf({ ...wanted, timeout: Number(timeout) });
    const jobs = call('POST', 'v2/jobs/activation', body, closing.signal).then(jobsOf);
    return { jobs, cancel: () => closing.abort() };
  }

  const client: Omit<ReturnType<typeof connectGateway>, 'stream'> = {
    activate,
    complete: told('completion'),
    fail: told('failure'),
    throwError: told('error'),
    updateTimeout: ({ jobKey, timeout, ...proof }) =>
      call('PATCH', `v2/jobs/${jobKey}`, bodyOf({ changeset: { timeout: Number(timeout) }, ...proof })),
    topology: async () => JSON.parse(await call('GET', 'v2/topology')) as unknown,
    close: () => agent.destroy(),
  };
  return { ...client, call };
}

/** Reads jobs by another reader than that of the gateway, under the names of gRPC. */
function jobsOf(answer: string): ActivatedJob[] {
  const { jobs } = parse(answer) as { jobs: Record<string, unknown>[] };
  return jobs.map(({ jobKey, processDefinitionId, variables, customHeaders, ...job }) => ({
    ...(JSON.parse(stringify(job) as string) as ActivatedJob),
    key: String(jobKey),
    bpmnProcessId: String(processDefinitionId),
    variables: stringify(variables) as string,
    customHeaders: stringify(customHeaders) as string,
  }));
}
