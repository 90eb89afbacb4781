import type { Holding } from '../async/byte-budget.ts';
import { isRegion } from '../connection/region.ts';
import { type CallObserver, type JobCalls, jobCalls } from '../dynamodb/calls.ts';
import type { JsonObject } from '../json/json.ts';
import { attributesDecoder } from '../operation/response.ts';
import { refuseRegion } from '../policy/faults.ts';
import type { JobRun } from './error-variable.ts';
import type { JobRequest } from './read-job.ts';
import type { Job, JobSettings } from './run-job.ts';

/** How many times the largest result may be gathered: a result expression may keep little of it. */
const ITEMS_PER_RESULT = 16;

/** What the work of a job needs. */
export interface Work {
  readonly job: Job;
  readonly run: JobRun;
  readonly settings: JobSettings;
  readonly memory: () => Holding;
  readonly signal: AbortSignal;
  readonly deadline: number;
  /** Is given the calls with which the work is done. */
  readonly watch: (calls: Pick<JobCalls, 'awaited'>) => void;
}

/**
 * Asks DynamoDB what a job asks for. Gives `{action, status, response}`.
 * @throws Failure, or what the SDK throws
 */
export async function perform({ operation, call, connection }: JobRequest, work: Work): Promise<JsonObject> {
  const { job, run, settings, memory, signal, deadline, watch } = work;
  const { onAnswer } = settings;
  const lease = settings.clients.lease(connection);
  try {
    const observe: CallObserver = ({ output, ...seen }) =>
      settings.debug(job, { ...seen, output: output instanceof Error ? run.mask(String(output)) : output }, run.mask);
    if (connection.region === undefined) await refuseRegion(lease.region, settings.policy);
    const region = connection.region ?? (await lease.region());
    if (isRegion(region)) run.region = region;
    const { allowsAnyTable, allowsTable } = settings.policy;
    const calls = jobCalls({
      send: lease.send,
      tableKeys: lease.tableKeys,
      signIn: lease.signIn,
      signal,
      deadline,
      maxItemsBytes: ITEMS_PER_RESULT * settings.maxResultBytes,
      maxResultBytes: settings.maxResultBytes,
      memory,
      allowsTable: allowsAnyTable ? undefined : allowsTable,
      jobKey: job.physicalTenantId === undefined ? job.key : `${job.physicalTenantId} ${job.key}`,
      reached: (position) => {
        run.position = position;
      },
      done: () => {
        run.done = true;
      },
      observe: call.debug ? observe : undefined,
      onAnswer: onAnswer && ((asked, answer) => onAnswer(operation, asked, answer, run.mask)),
      asksForCapacity: settings.asksForCapacity,
    });
    watch(calls);
    const response = await call.run(calls, attributesDecoder(run.outputFormat));
    run.done = true;
    response.ResponseMetadata = calls.metadata();
    return { action: call.action, status: 'OK', response };
  } finally {
    lease.release();
  }
}
