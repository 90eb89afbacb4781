import type {
  Metadata,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  sendUnaryData,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { methods } from '../../../src/zeebe/proto.ts';
import type { Calls, Ways } from './calls.ts';
import type { ActivatedJob, ActivateJobsRequest, Caller, JobsRequest, Refusal } from './contract.ts';
import type { Sockets } from './sockets.ts';
import { topology } from './topology.ts';
import type { Version } from './version.ts';

/** The calls of Zeebe's gateway by gRPC, as a worker makes them. */
export const gatewayService = methods as unknown as ServiceDefinition;

type Call = ServerUnaryCall<object, object> | ServerWritableStream<object, object>;

/** The service's methods: each hands its call on, and gives the answer. */
export function createGrpc(calls: Calls, sockets: () => Sockets): UntypedServiceImplementation {
  function callerOf(call: Call): Caller {
    const peer = call.getPeer();
    return {
      carrier: 'grpc',
      authorization: header(call.metadata, 'authorization'),
      userAgent: header(call.metadata, 'user-agent'),
      physicalTenantId: calls.physicalTenantOf(header(call.metadata, 'camunda-physical-tenant')),
      isGone: () => call.cancelled || !sockets().has(peer),
      cut: () => sockets().cut(peer),
    };
  }

  function unary<Request>(
    carryOut: (request: Request, caller: Caller, ways: Ways & { done(): void }) => void,
    answer: object = {},
  ) {
    return (call: ServerUnaryCall<Request & object, object>, callback: sendUnaryData<object>): void =>
      carryOut(call.request, callerOf(call), {
        refuse: callback,
        answerHttp: refuseHttp,
        done: () => callback(null, answer),
      });
  }

  function streaming<Request>(call: ServerWritableStream<Request, object>) {
    return {
      refuse: (refusal: Refusal) => void call.emit('error', refusal),
      answerHttp: refuseHttp,
      onGone: (listener: () => void) => void call.on('cancelled', listener),
    };
  }

  return {
    ActivateJobs(call: ServerWritableStream<ActivateJobsRequest, object>): void {
      const answer = (jobs: readonly ActivatedJob[]) => {
        if (jobs.length > 0) call.write({ jobs: jobs.map((job) => knownTo(calls.version, job)) });
        call.end();
      };
      calls.activateJobs(call.request, callerOf(call), { ...streaming(call), answer });
    },
    StreamActivatedJobs(call: ServerWritableStream<JobsRequest, object>): void {
      let isReady = true;
      call.on('drain', () => {
        isReady = true;
      });
      calls.streamActivatedJobs(call.request, callerOf(call), {
        ...streaming(call),
        isReady: () => isReady,
        push: (job) => {
          isReady = call.write(knownTo(calls.version, job));
        },
        end: () => void call.end(),
      });
    },
    CompleteJob: unary(calls.completeJob),
    FailJob: unary(calls.failJob),
    ThrowError: unary(calls.throwError),
    UpdateJobTimeout: unary(calls.updateJobTimeout),
    Topology: unary(calls.topology, topology(calls.version)),
  };
}

function header(metadata: Metadata, name: string): string | undefined {
  return metadata.get(name)[0]?.toString();
}

/** Leaves out what a version does not send. */
function knownTo(version: Version, job: ActivatedJob): object {
  if (version.has('8.10')) return job;
  const { priority, jobLeaseToken, physicalTenantId, tags, ...sent } = job;
  return version.has('8.8') ? { ...sent, tags } : sent;
}

function refuseHttp(): never {
  throw new Error('An answer of HTTP is planned, but the call came by gRPC');
}
