import type { ServerResponse } from 'node:http';
import { status } from '@grpc/grpc-js';
import type { ActivatedJob, Refusal } from './contract.ts';
import type { HttpAnswer } from './faults.ts';
import type { RestShapes } from './rest-shapes.ts';
import type { Version } from './version.ts';

/** What REST says for a status of gRPC: the HTTP status, and the engine's own name. */
const problems: Readonly<Partial<Record<status, readonly [status: number, title: string]>>> = {
  [status.INVALID_ARGUMENT]: [400, 'INVALID_ARGUMENT'],
  [status.OUT_OF_RANGE]: [400, 'INVALID_ARGUMENT'],
  [status.UNAUTHENTICATED]: [401, 'UNAUTHORIZED'],
  [status.PERMISSION_DENIED]: [403, 'FORBIDDEN'],
  [status.NOT_FOUND]: [404, 'NOT_FOUND'],
  [status.ALREADY_EXISTS]: [409, 'ALREADY_EXISTS'],
  [status.FAILED_PRECONDITION]: [409, 'INVALID_STATE'],
  [status.UNKNOWN]: [500, 'UNKNOWN'],
  [status.UNIMPLEMENTED]: [501, 'Not Implemented'],
  [status.ABORTED]: [502, 'ABORTED'],
  [status.UNAVAILABLE]: [503, 'UNAVAILABLE'],
  [status.RESOURCE_EXHAUSTED]: [503, 'RESOURCE_EXHAUSTED'],
  [status.DEADLINE_EXCEEDED]: [504, 'DEADLINE_EXCEEDED'],
};
const OTHER = [500, 'INTERNAL'] as const;

/** Writes answers; each is held to the shape that it should have. */
export function createAnswers(version: Version, shapes: RestShapes) {
  function problem(response: ServerResponse, { code, details, rest }: Refusal): void {
    const [known, name] = problems[code] ?? OTHER;
    const isPressure = code === status.RESOURCE_EXHAUSTED && !version.has('8.8');
    const { status: http, title } = rest ?? { status: isPressure ? 429 : known, title: name };
    if (rest?.type === 'text/html') {
      end(response, page(http, title));
      return;
    }
    const instance = response.req.url?.replace(/\?.*/, '') ?? '';
    const said = shapes.problem.parse({ type: 'about:blank', title, status: http, detail: details, instance });
    end(response, { ...json(said, 'application/problem+json'), status: http });
  }

  /** Gives the text of a job. Its variables and headers are the texts that it has. */
  function jobText({ variables, customHeaders, key, bpmnProcessId, ...job }: ActivatedJob): string {
    const { jobLeaseToken, priority, physicalTenantId, tags, rootProcessInstanceKey, ...always } = job;
    const sent = {
      ...always,
      jobKey: key,
      processDefinitionId: bpmnProcessId,
      ...(version.has('8.8') && { kind: 'BPMN_ELEMENT', listenerEventType: 'UNSPECIFIED', userTask: null, tags }),
      ...(version.has('8.9') && { rootProcessInstanceKey }),
      ...(version.has('8.10') && {
        priority,
        businessId: null,
        jobLeaseToken: jobLeaseToken ?? null,
        physicalTenantId,
      }),
    };
    shapes.job.parse({ ...sent, variables: {}, customHeaders: {} });
    return `${JSON.stringify(sent).slice(0, -1)},"customHeaders":${customHeaders},"variables":${variables}}`;
  }

  return {
    problem,
    jobs(response: ServerResponse, jobs: readonly ActivatedJob[]): void {
      end(response, { ...json({}), body: `{"jobs":[${jobs.map(jobText).join(',')}]}` });
    },
    topology: (response: ServerResponse, told: object): void => end(response, json(shapes.topology.parse(told))),
    done: (response: ServerResponse): void => end(response, { status: 204 }),
  };
}

/** What a proxy says, in HTML. */
export function page(http: number, title: string): HttpAnswer {
  return { status: http, headers: { 'content-type': 'text/html' }, body: `<html><body>${http} ${title}</body></html>` };
}

/** Writes a whole answer. */
export function end(response: ServerResponse, { status: http, headers = {}, body }: HttpAnswer): void {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(http, { ...headers, ...length }).end(body);
}

function json(body: object, type = 'application/json'): HttpAnswer {
  return { status: 200, headers: { 'content-type': type }, body: JSON.stringify(body) };
}
