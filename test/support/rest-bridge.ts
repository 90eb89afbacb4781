import {
  Client,
  type ClientReadableStream,
  type ClientUnaryCall,
  Metadata,
  type ServiceError,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import type { GatewayAccess } from '../../examples/local/gateway-access.ts';
import { grpcSettings } from '../../src/zeebe/grpc-settings.ts';
import { methods } from '../../src/zeebe/proto.ts';
import { type CamundaSettings, camundaConfiguration } from '../../src/zeebe/settings.ts';
import type { Ways } from './loopback/calls.ts';
import type { ActivatedJob } from './loopback/contract.ts';
import { createRest, type RestCalls, restServer } from './loopback/rest.ts';
import { listen } from './loopback/sockets.ts';
import { versionOf } from './loopback/version.ts';

/** How much longer a call may take than the gateway was told. */
const GRACE_MS = 10_000;
/** What the in-memory engine is, and so what the bridge knows. */
const VERSION = versionOf('8.8.21');

type SentJob = Omit<ActivatedJob, 'deadline'> & { readonly deadline: string };

/** A gateway by REST in front of one that has gRPC only. */
export interface RestBridge {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts a gateway by REST on 127.0.0.1 that passes each call on to a gateway by gRPC. Numbers of 64 bits pass as texts, and
 * variables as they are.
 */
export async function startRestBridge(access: GatewayAccess): Promise<RestBridge> {
  const settings = await grpcSettings(camundaConfiguration(access as CamundaSettings));
  const client = new Client(settings.address, settings.credentials, {
    ...settings.options,
    'grpc.max_receive_message_length': -1,
    'grpc.max_reconnect_backoff_ms': 500,
  });

  async function signed(): Promise<Metadata> {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries((await settings.authorization?.headers()) ?? {}))
      metadata.set(name, value);
    return metadata;
  }

  /** Makes a call; `made` is called with it, or the refusal if it cannot be made. */
  function make(ways: Ways, made: (metadata: Metadata) => void): void {
    signed().then(made, ({ message }: Error) => ways.refuse({ code: status.UNAUTHENTICATED, details: message }));
  }

  const unary =
    (rpc: 'CompleteJob' | 'FailJob' | 'ThrowError' | 'UpdateJobTimeout' | 'Topology') =>
    (request: object, _: unknown, ways: Ways & { done(): void }): void =>
      make(ways, (metadata): ClientUnaryCall => {
        const { path, requestSerialize, responseDeserialize } = methods[rpc];
        const deadline = Date.now() + GRACE_MS;
        const settle = (error: ServiceError | null) => (error === null ? ways.done() : ways.refuse(error));
        return client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          metadata,
          { deadline },
          settle,
        );
      });

  const calls: RestCalls = {
    version: VERSION,
    activateJobs: (request, _, ways) =>
      make(ways, (metadata) => {
        const { path, requestSerialize, responseDeserialize } = methods.ActivateJobs;
        const deadline = Date.now() + Number(request.requestTimeout) + GRACE_MS;
        const stream: ClientReadableStream<{ jobs: SentJob[] }> = client.makeServerStreamRequest(
          path,
          requestSerialize,
          responseDeserialize as (bytes: Buffer) => { jobs: SentJob[] },
          request,
          metadata,
          { deadline },
        );
        const activated: ActivatedJob[] = [];
        ways.onGone(() => stream.cancel());
        stream.on('data', ({ jobs }: { jobs: SentJob[] }) => activated.push(...jobs.map(restJob)));
        stream.on('status', ({ code, details }: StatusObject) => {
          if (code === status.OK || activated.length > 0) ways.answer(activated);
          else ways.refuse({ code, details });
        });
        // The status tells it, too.
        stream.on('error', () => {});
      }),
    completeJob: unary('CompleteJob'),
    failJob: unary('FailJob'),
    throwError: unary('ThrowError'),
    updateJobTimeout: unary('UpdateJobTimeout'),
    topology: unary('Topology'),
    unreadable: (_rpc, _text, _caller, ways, refusal) => ways.refuse(refusal),
    physicalTenantOf: (named = 'default') => named,
  };

  const server = restServer(
    createRest(calls, () => sockets),
    undefined,
  );
  const sockets = await listen((socket) => server.emit('connection', socket));
  return {
    address: `http://127.0.0.1:${sockets.port}`,
    async stop() {
      await sockets.close();
      client.close();
    },
  };
}

function restJob({ deadline, ...job }: SentJob): ActivatedJob {
  return { ...job, deadline: Number(deadline) };
}
