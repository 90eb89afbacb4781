import { status } from '@grpc/grpc-js';
import { DEFAULT_PHYSICAL_TENANT } from './blank-job.ts';
import type { createCommands } from './commands.ts';
import type {
  ActivatedJob,
  ActivateJobsRequest,
  Caller,
  Carrier,
  CompleteJobRequest,
  FailJobRequest,
  JobsRequest,
  Refusal,
  Rpc,
  ThrowErrorRequest,
  UpdateJobTimeoutRequest,
} from './contract.ts';
import type { createFaults, Fault, HttpAnswer } from './faults.ts';
import type { Journal } from './journal.ts';
import type { createPolls, Poll } from './polls.ts';
import type { createStreams, JobStream } from './streams.ts';
import type { Version } from './version.ts';

/** A call the gateway saw; requests of both carriers look alike here. */
export interface SeenCall {
  rpc: Rpc;
  carrier: Carrier;
  physicalTenantId: string;
  request: unknown;
  authorization: string | undefined;
  userAgent: string | undefined;
}

interface CallsOptions {
  version: Version;
  physicalTenants: readonly string[];
  commands: ReturnType<typeof createCommands>;
  polls: ReturnType<typeof createPolls>;
  streams: ReturnType<typeof createStreams>;
  faults: ReturnType<typeof createFaults>;
  journal: Journal;
  onCall(call: SeenCall): void;
}

/** How a call can end without being carried out. */
export interface Ways {
  refuse(refusal: Refusal): void;
  /** Gives an answer that is none of the gateway's. */
  answerHttp(answer: HttpAnswer): void;
}

export type Calls = ReturnType<typeof createCalls>;

/** The calls, whatever carries them: each is counted, and carried out or not as the planned fault says, and answered. */
export function createCalls(options: CallsOptions) {
  const { version, physicalTenants, commands, polls, streams, faults, journal, onCall } = options;

  /** Begins a call; `run` is called if nothing keeps it from being carried out, with the fault of its answer. */
  function begin(rpc: Rpc, request: unknown, caller: Caller, ways: Ways, run: (loss: Loss | undefined) => void): void {
    const { carrier, physicalTenantId, authorization, userAgent } = caller;
    onCall({ rpc, request, carrier, physicalTenantId, authorization, userAgent });
    const fault = faults.take(rpc, authorization);
    if (!physicalTenants.includes(physicalTenantId)) ways.refuse(unknownTenant(physicalTenantId));
    else if (fault === undefined) run(undefined);
    else if (fault.kind === 'lose') run(fault);
    else if (fault.kind === 'answer') ways.refuse(fault.refusal);
    else if (fault.kind === 'http') ways.answerHttp(fault.answer);
    else if (fault.kind === 'hold') void fault.until.then(() => run(undefined));
  }

  /** Calls that are carried out at once. */
  function command<Request>(rpc: Rpc, carryOut: (request: Request, caller: Caller) => Refusal | undefined) {
    return (request: Request, caller: Caller, ways: Ways & { done(): void }): void =>
      begin(rpc, request, caller, ways, (loss) => {
        const refusal = carryOut(request, caller);
        journal.write();
        if (loss) lose(loss, caller, ways);
        else if (refusal) ways.refuse(refusal);
        else ways.done();
      });
  }

  function activateJobs(request: ActivateJobsRequest, caller: Caller, ways: Ways & Pick<Poll, 'answer' | 'onGone'>) {
    begin('ActivateJobs', request, caller, ways, (loss) => {
      const answer = (jobs: readonly ActivatedJob[]) =>
        loss && jobs.length > 0 ? lose(loss, caller, ways) : ways.answer(jobs);
      const poll = { answer, isGone: caller.isGone, onGone: ways.onGone };
      const refusal = polls.activate(request, caller, poll);
      if (refusal) ways.refuse(refusal);
    });
  }

  function streamActivatedJobs(request: JobsRequest, caller: Caller, ways: Ways & Omit<JobStream, 'isGone'>) {
    begin('StreamActivatedJobs', request, caller, ways, (loss) => {
      const push = (job: ActivatedJob) => (loss ? lose(loss, caller, ways) : ways.push(job));
      const { onGone, isReady, end } = ways;
      const stream = { isGone: caller.isGone, onGone, isReady, push, end };
      const unknown = { code: status.UNIMPLEMENTED, details: 'Method not found: gateway_protocol.Gateway' };
      const refusal = version.has('8.3') ? streams.start(request, caller, stream) : unknown;
      if (refusal) ways.refuse(refusal);
    });
  }

  return {
    version,
    activateJobs,
    streamActivatedJobs,
    completeJob: command('CompleteJob', (request: CompleteJobRequest, caller) => {
      return faults.tooLarge(request.variables) ?? commands.complete(request, caller);
    }),
    failJob: command<FailJobRequest>('FailJob', commands.fail),
    throwError: command<ThrowErrorRequest>('ThrowError', commands.throwError),
    updateJobTimeout: command<UpdateJobTimeoutRequest>('UpdateJobTimeout', commands.updateTimeout),
    topology: command<object>('Topology', () => undefined),
    /** A call that cannot be read. */
    unreadable: (rpc: Rpc, text: string, caller: Caller, ways: Ways, refusal: Refusal): void =>
      begin(rpc, text, caller, ways, () => ways.refuse(refusal)),
    /** The tenant that a call without one is of; an engine before 8.10 reads none. */
    physicalTenantOf: (named: string | undefined): string =>
      version.has('8.10') ? (named ?? DEFAULT_PHYSICAL_TENANT) : DEFAULT_PHYSICAL_TENANT,
  };
}

type Loss = Extract<Fault, { kind: 'lose' }>;

function lose({ how }: Loss, caller: Caller, ways: Ways): void {
  if (how === 'reset') caller.cut();
  else ways.refuse(how);
}

function unknownTenant(id: string): Refusal {
  const details = `Expected a physical tenant, but there is no '${id}'`;
  return { code: status.NOT_FOUND, details, rest: { status: 404, title: 'Not Found' } };
}
