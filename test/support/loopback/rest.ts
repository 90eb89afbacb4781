import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { status } from '@grpc/grpc-js';
import type { Calls } from './calls.ts';
import type { Caller, Refusal } from './contract.ts';
import { createAnswers, end } from './rest-answer.ts';
import { type RestRequest, type RestRpc, readRequest } from './rest-request.ts';
import { restShapes } from './rest-shapes.ts';
import type { Sockets } from './sockets.ts';
import type { Tls } from './tls.ts';
import { topology } from './topology.ts';

/** How long a connection stays open between calls, as with Tomcat. */
const KEEP_ALIVE_MS = 20_000;
const PATH = /^(?:\/physical-tenants\/(?<tenant>[^/]+))?\/v2\/(?<rest>[^?]*)/;
const JOB = /^jobs\/(?<jobKey>\d+)(?<action>\/\w+)?$/;
const routes: Readonly<Record<string, RestRpc>> = {
  'GET topology': 'Topology',
  'POST jobs/activation': 'ActivateJobs',
  'POST job/completion': 'CompleteJob',
  'POST job/failure': 'FailJob',
  'POST job/error': 'ThrowError',
  'PATCH job': 'UpdateJobTimeout',
};

interface Route {
  readonly rpc: RestRpc;
  readonly jobKey: string;
  readonly tenant: string | undefined;
}

/** By REST there are no streams. */
export type RestCalls = Omit<Calls, 'streamActivatedJobs'>;

/** The calls of Camunda's REST API that a worker makes: each is read, handed on, and answered. */
export function createRest(calls: RestCalls, sockets: () => Sockets): RequestListener {
  const shapes = restShapes(calls.version);
  const answers = createAnswers(calls.version, shapes);

  function callerOf(
    { socket, headers }: IncomingMessage,
    response: ServerResponse,
    tenant: string | undefined,
  ): Caller {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    return {
      carrier: 'rest',
      authorization: headers.authorization,
      userAgent: headers['user-agent'],
      physicalTenantId: calls.physicalTenantOf(tenant),
      isGone: () => response.destroyed || !sockets().has(peer),
      cut: () => sockets().cut(peer),
    };
  }

  function answer(read: RestRequest, caller: Caller, response: ServerResponse): void {
    const ways = { ...waysOf(response), done: () => answers.done(response) };
    switch (read.rpc) {
      case 'ActivateJobs':
        calls.activateJobs(read.request, caller, {
          ...ways,
          answer: (jobs) => answers.jobs(response, jobs),
          onGone: (listener) => void response.on('close', listener),
        });
        break;
      case 'CompleteJob':
        calls.completeJob(read.request, caller, ways);
        break;
      case 'FailJob':
        calls.failJob(read.request, caller, ways);
        break;
      case 'ThrowError':
        calls.throwError(read.request, caller, ways);
        break;
      case 'UpdateJobTimeout':
        calls.updateJobTimeout(read.request, caller, ways);
        break;
      case 'Topology': {
        const done = () => answers.topology(response, topology(calls.version));
        calls.topology(read.request, caller, { ...ways, done });
      }
    }
  }

  const waysOf = (response: ServerResponse) => ({
    refuse: (refusal: Refusal) => answers.problem(response, refusal),
    answerHttp: (answered: Parameters<typeof end>[1]) => end(response, answered),
  });

  function take(request: IncomingMessage, response: ServerResponse, body: string): void {
    const route = routeOf(request, body);
    if ('code' in route) {
      answers.problem(response, route);
      return;
    }
    const caller = callerOf(request, response, route.tenant);
    const read = readRequest(route.rpc, route.jobKey, body, shapes);
    if ('rpc' in read) answer(read, caller, response);
    else calls.unreadable(route.rpc, body, caller, waysOf(response), read);
  }

  function routeOf({ method, url = '', headers }: IncomingMessage, body: string): Route | Refusal {
    const { tenant, rest = '' } = PATH.exec(url)?.groups ?? {};
    const { jobKey = '', action = '' } = JOB.exec(rest)?.groups ?? {};
    const rpc = routes[`${method} ${jobKey === '' ? rest : `job${action}`}`];
    if (rpc === undefined || (tenant !== undefined && !calls.version.has('8.10'))) return nothingThere(url);
    const { 'content-type': type = '' } = headers;
    return body === '' || /^application\/json\b/i.test(type) ? { rpc, jobKey, tenant } : notJson(type);
  }

  return (request, response) => {
    const chunks: Buffer[] = [];
    // A client that goes away in the middle is nothing to tell.
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => take(request, response, Buffer.concat(chunks).toString()));
  };
}

/** Makes the server of a listener, to which connections are handed. */
export function restServer(listener: RequestListener, tls: Tls | undefined) {
  const { cert, key, clientCa } = tls ?? {};
  const asks = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
  const options = { keepAliveTimeout: KEEP_ALIVE_MS };
  return tls === undefined
    ? createServer(options, listener)
    : createTlsServer({ ...options, cert, key, ...asks }, listener);
}

function nothingThere(path: string): Refusal {
  const details = `No static resource ${path.replace(/^\//, '')}.`;
  return { code: status.NOT_FOUND, details, rest: { status: 404, title: 'Not Found' } };
}

function notJson(type: string): Refusal {
  const details = `Content-Type '${type}' is not supported.`;
  return { code: status.INVALID_ARGUMENT, details, rest: { status: 415, title: 'Unsupported Media Type' } };
}
