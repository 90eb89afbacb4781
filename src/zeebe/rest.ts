import { watchStandstills } from '../async/standstill.ts';
import { maskOf } from '../connection/mask.ts';
import { networkMessage } from '../failure/of-aws.ts';
import type { Authorization } from './authorization.ts';
import type { Gateway, Topology } from './gateway.ts';
import { GatewayError } from './gateway-error.ts';
import { CALL_LIMIT_MS, pollLimit } from './limits.ts';
import type { Answer, Call } from './rest-call.ts';
import { isSuccess, readRefusal, unreachable } from './rest-error.ts';
import { activationOf, jobsIn, reportOf } from './rest-jobs.ts';
import { openSockets, type Way } from './rest-sockets.ts';

/** How a gateway is reached by REST. */
export interface RestSettings extends Omit<Way, 'origin'> {
  /** Like `http://localhost:8080`, maybe with a path, but without `/v2`. */
  readonly address: string;
  /** Undefined if the gateway asks for no authorization. */
  readonly authorization: Authorization | undefined;
  readonly userAgent: string;
  /** The physical tenant of Camunda 8.10; the default one if undefined. */
  readonly physicalTenantId?: string | undefined;
}

/** How long the body of a poll's answer may take: 64 MB at 1 MB a second. */
const BODY_LIMIT_MS = 64_000;
/** Only the topology of a large cluster is longer than some hundred bytes. */
const MAX_BYTES = 1024 * 1024;
/**
 * A job has up to 4 MB, and a gateway puts up to 4 MB of each partition together. So this is 64 jobs of the largest kind, and half
 * of what Node can hold as one text. A longer answer could not be held by most workers anyway.
 */
const MAX_POLL_BYTES = 256 * 1024 * 1024;
/** How many reports and extensions of locks may be on their way at once. Others wait for those. Polls do not count. */
const MAX_CONNECTIONS = 64;

/**
 * Opens a gateway by REST. It connects with the first call.
 * https://docs.camunda.io/docs/apis-tools/orchestration-cluster-api-rest/orchestration-cluster-api-rest-overview/
 * @param secrets what no error may show, like the password in the address of a proxy
 */
