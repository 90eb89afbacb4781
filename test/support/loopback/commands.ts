import type {
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

/** A change of a lock's length that a worker asked for. */
export interface TimeoutUpdate {
  key: string;
  timeout: number;
}

interface CommandsOptions {
  jobs: Jobs;
  onEnded(entry: Ended): void;
  onTimeoutUpdate(update: TimeoutUpdate): void;
}

/** What a worker may tell the gateway about a job; each command gives the refusal, or nothing when carried out. */
export function createCommands({ jobs, onEnded, onTimeoutUpdate }: CommandsOptions) {
  function withJob(
    [intent, verb]: readonly [string, string],
    request: { jobKey: string; variables: string },
    carryOut: (job: HeldJob, variables: string) => void,
  ): Refusal | undefined {
    const stored = storeVariables(request.variables);
    if ('code' in stored) return stored;
    const job = jobs.find(intent, verb, request.jobKey);
    if ('code' in job) return job;
    carryOut(job, stored.text);
    return undefined;
  }

  function complete(request: CompleteJobRequest): Refusal | undefined {
    return withJob(['COMPLETE', 'complete'], request, (job, variables) => {
      jobs.remove(job);
      onEnded({ key: request.jobKey, how: 'completed', worker: job.message.worker, variables });
    });
  }

  function throwError(request: ThrowErrorRequest): Refusal | undefined {
    return withJob(['THROW_ERROR', 'throw an error for'], request, (job, variables) => {
      const { errorCode, errorMessage } = request;
      jobs.remove(job);
      onEnded({ key: request.jobKey, how: 'error', worker: job.message.worker, variables, errorCode, errorMessage });
    });
  }

  function fail(request: FailJobRequest): Refusal | undefined {
    return withJob(['FAIL', 'fail'], request, (job, variables) => {
      const { jobKey: key, retries, errorMessage } = request;
      const { message } = job;
      const retryBackOff = Number(request.retryBackOff);
      const how = retries > 0 ? 'failed' : 'incident';
      message.retries = retries;
      message.variables = mergeVariables(message.variables, variables);
      if (how === 'incident') jobs.setAside(job);
      else if (retryBackOff > 0) jobs.setAside(job, retryBackOff);
      else jobs.makeActivatable(job);
      onEnded({ key, how, worker: message.worker, variables, retries, retryBackOff, errorMessage });
    });
  }

  function updateTimeout({ jobKey: key, timeout }: UpdateJobTimeoutRequest): Refusal | undefined {
    const verb = 'update the timeout of';
    const job = jobs.find('UPDATE_TIMEOUT', verb, key);
    if ('code' in job) return job;
    if (job.state !== 'activated') {
      return rejected(
        'UPDATE_TIMEOUT',
        'INVALID_STATE',
        `Expected to ${verb} job with key '${key}', but it is not active`,
      );
    }
    jobs.extendLock(job, Number(timeout));
    onTimeoutUpdate({ key, timeout: Number(timeout) });
    return undefined;
  }

  return { complete, throwError, fail, updateTimeout };
}
