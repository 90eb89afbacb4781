import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { ActivatedJob, ActivateJobsRequest, Refusal } from './contract.ts';
import type { Jobs, Wanted } from './jobs.ts';
import { fetchVariables } from './variables.ts';

export type ActivateCall = ServerWritableStream<ActivateJobsRequest, { jobs: ActivatedJob[] }>;

interface PollsOptions {
  jobs: Jobs;
  isConnected(peer: string): boolean;
  longPoll(): boolean;
  defaultRequestTimeoutMs: number;
  maxMessageBytes: number;
}

interface OpenPoll {
  call: ActivateCall;
  peer: string;
  wanted: Wanted;
  lose: (() => void) | undefined;
  end(): void;
}

/** Polls for jobs: answered at once when there are jobs, else kept open until there are or until their time is over. */
export function createPolls({ jobs, isConnected, longPoll, defaultRequestTimeoutMs, maxMessageBytes }: PollsOptions) {
  const open = new Set<OpenPoll>();
  const woken = new Set<string>();

  /** Answers a poll; with `lose`, jobs are locked and `lose` is called instead of answering. */
  function activate(call: ActivateCall, lose?: () => void): Refusal | undefined {
    const { type, worker, timeout, maxJobsToActivate: max, tenantIds } = call.request;
    const refusal = whyInvalid(call.request);
    if (refusal !== undefined) return { code: status.INVALID_ARGUMENT, details: refusal };
    if (call.cancelled || !isConnected(call.getPeer())) return undefined;
    const wanted = { type, worker, tenantIds, max, maxBytes: maxMessageBytes, lockMs: Number(timeout) };
    if (serve(call, wanted, lose)) return undefined;
    const requestTimeout = Number(call.request.requestTimeout);
    if (requestTimeout < 0 || !longPoll()) call.end();
    else park(call, wanted, requestTimeout || defaultRequestTimeoutMs, lose);
    return undefined;
  }

  function serve(call: ActivateCall, wanted: Wanted, lose?: () => void): boolean {
    const taken = jobs.lock(wanted);
    if (taken.length === 0) return false;
    if (lose) {
      lose();
      return true;
    }
    const names = call.request.fetchVariable;
    const sent =
      names.length > 0 ? taken.map((job) => ({ ...job, variables: fetchVariables(job.variables, names) })) : taken;
    call.write({ jobs: sent });
    call.end();
    return true;
  }

  function park(call: ActivateCall, wanted: Wanted, ms: number, lose?: () => void): void {
    const forget = () => {
      clearTimeout(timer);
      open.delete(poll);
    };
    const end = () => {
      forget();
      call.end();
    };
    const timer = setTimeout(end, ms);
    const poll = { call, peer: call.getPeer(), wanted, lose, end: forget };
    open.add(poll);
    call.on('cancelled', forget);
  }

  /** Serves the open polls of a type, soon: jobs that come in one go are handed out together. */
  function wake(type: string): void {
    if (woken.size === 0) setImmediate(serveWoken);
    woken.add(type);
  }

  function serveWoken(): void {
    const types = new Set(woken);
    woken.clear();
    for (const poll of open) {
      if (!types.has(poll.wanted.type) || poll.call.cancelled || !isConnected(poll.peer)) continue;
      if (serve(poll.call, poll.wanted, poll.lose)) poll.end();
    }
  }

  return { activate, wake, count: () => open.size };
}

function whyInvalid(request: ActivateJobsRequest): string | undefined {
  const { type, timeout, maxJobsToActivate: max } = request;
  if (type === '') return 'Expected to activate jobs with type to be present, but it was blank';
  if (Number(timeout) < 1)
    return `Expected to activate jobs with timeout to be greater than zero, but it was ${timeout}`;
  if (max < 1) return `Expected to activate jobs with maxJobsToActivate to be greater than zero, but it was ${max}`;
  return undefined;
}
