import {
  type ChannelCredentials,
  Client,
  type ClientReadableStream,
  connectivityState,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import { hereSince, Unread, watchStandstills } from '../async/standstill.ts';
import { maskOf } from '../connection/mask.ts';
import type { Authorization } from './authorization.ts';
import type { ActivatedJob, Gateway, JobStream, Subscription, Topology } from './gateway.ts';
import { grpcError } from './grpc-error.ts';
import { type GrpcLimit, limitOf } from './grpc-limit.ts';
import { type DirectWay, openHttp2Calls } from './http2-calls.ts';
import { pollLimit } from './limits.ts';
import { methods } from './proto.ts';
import { type CallHeaders, callsOf } from './unary-calls.ts';

/** How a gateway is reached by gRPC. */
export interface GrpcSettings {
  /** Host and port, like `localhost:26500`. */
  readonly address: string;
  readonly credentials: ChannelCredentials;
  /** Undefined if the gateway asks for no authorization. */
  readonly authorization: Authorization | undefined;
  readonly options: Readonly<Record<string, string | number>>;
  /** The physical tenant of Camunda 8.10; the default one if undefined. */
  readonly physicalTenantId?: string | undefined;
  /** How commands and reports go without grpc-js. Undefined if only grpc-js knows the way, like that through a proxy. */
  readonly direct?: DirectWay | undefined;
}

type Method = MethodDefinition<object, object>;
/** A job as it comes; `deadline` is a time of the engine's clock, which may be another than ours. */
type SentJob = Omit<ActivatedJob, 'deadline'> & { readonly deadline: string };

/**
 * Those before a gateway let some hundred calls be open on a connection. Polls and streams stay open; so that no report waits for
 * one to end, they have a connection of their own, apart from that of other physical tenants as well.
 */
const OF_POLLS = { 'grpc.use_local_subchannel_pool': 1 };
/**
 * The connection for reports is often without a call. Engines do not let it be pinged then, and what is on the way to them may drop it
 * without a word: so it is closed after a while, and opened again.
 */
const OF_COMMANDS = { 'grpc.keepalive_permit_without_calls': 0, 'grpc.client_idle_timeout_ms': 60_000 };

/**
 * Opens a gateway by gRPC. It connects with the first call.
 * https://docs.camunda.io/docs/apis-tools/zeebe-api/grpc/
 * @param secrets what no error may show, like the password in the address of a proxy
 */
export function openGrpcGateway(settings: GrpcSettings, secrets: readonly string[] = []): Gateway {
  const { address, credentials, authorization, options, physicalTenantId, direct } = settings;
  const mask = maskOf(secrets);
  const connect = (own: Readonly<Record<string, number>>) =>
    new Client(address, credentials, { 'grpc.max_receive_message_length': -1, ...options, ...own });
  const polls = connect(OF_POLLS);
  const commands = direct === undefined ? callsOf(connect(OF_COMMANDS)) : openHttp2Calls(direct);
  const endWatch = watchStandstills();
  const anonymous: CallHeaders = physicalTenantId === undefined ? {} : { 'camunda-physical-tenant': physicalTenantId };

  /** Gives the headers of a call. */
  async function sign(signal?: AbortSignal): Promise<CallHeaders> {
    if (authorization === undefined) return anonymous;
    try {
      return { ...anonymous, ...checked(await authorization.headers(signal)) };
    } catch (error) {
      throw told(error as Error);
    }
  }

  async function call({ path, requestSerialize, responseDeserialize }: Method, request: object): Promise<object> {
    const signed = authorization === undefined ? anonymous : await sign();
    try {
      return responseDeserialize(await commands.call(path, requestSerialize(request), signed));
    } catch (error) {
      throw told(error as Error);
    }
  }

  /** Makes the error of a call. If it says that the gateway has refused the authorization, drops the authorization. */
  function told(error: Error & { code?: number }) {
    if (error.code === status.UNAUTHENTICATED) authorization?.refused();
    return grpcError(error, mask(error.message));
  }

  function open<T>(
    { path, requestSerialize, responseDeserialize }: Method,
    request: object,
    signed: CallHeaders,
  ): ClientReadableStream<T> {
    const metadata = new Metadata();
    for (const name in signed) metadata.set(name, signed[name] as string);
    return polls.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize as (bytes: Buffer) => T,
      request,
      metadata,
    );
  }

  /**
   * Waits until all is read that a stream has brought, however it has ended. Its cancellation by us is an end like that by the
   * gateway, unless its limit is over.
   */
  function endOf(stream: ClientReadableStream<unknown>, isCancelled: () => boolean, limit?: GrpcLimit): Promise<void> {
    return new Promise((resolve, reject) => {
      let broken: ServiceError | Error | undefined;
      stream.on('error', (error: ServiceError) => {
        if (error.code !== status.CANCELLED || !isCancelled()) broken = limit?.over ?? error;
      });
      stream.on('end', () => (broken === undefined ? resolve() : reject(told(broken))));
    });
  }

  function streamJobs(subscription: Subscription, onJob: (job: ActivatedJob) => void): JobStream {
    const closing = new AbortController();
    let stream: ClientReadableStream<SentJob> | undefined;
    /** Since when it is paused. What came after that is read when it is resumed. */
    let pausedSince: number | undefined;
    const unread = new Unread();
    const since = () => Math.min(pausedSince ?? Number.POSITIVE_INFINITY, unread.since(hereSince()));
    let hasEnded = false;

    async function run(): Promise<void> {
      let signed: CallHeaders;
      try {
        signed = await sign(closing.signal);
      } catch (error) {
        if (closing.signal.aborted) return;
        throw error;
      }
      if (closing.signal.aborted) return;
      stream = open<SentJob>(methods.StreamActivatedJobs, subscription, signed);
      stream.on('data', (job: SentJob) => onJob(taken(job, subscription, since())));
      // The gateway brings no more; what is left unread would keep the stream from its end.
      stream.on('status', () => {
        hasEnded = true;
        stream?.resume();
      });
      if (pausedSince !== undefined) stream.pause();
      await endOf(stream, () => closing.signal.aborted);
    }

    return {
      ended: run(),
      pause() {
        pausedSince ??= hereSince();
        if (!hasEnded) stream?.pause();
      },
      resume() {
        if (pausedSince !== undefined) unread.end(pausedSince);
        pausedSince = undefined;
        stream?.resume();
      },
      close() {
        closing.abort();
        stream?.cancel();
      },
    };
  }

  return {
    get connected() {
      // One that is not used is idle. So both are asked: each may be, while the worker is busy, or has nothing to report.
      const ofPolls = polls.getChannel().getConnectivityState(false);
      const isReady = ofPolls === connectivityState.READY || commands.state === 'ready';
      return isReady && ofPolls !== connectivityState.TRANSIENT_FAILURE && commands.state !== 'failing';
    },
    async activateJobs(subscription, { maxJobsToActivate, requestTimeout, signal }, onJob) {
      let signed = anonymous;
      try {
        if (authorization !== undefined) signed = await sign(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      if (signal.aborted) return;
      const request = { ...subscription, maxJobsToActivate, requestTimeout };
      const stream = open<{ jobs: SentJob[] }>(methods.ActivateJobs, request, signed);
      const limit = limitOf(stream, pollLimit(requestTimeout));
      const cancel = () => stream.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      stream.on('data', ({ jobs }: { jobs: SentJob[] }) => {
        const since = hereSince();
        for (const job of jobs) onJob(taken(job, subscription, since));
      });
      await endOf(stream, () => signal.aborted, limit).finally(() => {
        limit.cancel();
        signal.removeEventListener('abort', cancel);
      });
    },
    streamJobs,
    completeJob: (request) => call(methods.CompleteJob, request),
    failJob: (request) => call(methods.FailJob, request),
    throwError: (request) => call(methods.ThrowError, request),
    updateJobTimeout: (request) => call(methods.UpdateJobTimeout, request),
    async topology(): Promise<Topology> {
      const { gatewayVersion } = (await call(methods.Topology, {})) as Topology;
      return { gatewayVersion };
    },
    mayTakeJobs: async () => undefined,
    close() {
      endWatch();
      polls.close();
      commands.close();
    },
  };
}

/** Refuses a token that no header can have. gRPC would refuse it too, and show it. */
function checked(headers: CallHeaders): CallHeaders {
  const wrong = Object.keys(headers).find((name) => !/^[\x20-\x7e]*$/.test(headers[name] as string));
  if (wrong === undefined) return headers;
  const message = `16 UNAUTHENTICATED: the header ${wrong} has other characters than those of printable ASCII`;
  throw Object.assign(new Error(message), { code: status.UNAUTHENTICATED });
}

/**
 * Makes a job of one that came. One without a lease says so, lest a later copy of it keep an old lease.
 * @param since when it was locked, or some time before
 */
function taken(job: SentJob, { timeout }: Subscription, since: number): ActivatedJob {
  const { jobLeaseToken } = job;
  return Object.assign(job as Omit<SentJob, 'deadline'>, { jobLeaseToken, deadline: since + timeout });
}
