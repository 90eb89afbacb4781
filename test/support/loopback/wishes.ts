import { status } from '@grpc/grpc-js';
import { DEFAULT_TENANT } from './blank-job.ts';
import type { ActivatedJob, Caller, JobsRequest, Refusal, Terms } from './contract.ts';
import { fetchVariables } from './variables.ts';
import type { Version } from './version.ts';

/** The jobs that a poll or a stream wants, as this gateway understands it. */
export interface Wish extends Terms {
  type: string;
  tenantIds: readonly string[];
  physicalTenantId: string;
  fetchVariable: readonly string[];
}

interface WishOptions {
  version: Version;
  /** The tenants that the worker may have jobs of; undefined: any, and those it is assigned to are the default one. */
  assignedTenants: readonly string[] | undefined;
}

/** Reads what polls and streams ask for. An engine does not see what later versions have brought. */
export function createWishes({ version, assignedTenants }: WishOptions) {
  return (request: JobsRequest, { physicalTenantId }: Caller): Wish | Refusal => {
    const { type, worker, timeout, fetchVariable } = request;
    if (type === '') return invalid('type to be present, but it was blank');
    if (Number(timeout) < 1) return invalid(`timeout to be greater than zero, but it was ${timeout}`);
    const isAssigned = version.has('8.9') && request.tenantFilter === 'ASSIGNED';
    const tenantIds = isAssigned ? (assignedTenants ?? [DEFAULT_TENANT]) : request.tenantIds;
    const foreign = tenantIds.filter((id) => !(assignedTenants ?? tenantIds).includes(id));
    if (foreign.length > 0) return unauthorized(foreign, assignedTenants ?? []);
    return {
      type,
      worker,
      fetchVariable,
      physicalTenantId,
      lockMs: Number(timeout),
      withLease: version.has('8.10') && request.withLease,
      tenantIds: tenantIds.length > 0 || isAssigned ? tenantIds : [DEFAULT_TENANT],
    };
  };
}

export function invalid(expected: string): Refusal {
  return { code: status.INVALID_ARGUMENT, details: `Expected to activate jobs with ${expected}` };
}

function unauthorized(tenants: readonly string[], assigned: readonly string[]): Refusal {
  const wanted = `Expected to activate job batch for tenants '[${tenants.join(', ')}]', but user is not authorized`;
  return {
    code: status.PERMISSION_DENIED,
    details: `Command 'ACTIVATE' rejected with code 'UNAUTHORIZED': ${wanted}. Authorized tenants are '[${assigned.join(', ')}]'`,
    rest: { status: 401, title: 'UNAUTHORIZED' },
  };
}

/** A job with the variables that were asked for. */
export function sentJob(job: ActivatedJob, { fetchVariable }: Pick<Wish, 'fetchVariable'>): ActivatedJob {
  if (fetchVariable.length === 0) return job;
  return { ...job, variables: fetchVariables(job.variables, fetchVariable) };
}
