import { unlessAborted } from '../async/deadline.ts';
import type { PollResult } from '../metrics/metrics.ts';
import { type Features, type KeptFeatures, keepFeatures } from '../zeebe/features.ts';
import type { ActivatedJob, Gateway, Subscription } from '../zeebe/gateway.ts';
import { GatewayError } from '../zeebe/gateway-error.ts';
import { handBack } from '../zeebe/report.ts';
import type { Logger } from './log.ts';
import type { Source } from './pump.ts';
import type { ServedJobs } from './served-jobs.ts';
import type { LeaseSetting } from './settings.ts';

/** A gateway, and the physical tenant of which it gives jobs. */
export interface OpenedGateway {
  readonly gateway: Gateway;
  /** Undefined if no physical tenants are set. */
  readonly physicalTenantId: string | undefined;
}

/** A job, and where it came from: reports go there. `served` is what does it, if it is none of the worker's own type. */
export type TakenJob = Omit<ActivatedJob, 'physicalTenantId'> & OpenedGateway & { readonly served?: ServedJobs };

/** Which jobs are wanted, and how they come. */
interface Wanted {
  readonly jobType: string;
  /** The variables that come with each job. */
  readonly fetchVariable: readonly string[];
  /** Which others are wanted. */
  readonly alsoServed?: readonly ServedJobs[];
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
  /** Is told how each poll has ended. */
  readonly onPoll: (result: PollResult) => void;
  /** Is told of each job that is handed back because it must not run here. */
  readonly onUnfit: () => void;
}

/** The tenant of engines that have no others. */
const DEFAULT_TENANT = '<default>';
/** How long a job stays away that must not run here, like one from a part of the cluster that is not upgraded yet. */
const REFUSED_PAUSE_MS = 30_000;

/**
 * Makes the sources of jobs: one for each job type of each tenant of each gateway, so that they share the slots. If there are more
 * tenants than slots could be kept for, the tenants of a gateway are one source for each job type.
 */
export function sourcesOf(gateways: readonly OpenedGateway[], wanted: Wanted, log: Logger): Source<TakenJob>[] {
  const { tenantIds, maxJobs, alsoServed = [] } = wanted;
  const types = [undefined, ...alsoServed];
  const apart = tenantIds !== undefined && gateways.length * tenantIds.length * types.length * 2 <= maxJobs;
  const groups = apart ? tenantIds.map((id) => [id]) : [tenantIds];
  return gateways.flatMap((opened) => {
    const { gateway, physicalTenantId } = opened;
    const features = keepFeatures(gateway, {
      onKnown: (known) => tell(known, wanted.lease, physicalTenantId, log),
      onUnknown: (error) =>
        log.debug({ physicalTenantId, error: error.message }, 'The gateway did not tell its version'),
    });
    return types.flatMap((served) => groups.map((tenants) => sourceOf(opened, features, served, tenants, wanted, log)));
  });
}

function sourceOf(
  opened: OpenedGateway,
  features: KeptFeatures,
  served: ServedJobs | undefined,
  tenants: readonly string[] | undefined,
  wanted: Wanted,
  log: Logger,
): Source<TakenJob> {
  const { gateway } = opened;
  const { streamJobs } = gateway;
  const subscribe = async () => subscriptionOf({ ...wanted, ...served }, tenants, opened, await features.current());
  const failed = (error: Error): never => {
    features.failed(error);
    throw error;
  };
  const failedPoll = (error: Error): never => {
    wanted.onPoll('failed');
    return failed(error);
  };
  /** Gives a job on with where it came from, unless it is one that must not run here. */
  const passOn = (onJob: (job: TakenJob) => void) => (job: ActivatedJob) => {
    const why = whyRefused(job, opened, wanted);
    if (why === undefined) {
      onJob(Object.assign(job, opened, served && { served }));
      return;
    }
    wanted.onUnfit();
    refuse(gateway, job, why, log);
  };
  return {
    async activate(maxJobsToActivate, onJob, signal) {
      let subscription: Subscription;
      try {
        subscription = await unlessAborted(subscribe(), signal);
      } catch (error) {
        if (signal.aborted) return;
        wanted.onPoll('failed');
        throw error;
      }
      const poll = { maxJobsToActivate, requestTimeout: wanted.longPoll, signal };
      let came: PollResult = 'empty';
      const take = passOn((job) => {
        came = 'jobs';
        onJob(job);
      });
      await gateway.activateJobs(subscription, poll, take).catch(failedPoll);
      wanted.onPoll(came);
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

/** @throws GatewayError when the gateway has no physical tenants, but one of them is set */
function subscriptionOf(
  { jobType, fetchVariable, name, jobTimeout, lease }: Wanted,
  tenants: readonly string[] | undefined,
  { physicalTenantId }: OpenedGateway,
  { version, leases, tenantFilter, physicalTenants }: Features,
): Subscription {
  if (physicalTenantId !== undefined && version !== '' && !physicalTenants)
    throw new GatewayError(
      'unclear',
      `DYNAMODB_WORKER_PHYSICAL_TENANTS needs Camunda 8.10, and the gateway is ${version}`,
    );
  return {
    type: jobType,
    worker: name,
    timeout: jobTimeout,
    fetchVariable,
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
  log.info(about, `The gateway is of version ${version}`);
  if (lease === 'on' && !leases)
    log.warn(about, 'DYNAMODB_WORKER_LEASE is on, but the gateway has no leases: jobs are handed back until it has');
}

/** Why a job that has come must not run here; undefined if it may. */
function whyRefused(job: ActivatedJob, { physicalTenantId }: OpenedGateway, { lease }: Wanted): string | undefined {
  if (lease === 'on' && job.jobLeaseToken === undefined)
    return 'The job came without a lease, but DYNAMODB_WORKER_LEASE is on. Another worker or a later try may get one.';
  if (physicalTenantId !== undefined && job.physicalTenantId !== physicalTenantId)
    return `The job is not one of the physical tenant ${physicalTenantId}, but came as if it were. Something before the gateway may drop the header Camunda-Physical-Tenant.`;
  return undefined;
}

/** Hands a job back, and says why. */
function refuse(gateway: Gateway, job: ActivatedJob, why: string, log: Logger): void {
  log.warn({ jobKey: job.key }, `A job is handed back. ${why}`);
  handBack(gateway, job, why, REFUSED_PAUSE_MS).catch((error: Error) => {
    log.warn({ jobKey: job.key, error: error.message }, 'A job could not be handed back');
  });
}
