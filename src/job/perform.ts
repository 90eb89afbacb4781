import type { Holding } from '../async/byte-budget.ts';
import type { Connection } from '../connection/connection.ts';
import { isRegion } from '../connection/region.ts';
import { type CallObserver, type CallSettings, type JobCalls, jobCalls } from '../dynamodb/calls.ts';
import type { JsonObject } from '../json/json.ts';
import { attributesDecoder } from '../operation/response.ts';
import { refuseRegion } from '../policy/faults.ts';
import type { JobRun } from './error-variable.ts';
import type { JobRequest } from './read-job.ts';
import type { Job, JobSettings } from './run-job.ts';
import type { TimedWork } from './time-limit.ts';

/** How many times the largest result may be gathered: a result expression may keep little of it. */
const ITEMS_PER_RESULT = 16;

/** What is noted of a job while DynamoDB is asked. */
type CallNotes = Pick<JobRun, 'mask' | 'region' | 'position' | 'done'>;

/** What the work of a job needs. */
interface Work<Run extends CallNotes = CallNotes> extends TimedWork {
  readonly job: Job;
  readonly run: Run;
  readonly settings: JobSettings;
  readonly memory: () => Holding;
}

/** What is special about the calls of a job. */
interface SpecialCalls extends Pick<CallSettings, 'observe' | 'onHeaders' | 'hide'> {
  /** The id of the operation. */
  readonly operation: string;
}

/**
 * Asks DynamoDB what a job asks for. Gives `{action, status, response}`.
 * @throws Failure, or what the SDK throws
 */
export function perform({ operation, call, connection }: JobRequest, work: Work<JobRun>): Promise<JsonObject> {
  const { job, run, settings } = work;
  const observe: CallObserver = ({ output, ...seen }) =>
    settings.debug(job, { ...seen, output: output instanceof Error ? run.mask(String(output)) : output }, run.mask);
  return withCalls(connection, work, { operation, observe: call.debug ? observe : undefined }, async (calls) => {
    const response = await call.run(calls, attributesDecoder(run.outputFormat));
    run.done = true;
    response.ResponseMetadata = calls.metadata();
    return { action: call.action, status: 'OK', response };
  });
}

/**
 * Does work with the calls of a job.
 * @throws Failure (configuration) when the region is not allowed, what the SDK throws, what `use` throws
 */
export async function withCalls<T>(
  connection: Connection,
  { job, run, settings, memory, signal, deadline, watch }: Work,
  { operation, observe, onHeaders, hide }: SpecialCalls,
  use: (calls: JobCalls) => Promise<T>,
): Promise<T> {
  const { onAnswer } = settings;
  const lease = settings.clients.lease(connection);
  try {
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
      onAnswer: onAnswer && ((asked, answer) => onAnswer(operation, asked, answer, run.mask)),
      asksForCapacity: settings.asksForCapacity,
      // A copy of the rest of what is special would cost as much as all else here.
      observe,
      onHeaders,
      hide,
    });
    watch(calls);
    return await use(calls);
  } finally {
    lease.release();
  }
}
