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
import { type TimeLimit, within } from '../async/deadline.ts';
import { maskOf } from '../connection/mask.ts';
import type { Authorization } from './authorization.ts';
import type { ActivatedJob, Gateway, JobStream, Subscription, Topology } from './gateway.ts';
import { grpcError } from './grpc-error.ts';
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

/** How long a call may take. */
const CALL_TIMEOUT_MS = 10_000;

const SIGNING: TimeLimit = {
  milliseconds: CALL_TIMEOUT_MS,
  late: () => {
    const message = `The source of the authorization did not answer within ${CALL_TIMEOUT_MS / 1000} s`;
    return Object.assign(new Error(message), { code: status.DEADLINE_EXCEEDED });
  },
};

/**
 * Opens a gateway by gRPC. It connects with the first call.
 * https://docs.camunda.io/docs/apis-tools/zeebe-api/grpc/
 * @param secrets what no error may show, like the password in the address of a proxy
 */
export function openGrpcGateway(settings: GrpcSettings, secrets: readonly string[] = []): Gateway {
  const { address, credentials, authorization, options, physicalTenantId } = settings;
  const mask = maskOf(secrets);
  const client = new Client(address, credentials, { 'grpc.max_receive_message_length': -1, ...options });
  const anonymous = new Metadata();
  if (physicalTenantId !== undefined) anonymous.set('Camunda-Physical-Tenant', physicalTenantId);

  /** Gives the headers of a call. Their source, like an OAuth server, has no time-out of its own. */
  async function sign(signal?: AbortSignal): Promise<Metadata> {
    if (authorization === undefined) return anonymous;
    const signed = anonymous.clone();
    try {
      const given = await within(SIGNING, authorization.headers(), signal);
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
      const deadline = Date.now() + CALL_TIMEOUT_MS;
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        signed,
        { deadline },
        (error, response) => {
          if (error === null) resolve(response as object);
          else reject(told(error));
        },
      );
    });
  }

  function open<T>(
    { path, requestSerialize, responseDeserialize }: Method,
    request: object,
    signed: Metadata,
    callOptions: { deadline?: number } = {},
  ): ClientReadableStream<T> {
    return client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize as (bytes: Buffer) => T,
      request,
      signed,
      callOptions,
    );
  }

  /** Waits for the end of a stream; its cancellation by us is one too. */
  function endOf(stream: ClientReadableStream<unknown>, isCancelled: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      stream.on('end', resolve);
      stream.on('error', (error: ServiceError) =>
        error.code === status.CANCELLED && isCancelled() ? resolve() : reject(told(error)),
      );
    });
  }

  function streamJobs(subscription: Subscription, onJob: (job: ActivatedJob) => void): JobStream {
    const closing = new AbortController();
    let stream: ClientReadableStream<SentJob> | undefined;
    let isPaused = false;

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
      if (isPaused) stream.pause();
      await endOf(stream, () => closing.signal.aborted);
    }

    return {
      ended: run(),
      pause() {
        isPaused = true;
        stream?.pause();
      },
      resume() {
        isPaused = false;
        stream?.resume();
      },
      close() {
        closing.abort();
        stream?.cancel();
        // What is still to be read keeps a stream from ending.
        stream?.resume();
      },
    };
  }

  return {
    get connected() {
      return client.getChannel().getConnectivityState(false) === connectivityState.READY;
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
      const deadline = Date.now() + requestTimeout + CALL_TIMEOUT_MS;
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
      const { gatewayVersion, brokers } = (await call(methods.Topology, {})) as {
        gatewayVersion: string;
        brokers: { version: string }[];
      };
      return { gatewayVersion, brokerVersions: brokers.map(({ version }) => version) };
    },
    mayTakeJobs: async () => undefined,
    close: () => client.close(),
  };
}

/** Makes a job of one that came just now. */
function taken(job: SentJob, { timeout }: Subscription): ActivatedJob {
  return Object.assign(job as Omit<SentJob, 'deadline'>, { deadline: performance.now() + timeout });
}