export function openRestGateway(settings: RestSettings, secrets: readonly string[] = []): Gateway {
  const { authorization, physicalTenantId } = settings;
  const { origin, pathname } = new URL(settings.address);
  const tenant = physicalTenantId === undefined ? '' : `/physical-tenants/${encodeURIComponent(physicalTenantId)}`;
  const base = `${pathname.replace(/\/$/, '')}${tenant}/v2`;
  const mask = maskOf(secrets);
  const anonymous = {
    'content-type': 'application/json',
    accept: 'application/json, application/problem+json',
    'user-agent': settings.userAgent,
  };
  // Polls have connections of their own, so that no report waits for the end of a poll.
  const polls = openSockets({ ...settings, origin });
  const commands = openSockets({ ...settings, origin }, MAX_CONNECTIONS);
  const endWatch = watchStandstills();
  let connected = false;
  let openPolls = 0;

  /** Gives the headers of a call. */
  async function sign(given: Authorization, signal?: AbortSignal): Promise<Call['headers']> {
    try {
      return { ...anonymous, ...(await given.headers(signal)) };
    } catch (error) {
      throw unreachable(error as Error, mask);
    }
  }

  /**
   * Sends a call, and gives the answer that says that it has succeeded. Whether there is a connection is what the last poll says.
   * Another call says so too when the gateway has answered it. That it has not says something of this one call, like a report that an
   * ingress finds too large, while a poll is open: that breaks too if the gateway is gone.
   * @throws GatewayError
   */
  async function send(sockets: typeof polls, call: Omit<Call, 'headers'>): Promise<Answer> {
    const isPoll = sockets === polls;
    const headers = authorization === undefined ? anonymous : await sign(authorization, call.signal);
    let answer: Answer;
    try {
      answer = await sockets.ask({ ...call, path: base + call.path, headers });
    } catch (error) {
      if (isPoll ? !call.signal?.aborted : openPolls === 0) connected = false;
      throw unreachable(through(error as Error), mask);
    }
    if (isSuccess(answer)) {
      connected = true;
      return answer;
    }
    const { error, isOfGateway, refusesAuthorization } = readRefusal(answer, mask);
    if (isOfGateway || isPoll) connected = isOfGateway;
    if (refusesAuthorization) authorization?.refused();
    throw error;
  }

  /** Adds to an error the proxy through which the call went. */
  function through(error: Error): Error {
    const { proxy } = settings;
    if (proxy === undefined || error.message.includes(proxy.variable)) return error;
    const message = `${networkMessage(error)} (through the proxy ${proxy.url.origin} of ${proxy.variable})`;
    return new Error(message, { cause: error });
  }

  const call = (method: Call['method'], path: string, body?: string) =>
    send(commands, { method, path, body, limit: CALL_LIMIT_MS, maxBytes: MAX_BYTES });
  const pathOf = (jobKey: string, what = '') => `/jobs/${encodeURIComponent(jobKey)}${what}`;
  const report = (jobKey: string, what: string, body: string) => call('POST', pathOf(jobKey, what), body);

  async function poll(body: string, requestTimeout: number, signal: AbortSignal): Promise<Answer | undefined> {
    openPolls++;
    try {
      return await send(polls, {
        method: 'POST',
        path: '/jobs/activation',
        body,
        limit: pollLimit(requestTimeout),
        bodyLimit: BODY_LIMIT_MS,
        maxBytes: MAX_POLL_BYTES,
        signal,
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      openPolls--;
    }
  }

  return {
    get connected() {
      return connected;
    },
    async activateJobs(subscription, { maxJobsToActivate, requestTimeout, signal }, onJob) {
      const asked = activationOf(subscription, { maxJobsToActivate, requestTimeout });
      const answer = await poll(asked, requestTimeout, signal);
      if (answer === undefined) return;
      const { jobs, unreadable } = read(() => jobsIn(answer.body, answer.at + subscription.timeout));
      for (const job of jobs) onJob(job);
      if (unreadable !== undefined) throw unclear(unreadable);
    },
    streamJobs: undefined,
    completeJob: ({ jobKey, variables, jobLeaseToken }) =>
      report(jobKey, '/completion', reportOf({ jobLeaseToken }, variables)),
    failJob: ({ jobKey, variables, ...members }) => report(jobKey, '/failure', reportOf({ ...members }, variables)),
    throwError: ({ jobKey, variables, ...members }) => report(jobKey, '/error', reportOf({ ...members }, variables)),
    updateJobTimeout: ({ jobKey, timeout, jobLeaseToken }) =>
      call('PATCH', pathOf(jobKey), JSON.stringify({ changeset: { timeout }, jobLeaseToken })),
    async topology(): Promise<Topology> {
      const answer = await call('GET', '/topology');
      const { gatewayVersion } = read(() => objectIn(answer.body));
      return { gatewayVersion: typeof gatewayVersion === 'string' ? gatewayVersion : '' };
    },
    async mayTakeJobs() {
      try {
        const answer = await call('POST', '/authentication/me/authorizations/search', OF_PROCESSES);
        return read(() => isPermitted(objectIn(answer.body)));
      } catch (error) {
        // Before 8.10 there is no such call.
        if (error instanceof GatewayError && error.verdict !== 'unreachable') return undefined;
        throw error;
      }
    },
    close() {
      endWatch();
      polls.close();
      commands.close();
    },
  };
}

const OF_PROCESSES = '{"filter":{"resourceType":"PROCESS_DEFINITION"}}';

/**
 * https://docs.camunda.io/docs/components/concepts/access-control/authorizations/
 * @throws SyntaxError when there is no list of authorizations
 */
function isPermitted({ authorizationsEnabled, items }: Readonly<Record<string, unknown>>): boolean {
  if (authorizationsEnabled === false) return true;
  if (!Array.isArray(items)) throw new SyntaxError('there are no authorizations in the answer');
  return items.some((item: { permissionTypes?: unknown } | null) => {
    const permissions = item?.permissionTypes;
    return Array.isArray(permissions) && permissions.includes('UPDATE_PROCESS_INSTANCE');
  });
}

/** @throws SyntaxError when the JSON is no object */
function objectIn(body: Buffer): Readonly<Record<string, unknown>> {
  const read: unknown = JSON.parse(body.toString());
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new SyntaxError('it is no JSON object');
  return read as Readonly<Record<string, unknown>>;
}

/**
 * Reads an answer.
 * @throws GatewayError when it is no JSON, or other JSON than it should be
 */
function read<T>(answer: () => T): T {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unclear(error);
  }
}

function unclear(error: SyntaxError): GatewayError {
  return new GatewayError('unclear', `The answer cannot be read: ${error.message}`, { cause: error });
}
