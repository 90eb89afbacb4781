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
import { maskOf } from '../connection/mask.ts';
import type { Authorization } from './authorization.ts';
import type { ActivatedJob, Gateway, JobStream, Subscription, Topology } from './gateway.ts';
import { grpcError } from './grpc-error.ts';
import { CALL_LIMIT_MS, pollLimit } from './limits.ts';
import { methods } from './proto.ts';

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
  const { address, credentials, authorization, options, physicalTenantId } = settings;
  const mask = maskOf(secrets);
  const connect = (own: Readonly<Record<string, number>>) =>
    new Client(address, credentials, { 'grpc.max_receive_message_length': -1, ...options, ...own });
  const polls = connect(OF_POLLS);
  const commands = connect(OF_COMMANDS);
  const anonymous = new Metadata();
  if (physicalTenantId !== undefined) anonymous.set('Camunda-Physical-Tenant', physicalTenantId);

  /** Gives the headers of a call. */
  async function sign(signal?: AbortSignal): Promise<Metadata> {
    if (authorization === undefined) return anonymous;
    const signed = anonymous.clone();
    try {
      const given = await authorization.headers(signal);
      for (const [name, value] of Object.entries(given)) signed.set(name, value);
    } catch (error) {
      throw told(error as Error);
    }
    return signed;
  }

  function call(method: Method, request: object): Promise<object> {
    return authorization === undefined
      ? send(method, request, anonymous)
      : sign().then((signed) => send(method, request, signed));
  }

  /** Makes the error of a call. If it says that the gateway has refused the authorization, drops the authorization. */
  function told(error: Error & { code?: number }) {
    if (error.code === status.UNAUTHENTICATED) authorization?.refused();
    return grpcError(error, mask(error.message));
  }

  function send(
    { path, requestSerialize, responseDeserialize }: Method,
    request: object,
    signed: Metadata,
  ): Promise<object> {
    return new Promise((resolve, reject) => {
      // gRPC wants a time of the clock, but makes a timer of it at once. Setting the clock after that does not move it.
      const deadline = Date.now() + CALL_LIMIT_MS;
      const answer = (error: ServiceError | null, response?: object) =>
        error === null ? resolve(response as object) : reject(told(error));
      withoutStack(() =>
        commands.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, signed, { deadline }, answer),
      );
    });
  }

  function open<T>(
    { path, requestSerialize, responseDeserialize }: Method,
    request: object,
    signed: Metadata,
    callOptions: { deadline?: number } = {},
  ): ClientReadableStream<T> {
    return polls.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize as (bytes: Buffer) => T,
      request,
      signed,
      callOptions,
    );
  }

  /**
   * Waits until all is read that a stream has brought, however it has ended. Its cancellation by us is an end like that by the
   * gateway.
   */
  function endOf(stream: ClientReadableStream<unknown>, isCancelled: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      let broken: ServiceError | undefined;
      stream.on('error', (error: ServiceError) => {
        if (error.code !== status.CANCELLED || !isCancelled()) broken = error;
      });
      stream.on('end', () => (broken === undefined ? resolve() : reject(told(broken))));
    });
  }

  function streamJobs(subscription: Subscription, onJob: (job: ActivatedJob) => void): JobStream {
    const closing = new AbortController();
    let stream: ClientReadableStream<SentJob> | undefined;
    let isPaused = false;
    let hasEnded = false;

    async function run(): Promise<void> {
      let signed: Metadata;
      try {
        signed = await sign(closing.signal);
      } catch (error) {
        if (closing.signal.aborted) return;
        throw error;
      }
      if (closing.signal.aborted) return;
      stream = open<SentJob>(methods.StreamActivatedJobs, subscription, signed);
      stream.on('data', (job: SentJob) => onJob(taken(job, subscription)));
      // The gateway brings no more; what is left unread would keep the stream from its end.
      stream.on('status', () => {
        hasEnded = true;
        stream?.resume();
      });
      if (isPaused) stream.pause();
      await endOf(stream, () => closing.signal.aborted);
    }

    return {
      ended: run(),
      pause() {
        isPaused = true;
        if (!hasEnded) stream?.pause();
      },
      resume() {
        isPaused = false;
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
      const states = [polls, commands].map((client) => client.getChannel().getConnectivityState(false));
      return states.includes(connectivityState.READY) && !states.includes(connectivityState.TRANSIENT_FAILURE);
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
      const deadline = Date.now() + pollLimit(requestTimeout);
      const stream = open<{ jobs: SentJob[] }>(methods.ActivateJobs, request, signed, { deadline });
      const cancel = () => stream.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      stream.on('data', ({ jobs }: { jobs: SentJob[] }) => {
        for (const job of jobs) onJob(taken(job, subscription));
      });
      await endOf(stream, () => signal.aborted).finally(() => signal.removeEventListener('abort', cancel));
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
      polls.close();
      commands.close();
    },
  };
}

/** Does something that takes the stack of its caller for the case of an error, without taking it: it costs as much as the rest. */
function withoutStack(work: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Makes a job of one that came just now. One without a lease says so, lest a later copy of it keep an old lease. */
function taken(job: SentJob, { timeout }: Subscription): ActivatedJob {
  const { jobLeaseToken } = job;
  return Object.assign(job as Omit<SentJob, 'deadline'>, { jobLeaseToken, deadline: performance.now() + timeout });
}
