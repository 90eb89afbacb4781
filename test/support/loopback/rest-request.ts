import { status } from '@grpc/grpc-js';
import type {
  ActivateJobsRequest,
  CompleteJobRequest,
  FailJobRequest,
  Refusal,
  Rpc,
  ThrowErrorRequest,
  UpdateJobTimeoutRequest,
} from './contract.ts';
import { membersOf } from './json-members.ts';
import type { RestShapes } from './rest-shapes.ts';

/** A request by REST, as the same one by gRPC would be. */
export type RestRequest =
  | { rpc: 'ActivateJobs'; request: ActivateJobsRequest }
  | { rpc: 'CompleteJob'; request: CompleteJobRequest }
  | { rpc: 'FailJob'; request: FailJobRequest }
  | { rpc: 'ThrowError'; request: ThrowErrorRequest }
  | { rpc: 'UpdateJobTimeout'; request: UpdateJobTimeoutRequest }
  | { rpc: 'Topology'; request: object };

export type RestRpc = Exclude<Rpc, 'StreamActivatedJobs'>;
/** What the bodies of all calls may have, once their shape is right. */
interface Body {
  type: string;
  worker?: string;
  timeout: number;
  maxJobsToActivate: number;
  fetchVariable?: string[];
  requestTimeout?: number;
  tenantIds?: string[];
  tenantFilter?: 'PROVIDED' | 'ASSIGNED';
  withLease?: boolean | null;
  retries?: number;
  errorCode: string;
  errorMessage?: string | null;
  retryBackOff?: number;
  changeset: { timeout?: number | null };
  jobLeaseToken?: string | null;
}

/** Reads a request, or gives the reason why it is refused. A change of a job must be one of its time-out. */
export function readRequest(rpc: RestRpc, jobKey: string, text: string, shapes: RestShapes): RestRequest | Refusal {
  if (rpc === 'Topology') return { rpc, request: {} };
  if (text === '') return badRequest('Required request body is missing');
  const parsed = parse(text);
  if (parsed === undefined) return badRequest('Request body cannot be parsed');
  const misfit = misfitOf(shapes.requests[rpc].safeParse(parsed.body), parsed.body);
  if (misfit !== undefined) return misfit;
  const body = parsed.body as Body;
  const variables = membersOf(text).get('variables') ?? '{}';
  const job = { jobKey, jobLeaseToken: body.jobLeaseToken ?? undefined };
  const told = { ...job, variables: variables === 'null' ? '{}' : variables };
  switch (rpc) {
    case 'ActivateJobs':
      return { rpc, request: activation(body) };
    case 'CompleteJob':
      return { rpc, request: told };
    case 'FailJob': {
      const { retries = 0, errorMessage, retryBackOff = 0 } = body;
      const request = { ...told, retries, errorMessage: errorMessage ?? '', retryBackOff: String(retryBackOff) };
      return { rpc, request };
    }
    case 'ThrowError':
      return { rpc, request: { ...told, errorCode: body.errorCode, errorMessage: body.errorMessage ?? '' } };
    case 'UpdateJobTimeout': {
      const { timeout = null } = body.changeset;
      return timeout === null ? lacking('timeout') : { rpc, request: { ...job, timeout: String(timeout) } };
    }
  }
}

function activation(body: Body): ActivateJobsRequest {
  const { type, worker = '', maxJobsToActivate, fetchVariable = [], tenantIds = [], tenantFilter = 'PROVIDED' } = body;
  return {
    type,
    worker,
    maxJobsToActivate,
    fetchVariable,
    tenantIds,
    tenantFilter,
    timeout: String(body.timeout),
    requestTimeout: String(body.requestTimeout ?? 0),
    withLease: body.withLease ?? false,
  };
}

function parse(text: string): { body: unknown } | undefined {
  try {
    return { body: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

type Checked = ReturnType<RestShapes['problem']['safeParse']>;

/** Says what is wrong with a body: the first member that is unknown, has a wrong type, or is not there. */
function misfitOf({ error }: Checked, body: unknown): Refusal | undefined {
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return undefined;
  const names = issue.path.filter((name) => typeof name === 'string');
  const path = (issue.code === 'unrecognized_keys' ? [...names, issue.keys[0]] : names).join('.');
  const value = issue.path.reduce<unknown>((at, name) => (at as Record<PropertyKey, unknown>)[name], body);
  return value === undefined ? lacking(path) : badRequest(`Request property [${path}] cannot be parsed`);
}

function lacking(name: string): Refusal {
  return { code: status.INVALID_ARGUMENT, details: `No ${name} provided` };
}

function badRequest(details: string): Refusal {
  return { code: status.INVALID_ARGUMENT, details, rest: { status: 400, title: 'Bad Request' } };
}
