import { fetchedVariables } from '../job/read-job.ts';
import { type Features, type KeptFeatures, keepFeatures } from '../zeebe/features.ts';
import type { ActivatedJob, Gateway, Subscription } from '../zeebe/gateway.ts';
import { proven } from '../zeebe/report.ts';
import type { Logger } from './log.ts';
import type { Source } from './pump.ts';
import type { LeaseSetting } from './settings.ts';

/** A gateway, and the physical tenant of which it gives jobs. */
export interface OpenedGateway {
  readonly gateway: Gateway;
  /** Undefined if no physical tenants are set. */
  readonly physicalTenantId: string | undefined;
}

/** A job, and where it came from: reports go there. */
export type TakenJob = ActivatedJob & OpenedGateway;

/** Which jobs are wanted, and how they come. */
interface Wanted {
  readonly jobType: string;
  /** The name of the worker in Operate. */
  readonly name: string;
  /** How long a job is locked, in milliseconds. */
  readonly jobTimeout: number;
  /** If undefined, all tenants to which the worker is assigned. */
  readonly tenantIds: readonly string[] | undefined;
  readonly lease: LeaseSetting;
  readonly jobPush: boolean;
  readonly maxJobs: number;
  /** How long one poll waits for jobs, in milliseconds. */
  readonly longPoll: number;
}

/** The tenant of engines that have no others. */
const DEFAULT_TENANT = '<default>';
/** How long a job that came without a lease stays away. It comes from a part of the cluster that is not upgraded yet. */
const NO_LEASE_BACKOFF_MS = 30_000;

/**
 * Makes the sources of jobs: one for each tenant of each gateway, so that they share the slots. If there are more tenants than slots
 * could be kept for, the tenants of a gateway are one source.
 */
export function sourcesOf(gateways: readonly OpenedGateway[], wanted: Wanted, log: Logger): Source<TakenJob>[] {
  const { tenantIds, maxJobs } = wanted;
  const apart = tenantIds !== undefined && gateways.length * tenantIds.length * 2 <= maxJobs;
  const groups = apart ? tenantIds.map((id) => [id]) : [tenantIds];
  return gateways.flatMap((opened) => {
    const { gateway, physicalTenantId } = opened;
    const features = keepFeatures(gateway, (known) => tell(known, wanted.lease, physicalTenantId, log));
    return groups.map((tenants) => sourceOf(opened, features, tenants, wanted, log));
  });
}

function sourceOf(
  opened: OpenedGateway,
  features: KeptFeatures,
  tenants: readonly string[] | undefined,
  wanted: Wanted,
  log: Logger,
): Source<TakenJob> {
  const { gateway } = opened;
  const { streamJobs } = gateway;
  const subscribe = async () => subscriptionOf(wanted, tenants, await features.current());
  const failed = (error: Error): never => {
    features.failed(error);
    throw error;
  };
  /** Gives a job on with where it came from, unless it lacks a lease that it must have. */
  const passOn = (onJob: (job: TakenJob) => void) => (job: ActivatedJob) => {
    if (wanted.lease !== 'on' || job.jobLeaseToken !== undefined) onJob(Object.assign(job, opened));
    else refuseWithoutLease(gateway, job, log);
  };
  return {
    async activate(maxJobsToActivate, onJob, signal) {
      const poll = { maxJobsToActivate, requestTimeout: wanted.longPoll, signal };
      await gateway.activateJobs(await subscribe(), poll, passOn(onJob)).catch(failed);
    },
    stream:
      wanted.jobPush && streamJobs !== undefined
        ? async (onJob) => {
            const stream = streamJobs(await subscribe(), passOn(onJob));
            return { ...stream, ended: stream.ended.catch(failed) };
          }
        : undefined,
  };
}

function subscriptionOf(
  { jobType, name, jobTimeout, lease }: Wanted,
  tenants: readonly string[] | undefined,
  { leases, tenantFilter }: Features,
): Subscription {
  return {
    type: jobType,
    worker: name,
    timeout: jobTimeout,
    fetchVariable: fetchedVariables,
    ...(tenants === undefined && tenantFilter
      ? { tenantIds: [], tenantFilter: 'ASSIGNED' }
      : { tenantIds: tenants ?? [DEFAULT_TENANT] }),
    ...(lease !== 'off' && (leases || lease === 'on') && { withLease: true }),
  };
}

/** Says how jobs come from now on. */
function tell(
  { version, leases, tenantFilter }: Features,
  lease: LeaseSetting,
  physicalTenantId: string | undefined,
  log: Logger,
): void {
  const about = { version, physicalTenantId, withLease: leases && lease !== 'off', tenantFilter };
  log.info(about, `The gateway ${version === '' ? 'does not tell its version' : `is of version ${version}`}`);
  if (lease === 'on' && !leases)
    log.warn(about, 'DYNAMODB_WORKER_LEASE is on, but the gateway has no leases: jobs are handed back until it has');
}

/** Hands a job back with all its retries, because without a lease it could be ended twice. */
function refuseWithoutLease(gateway: Gateway, job: ActivatedJob, log: Logger): void {
  const errorMessage =
    'The job came without a lease, but DYNAMODB_WORKER_LEASE is on. Another worker or a later try may get one.';
  const request = { retries: job.retries, errorMessage, retryBackOff: NO_LEASE_BACKOFF_MS, variables: '{}' };
  gateway.failJob({ ...proven(job), ...request }).catch((error: Error) => {
    log.warn({ jobKey: job.key, error: error.message }, 'A job without a lease could not be handed back');
  });
}
