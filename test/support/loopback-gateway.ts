import { type Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadGatewayService } from '../../examples/local/gateway-service.ts';
import { createCommands, type TimeoutUpdate } from './loopback/commands.ts';
import type { Rpc } from './loopback/contract.ts';
import { createEndedList } from './loopback/ended.ts';
import { createFaults } from './loopback/faults.ts';
import { createIngress, type IngressFault } from './loopback/ingress.ts';
import { createJobs } from './loopback/jobs.ts';
import { openJournal } from './loopback/journal.ts';
import { createPolls } from './loopback/polls.ts';
import { createRpcs, type SeenCall } from './loopback/rpcs.ts';
import { listen } from './loopback/sockets.ts';

export type { ActivatedJob, ActivateJobsRequest, Rpc } from './loopback/contract.ts';
export type { Ended } from './loopback/ended.ts';
export type { Faults } from './loopback/faults.ts';
export type { NewJob } from './loopback/jobs.ts';
export type { SeenCall } from './loopback/rpcs.ts';

export interface LoopbackGatewayOptions {
  port?: number;
  /** Server certificate and key; with `clientCa` clients must show a certificate of it. */
  tls?: { cert: Buffer; key: Buffer; clientCa?: Buffer };
  /** Commands for a job whose lock ran out and that nobody took since. A broker accepts them; default `refused`. */
  lateCommands?: 'refused' | 'accepted';
  /** Keep every call in `seen`; default true. */
  record?: boolean;
  /** How long a poll with requestTimeout 0 stays open; default 10 s. */
  defaultRequestTimeoutMs?: number;
  /** How many bytes of jobs go into one answer; default 4 MB. */
  maxMessageBytes?: number;
  /** A file that keeps its jobs: the next gateway that is given it goes on with them, however this one has ended. */
  journal?: string;
}

export type LoopbackGateway = Awaited<ReturnType<typeof startLoopbackGateway>>;

/** Starts a gRPC gateway on 127.0.0.1 that hands out the jobs it is given and keeps what became of them. */
export async function startLoopbackGateway(options: LoopbackGatewayOptions = {}) {
  const { port: wantedPort, tls, lateCommands = 'refused', record = true } = options;
  const { defaultRequestTimeoutMs = 10_000, maxMessageBytes = 4 * 1024 * 1024 } = options;
  const journal = openJournal(options.journal);
  const list = createEndedList(journal);
  const faults = createFaults();
  const timeoutUpdates: TimeoutUpdate[] = [];
  const seen: SeenCall[] = [];
  const calls = { ActivateJobs: 0, CompleteJob: 0, FailJob: 0, ThrowError: 0, UpdateJobTimeout: 0, Topology: 0 };

  const jobs = createJobs({ lateCommands, journal, onActivatable: (type) => polls.wake(type) });
  const isConnected = (peer: string) => sockets.has(peer);
  const polls = createPolls({ jobs, isConnected, longPoll: faults.longPoll, defaultRequestTimeoutMs, maxMessageBytes });
  const onTimeoutUpdate = (update: TimeoutUpdate) => timeoutUpdates.push(update);
  const commands = createCommands({ jobs, onEnded: list.push, onTimeoutUpdate });

  function onCall(rpc: Rpc, request: unknown, metadata: Metadata): void {
    calls[rpc] += 1;
    if (!record) return;
    const [authorization, userAgent] = ['authorization', 'user-agent'].map((name) => metadata.get(name)[0]?.toString());
    seen.push({ rpc, request, authorization, userAgent });
  }

  const server = new Server();
  const cut = (peer: string) => sockets.cut(peer);
  server.addService(loadGatewayService(), createRpcs({ commands, polls, faults, journal, cut, onCall }));
  const injector = server.createConnectionInjector(credentials(tls));
  const ingress = createIngress((socket) => injector.injectConnection(socket));
  const sockets = await listen(ingress.take, wantedPort);

  async function stop(): Promise<void> {
    jobs.stop();
    await sockets.close();
    injector.destroy();
    server.forceShutdown();
    journal.close();
  }

  return {
    address: `${tls ? 'grpcs' : 'grpc'}://127.0.0.1:${sockets.port}`,
    port: sockets.port,
    addJobs: jobs.add,
    ended: list.ended,
    waitFor: list.waitFor,
    faults: faults.faults,
    calls,
    seen,
    timeoutUpdates,
    /** Ends all locks now, as if their time were over. */
    expireLocks: jobs.expireLocks,
    /** How many jobs are known, locked, backing off, the most locked at once, and the polls that are open. */
    count: () => ({ ...jobs.count(), openPolls: polls.count() }),
    /** Resets all connections; new ones are accepted. */
    cutConnections: () => sockets.cut(),
    /** Resets all connections; from now on an ingress answers the calls in the gateway's place, until `undefined` is set. */
    breakIngress(fault: IngressFault | undefined): void {
      ingress.fault = fault;
      sockets.cut();
    },
    /** How many calls the ingress has answered itself. */
    answeredByIngress: () => ingress.answered,
    /** Stops listening and resets all connections; jobs and their locks stay. */
    goDown: sockets.close,
    /** Listens again, on the same port. */
    comeBack: sockets.reopen,
    stop,
  };
}

function credentials(tls: LoopbackGatewayOptions['tls']): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const pair = { cert_chain: tls.cert, private_key: tls.key };
  return ServerCredentials.createSsl(tls.clientCa ?? null, [pair], tls.clientCa !== undefined);
}
