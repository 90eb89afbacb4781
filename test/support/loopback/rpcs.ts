import type { Metadata, ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { createCommands } from './commands.ts';
import type { CompleteJobRequest, Refusal, Rpc } from './contract.ts';
import type { createFaults } from './faults.ts';
import type { Journal } from './journal.ts';
import type { ActivateCall, createPolls } from './polls.ts';

/** A call the gateway saw. */
export interface SeenCall {
  rpc: Rpc;
  request: unknown;
  authorization: string | undefined;
  userAgent: string | undefined;
}

interface RpcsOptions {
  commands: ReturnType<typeof createCommands>;
  polls: ReturnType<typeof createPolls>;
  faults: ReturnType<typeof createFaults>;
  journal: Journal;
  cut(peer: string): void;
  onCall(rpc: Rpc, request: unknown, metadata: Metadata): void;
}

const DONE = {};

/** The service's methods: count the call, do what the planned fault says, carry the command out, answer. */
export function createRpcs({
  commands,
  polls,
  faults,
  journal,
  cut,
  onCall,
}: RpcsOptions): UntypedServiceImplementation {
  function unary<Request>(rpc: Rpc, carryOut: (request: Request) => Refusal | undefined, answer: object = DONE) {
    return (call: ServerUnaryCall<Request, object>, callback: sendUnaryData<object>): void => {
      onCall(rpc, call.request, call.metadata);
      const fault = faults.take(rpc, authorizationOf(call.metadata));
      const run = () => {
        const refusal = carryOut(call.request);
        journal.write();
        if (fault?.kind !== 'lose') callback(refusal ?? null, answer);
        else if (fault.how === 'reset') cut(call.getPeer());
        else callback(fault.how);
      };
      if (!fault || fault.kind === 'lose') run();
      else if (fault.kind === 'answer') callback(fault.refusal);
      else if (fault.kind === 'hold') void fault.until.then(run);
    };
  }

  function activateJobs(call: ActivateCall): void {
    onCall('ActivateJobs', call.request, call.metadata);
    const fault = faults.take('ActivateJobs', authorizationOf(call.metadata));
    const refuse = (refusal: Refusal) => call.emit('error', refusal);
    const lose = () => {
      if (fault?.kind !== 'lose') return;
      if (fault.how === 'reset') cut(call.getPeer());
      else refuse(fault.how);
    };
    const run = () => {
      const refusal = polls.activate(call, fault?.kind === 'lose' ? lose : undefined);
      if (refusal) refuse(refusal);
    };
    if (!fault || fault.kind === 'lose') run();
    else if (fault.kind === 'answer') refuse(fault.refusal);
    else if (fault.kind === 'hold') void fault.until.then(run);
  }

  return {
    ActivateJobs: activateJobs,
    CompleteJob: unary('CompleteJob', (request: CompleteJobRequest) => {
      return faults.tooLarge(request.variables) ?? commands.complete(request);
    }),
    FailJob: unary('FailJob', commands.fail),
    ThrowError: unary('ThrowError', commands.throwError),
    UpdateJobTimeout: unary('UpdateJobTimeout', commands.updateTimeout),
    Topology: unary('Topology', () => undefined, topology()),
  };
}

function authorizationOf(metadata: Metadata): string | undefined {
  return metadata.get('authorization')[0]?.toString();
}

function topology(): object {
  const partition = { partitionId: 1, role: 'LEADER', health: 'HEALTHY' };
  const broker = { nodeId: 0, host: '127.0.0.1', port: 26501, partitions: [partition], version: '8.6.0' };
  return { brokers: [broker], clusterSize: 1, partitionsCount: 1, replicationFactor: 1, gatewayVersion: '8.6.0' };
}
