import { createRequire } from 'node:module';
import { type ChannelCredentials, Client, connectivityState, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { loadSync, type MethodDefinition } from '@grpc/proto-loader';
import { type TimeLimit, within } from '../async/deadline.ts';
import type { ActivatedJob, Gateway } from './gateway.ts';

type Headers = () => Promise<Readonly<Record<string, string>>>;

/** How a gateway is reached. */
export interface GatewaySettings {
  /** Host and port, like `localhost:26500`. */
  readonly address: string;
  readonly credentials: ChannelCredentials;
  /** Gives the headers that authorize a call. Undefined if the gateway asks for no authorization. */
  readonly headers: Headers | undefined;
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
 */
export function openGateway({ address, credentials, headers, options }: GatewaySettings): Gateway {
  const client = new Client(address, credentials, { 'grpc.max_receive_message_length': -1, ...options });
  const anonymous = new Metadata();

  /** Gives the headers of a call. Their source, like an OAuth server, has no time-out of its own. */
  async function sign(getHeaders: Headers, signal?: AbortSignal): Promise<Metadata> {
    const signed = new Metadata();
    const given = await within(SIGNING, getHeaders(), signal);
    for (const [name, value] of Object.entries(given)) signed.set(name, value);
    return signed;
  }

  function call(method: Method, request: object): Promise<object> {
    return headers === undefined
      ? send(method, request, anonymous)
      : sign(headers).then((signed) => send(method, request, signed));
  }

  function send(
    { path, requestSerialize, responseDeserialize }: Method,
    request: object,
    signed: Metadata,
  ): Promise<object> {
    return new Promise((resolve, reject) => {
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
          else reject(error);
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
        if (headers !== undefined) signed = await sign(headers, signal);
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
          for (const job of jobs) onJob(Object.assign(job, { deadline: Date.now() + subscription.timeout }));
        });
        stream.on('end', resolve);
        stream.on('error', (error: ServiceError) =>
          error.code === status.CANCELLED && signal.aborted ? resolve() : reject(error),
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
 * Whether Zeebe's error says that we no longer have the job: it was cancelled, or another worker ended it after its lock was
 * lost.
 */
export function isGone({ code }: Partial<ServiceError>): boolean {
  return code === status.NOT_FOUND || code === status.FAILED_PRECONDITION;
}
