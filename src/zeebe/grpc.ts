import { createRequire } from 'node:module';
import { type ChannelCredentials, Client, connectivityState, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { loadSync, type MethodDefinition } from '@grpc/proto-loader';
import { type TimeLimit, within } from '../async/deadline.ts';
import { maskOf } from '../connection/mask.ts';
import type { Authorization } from './authorization.ts';
import type { ActivatedJob, Gateway } from './gateway.ts';

/** How a gateway is reached. */
export interface GatewaySettings {
  /** Host and port, like `localhost:26500`. */
  readonly address: string;
  readonly credentials: ChannelCredentials;
  /** Undefined if the gateway asks for no authorization. */
  readonly authorization: Authorization | undefined;
  readonly options: Readonly<Record<string, string | number>>;
}

type Method = MethodDefinition<object, object>;

/** How long a call may take. */
const CALL_TIMEOUT_MS = 10_000;

const SIGNING: TimeLimit = {
  milliseconds: CALL_TIMEOUT_MS,
  late: () => {
    const message = `The source of the authorization did not answer within ${CALL_TIMEOUT_MS / 1000} s`;
    return Object.assign(new Error(message), { code: status.DEADLINE_EXCEEDED });
  },
};

const proto = createRequire(import.meta.url).resolve('@camunda8/sdk/dist/proto/zeebe.proto');
const methods = loadSync(proto, { keepCase: true, longs: String, defaults: true })[
  'gateway_protocol.Gateway'
] as unknown as Record<
  'ActivateJobs' | 'CompleteJob' | 'FailJob' | 'ThrowError' | 'UpdateJobTimeout' | 'Topology',
  Method
>;

/**
 * Opens a gateway. It connects with the first call.
 * https://docs.camunda.io/docs/apis-tools/zeebe-api/grpc/
 * @param secrets what no error may show, like the password in the address of a proxy
 */
export function openGateway(settings: GatewaySettings, secrets: readonly string[] = []): Gateway {
  const { address, credentials, authorization, options } = settings;
  const mask = maskOf(secrets);
  const client = new Client(address, credentials, { 'grpc.max_receive_message_length': -1, ...options });
  const anonymous = new Metadata();

  /** Gives the headers of a call. Their source, like an OAuth server, has no time-out of its own. */
  async function sign({ headers }: Authorization, signal?: AbortSignal): Promise<Metadata> {
    const signed = new Metadata();
    try {
      const given = await within(SIGNING, headers(), signal);
      for (const [name, value] of Object.entries(given)) signed.set(name, value);
    } catch (error) {
      throw told(error as Error);
    }
    return signed;
  }

  function call(method: Method, request: object): Promise<object> {
    return authorization === undefined
      ? send(method, request, anonymous)
      : sign(authorization).then((signed) => send(method, request, signed));
  }

  /** Hides the secrets in an error. If it says that the gateway has refused the authorization, drops the authorization. */
  function told<E extends Error & { code?: unknown }>(error: E): E {
    if (error.code === status.UNAUTHENTICATED) authorization?.refused();
    error.message = mask(error.message);
    return error;
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

  return {
    get connected() {
      return client.getChannel().getConnectivityState(false) === connectivityState.READY;
    },
    async activateJobs(subscription, { maxJobsToActivate, requestTimeout, signal }, onJob) {
      let signed = anonymous;
      try {
        if (authorization !== undefined) signed = await sign(authorization, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      if (signal.aborted) return;
      const { path, requestSerialize, responseDeserialize } = methods.ActivateJobs;
      const request = { ...subscription, maxJobsToActivate, requestTimeout };
      const deadline = Date.now() + requestTimeout + CALL_TIMEOUT_MS;
      const stream = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, signed, {
        deadline,
      });
      const cancel = () => stream.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      await new Promise<void>((resolve, reject) => {
        stream.on('data', ({ jobs }: { jobs: (Omit<ActivatedJob, 'deadline'> & { deadline: string })[] }) => {
          for (const job of jobs) onJob(Object.assign(job, { deadline: performance.now() + subscription.timeout }));
        });
        stream.on('end', resolve);
        stream.on('error', (error: ServiceError) =>
          error.code === status.CANCELLED && signal.aborted ? resolve() : reject(told(error)),
        );
      }).finally(() => signal.removeEventListener('abort', cancel));
    },
    completeJob: (request) => call(methods.CompleteJob, request),
    failJob: (request) => call(methods.FailJob, request),
    throwError: (request) => call(methods.ThrowError, request),
    updateJobTimeout: (request) => call(methods.UpdateJobTimeout, request),
    topology: () => call(methods.Topology, {}),
    close: () => client.close(),
  };
}

/**
 * Whether Zeebe's error says that this worker no longer has the job. The job was cancelled, or its lock was lost and another
 * worker ended it.
 */
export function isGone({ code }: Partial<ServiceError>): boolean {
  return code === status.NOT_FOUND || code === status.FAILED_PRECONDITION;
}
