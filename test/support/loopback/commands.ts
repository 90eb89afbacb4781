import type {
  Caller,
  CompleteJobRequest,
  FailJobRequest,
  Refusal,
  ThrowErrorRequest,
  UpdateJobTimeoutRequest,
} from './contract.ts';
import type { Ended } from './ended.ts';
import { type Jobs, rejected } from './jobs.ts';
import type { HeldJob } from './queue.ts';
import { mergeVariables, storeVariables } from './variables.ts';
import type { Version } from './version.ts';

/** A change of a lock's length that a worker asked for. */
export interface TimeoutUpdate {
  key: string;
  timeout: number;
}

interface CommandsOptions {
  jobs: Jobs;
  version: Version;
  onEnded(entry: Ended): void;
  onTimeoutUpdate(update: TimeoutUpdate): void;
}

type At = Pick<Caller, 'physicalTenantId'>;
type Intent = readonly [intent: string, verb: string];

/** What a worker may tell the gateway about a job; each command gives the refusal, or nothing when carried out. */
export function createCommands({ jobs, version, onEnded, onTimeoutUpdate }: CommandsOptions) {
  function withJob(
    [intent, verb]: Intent,
    request: { jobKey: string; variables: string; jobLeaseToken?: string | undefined },
    { physicalTenantId }: At,
    carryOut: (job: HeldJob, variables: string) => Omit<Ended, 'key' | 'physicalTenantId' | 'worker'>,
  ): Refusal | undefined {
    const stored = storeVariables(request.variables);
    if ('code' in stored) return stored;
    const job = jobs.find(intent, verb, { key: request.jobKey, physicalTenantId });
    if ('code' in job) return job;
    const { jobLeaseToken, worker } = job.message;
    if (jobLeaseToken !== tokenOf(request)) return stale([intent, verb], request.jobKey);
    onEnded({ key: request.jobKey, physicalTenantId, worker, ...carryOut(job, stored.text) });
    return undefined;
  }

  /** An engine that knows no leases reads no token. */
  function tokenOf({ jobLeaseToken }: { jobLeaseToken?: string | undefined }): string | undefined {
    return version.has('8.10') ? jobLeaseToken : undefined;
  }

  function complete(request: CompleteJobRequest, at: At): Refusal | undefined {
    return withJob(['COMPLETE', 'complete'], request, at, (job, variables) => {
      jobs.remove(job);
      return { how: 'completed', variables };
    });
  }

  function throwError(request: ThrowErrorRequest, at: At): Refusal | undefined {
    return withJob(['THROW_ERROR', 'throw an error for'], request, at, (job, variables) => {
      const { errorCode, errorMessage } = request;
      jobs.remove(job);
      return { how: 'error', variables, errorCode, errorMessage };
    });
  }

  function fail(request: FailJobRequest, at: At): Refusal | undefined {
    return withJob(['FAIL', 'fail'], request, at, (job, variables) => {
      const { retries, errorMessage } = request;
      const { message } = job;
      const retryBackOff = Number(request.retryBackOff);
      const how = retries > 0 ? 'failed' : 'incident';
      message.retries = retries;
      message.variables = mergeVariables(message.variables, variables);
      if (how === 'incident') jobs.setAside(job);
      else if (retryBackOff > 0) jobs.setAside(job, retryBackOff);
      else jobs.makeActivatable(job);
      return { how, variables, retries, retryBackOff, errorMessage };
    });
  }

  function updateTimeout(request: UpdateJobTimeoutRequest, { physicalTenantId }: At): Refusal | undefined {
    const intent: Intent = ['UPDATE_TIMEOUT', 'update the timeout of'];
    const { jobKey: key, timeout } = request;
    const token = tokenOf(request);
    const job = jobs.find(...intent, { key, physicalTenantId });
    if ('code' in job) return job;
    if (job.state !== 'activated') {
      return rejected(
        intent[0],
        'INVALID_STATE',
        `Expected to ${intent[1]} job with key '${key}', but it is not active`,
      );
    }
    if (token !== undefined && token !== job.message.jobLeaseToken) return stale(intent, key);
    jobs.extendLock(job, Number(timeout));
    onTimeoutUpdate({ key, timeout: Number(timeout) });
    return undefined;
  }

  return { complete, throwError, fail, updateTimeout };
}

function stale([intent, verb]: Intent, key: string): Refusal {
  const reason = `Expected to ${verb} job with key '${key}', but the lease token is not that of its current lease`;
  return rejected(intent, 'INVALID_STATE', reason);
}
