import { Server } from '@grpc/grpc-js';
import { DEFAULT_PHYSICAL_TENANT } from './loopback/blank-job.ts';
import { createCalls, type SeenCall } from './loopback/calls.ts';
import { createCommands, type TimeoutUpdate } from './loopback/commands.ts';
import { createEndedList } from './loopback/ended.ts';
import { createFaults } from './loopback/faults.ts';
import { createGrpc, gatewayService } from './loopback/grpc.ts';
import { createIngress, type IngressFault } from './loopback/ingress.ts';
import { createJobs } from './loopback/jobs.ts';
import { openJournal } from './loopback/journal.ts';
import type { LoopbackGatewayOptions } from './loopback/options.ts';
import { createPolls } from './loopback/polls.ts';
import { createRest, restServer } from './loopback/rest.ts';
import { listen } from './loopback/sockets.ts';
import { createStreams } from './loopback/streams.ts';
import { grpcCredentials } from './loopback/tls.ts';
import { versionOf } from './loopback/version.ts';
import { createWishes } from './loopback/wishes.ts';

export type { SeenCall } from './loopback/calls.ts';
export type { ActivatedJob, ActivateJobsRequest, Carrier, Rpc } from './loopback/contract.ts';
export type { Ended } from './loopback/ended.ts';
export type { Faults } from './loopback/faults.ts';
export type { NewJob } from './loopback/jobs.ts';
export type { LoopbackGatewayOptions } from './loopback/options.ts';

export type LoopbackGateway = Awaited<ReturnType<typeof startLoopbackGateway>>;

/** Starts a gateway on 127.0.0.1, by gRPC and by REST, that hands out the jobs it is given and keeps what became of them. */
export async function startLoopbackGateway(options: LoopbackGatewayOptions = {}) {
  const { tls, lateCommands = 'refused', record = true, assignedTenants } = options;
  const { defaultRequestTimeoutMs = 10_000, maxMessageBytes = 4 * 1024 * 1024 } = options;
  const version = versionOf(options.version ?? '8.10.9');
  const journal = openJournal(options.journal);
  const list = createEndedList(journal);
  const { faults, ...planned } = createFaults();
  const timeoutUpdates: TimeoutUpdate[] = [];
  const seen: SeenCall[] = [];
  const calls = {
    ActivateJobs: 0,
    StreamActivatedJobs: 0,
    CompleteJob: 0,
    FailJob: 0,
    ThrowError: 0,
    UpdateJobTimeout: 0,
    Topology: 0,
  };

  const wishOf = createWishes({ version, assignedTenants });
  const streams = createStreams(wishOf);
  const jobs = createJobs({
    lateCommands,
    journal,
    takerOf: streams.takerOf,
    onActivatable: (type) => polls.wake(type),
  });
  const { longPoll } = planned;
  const polls = createPolls({ jobs, wishOf, longPoll, defaultRequestTimeoutMs, maxMessageBytes });
  const onTimeoutUpdate = (update: TimeoutUpdate) => timeoutUpdates.push(update);
  const commands = createCommands({ jobs, version, onEnded: list.push, onTimeoutUpdate });
  const handled = createCalls({
    version,
    physicalTenants: options.physicalTenants ?? [DEFAULT_PHYSICAL_TENANT],
    commands,
    polls,
    streams,
    faults: { faults, ...planned },
    journal,
    onCall(call) {
      calls[call.rpc] += 1;
      if (record) seen.push(call);
    },
  });

  const server = new Server();
  server.addService(
    gatewayService,
    createGrpc(handled, () => grpcSockets),
  );
  const injector = server.createConnectionInjector(grpcCredentials(tls));
  const rest = restServer(
    createRest(handled, () => restSockets),
    tls,
  );
  const ingress = createIngress();
  const grpcSockets = await listen(
    ingress.beforeGrpc((socket) => injector.injectConnection(socket)),
    options.port,
  );
  const restSockets = await listen(
    ingress.beforeRest((socket) => rest.emit('connection', socket)),
    options.restPort,
  );
  const fronts = [grpcSockets, restSockets];

  function cutConnections(): void {
    for (const sockets of fronts) sockets.cut();
  }

  async function goDown(): Promise<void> {
    await Promise.all(fronts.map((sockets) => sockets.close()));
  }

  async function stop(): Promise<void> {
    jobs.stop();
    await goDown();
    injector.destroy();
    server.forceShutdown();
    journal.close();
  }

  return {
    address: `${tls ? 'grpcs' : 'grpc'}://127.0.0.1:${grpcSockets.port}`,
    port: grpcSockets.port,
    restAddress: `${tls ? 'https' : 'http'}://127.0.0.1:${restSockets.port}`,
    restPort: restSockets.port,
    addJobs: jobs.add,
    ended: list.ended,
    waitFor: list.waitFor,
    faults,
    calls,
    seen,
    timeoutUpdates,
    /** Ends all locks now, as if their time were over. */
    expireLocks: jobs.expireLocks,
    /** Ends all streams, as a gateway does that is well. */
    endStreams: streams.endAll,
    /** How many jobs are known, locked, backing off, the most locked at once, and the polls and streams that are open. */
    count: () => ({ ...jobs.count(), openPolls: polls.count(), openStreams: streams.count() }),
    /** Resets all connections; new ones are accepted. */
    cutConnections,
    /** Resets all connections; from now on an ingress answers the calls in the gateway's place, until `undefined` is set. */
    breakIngress(fault: IngressFault | undefined): void {
      ingress.fault = fault;
      cutConnections();
    },
    /** How many calls the ingress has answered itself. */
    answeredByIngress: () => ingress.answered,
    /** Stops listening and resets all connections; jobs and their locks stay. */
    goDown,
    /** Listens again, on the same ports. */
    async comeBack(): Promise<void> {
      await Promise.all(fronts.map((sockets) => sockets.reopen()));
    },
    stop,
  };
}
