import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { isNothingSetUp } from '../credentials/chain.ts';
import type { Clients } from '../dynamodb/clients.ts';
import type { Failure } from '../failure/failure.ts';
import { isRegionMissing, toFailure } from '../failure/of-aws.ts';
import type { Rules } from '../policy/policy.ts';
import type { Secrets } from '../secrets/in-order.ts';
import { featuresOf } from '../zeebe/features.ts';
import type { Gateway } from '../zeebe/gateway.ts';
import type { LeaseSetting } from './settings.ts';
import type { OpenedGateway } from './sources.ts';

/** What one try of a connection showed: whether it works, and a text that says so. */
interface Finding {
  readonly ok: boolean;
  readonly text: string;
}

/** A gateway, and what of it is asked. */
interface AskedGateway extends Pick<OpenedGateway, 'physicalTenantId'> {
  readonly gateway: Pick<Gateway, 'topology' | 'mayTakeJobs'>;
}

/** What the texts say of a gateway. */
interface Asked {
  /** Where the gateway is. */
  readonly address: string;
  readonly jobType: string;
  /** If undefined, the tenants to which the worker is assigned. */
  readonly tenantIds: readonly string[] | undefined;
  readonly lease: LeaseSetting;
}

/**
 * Asks the gateway for its version, and for what the worker may do. A worker that lacks the permission is told nothing by the
 * gateway: there just are no jobs. Never rejects.
 */
export async function checkGateway({ gateway, physicalTenantId }: AskedGateway, asked: Asked): Promise<Finding> {
  const where =
    physicalTenantId === undefined ? asked.address : `${asked.address}, physical tenant ${physicalTenantId},`;
  try {
    const { gatewayVersion } = await gateway.topology();
    const mayTakeJobs = await gateway.mayTakeJobs();
    const faults = [];
    if (asked.lease === 'on' && !featuresOf(gatewayVersion).leases) faults.push(NO_LEASES);
    if (mayTakeJobs === false) faults.push(`has no permission for any: it needs ${PERMISSION}`);
    const answers = `Zeebe ${gatewayVersion} at ${where} answers. The worker takes jobs of ${wantedJobs(asked, gatewayVersion)}`;
    if (faults.length > 0) return { ok: false, text: `${answers}, but ${faults.join('; and ')}` };
    return {
      ok: true,
      text: mayTakeJobs ? `${answers}, and has the permission` : `${answers}; it needs ${PERMISSION}`,
    };
  } catch (error) {
    return { ok: false, text: `Zeebe at ${where} does not answer: ${(error as Error).message}` };
  }
}

/** https://docs.camunda.io/docs/components/concepts/access-control/authorizations/ */
const PERMISSION = 'the permission UPDATE_PROCESS_INSTANCE on the process definitions, where authorizations are on';

const NO_LEASES =
  'hands each of them back: DYNAMODB_WORKER_LEASE is on, and leases came with Camunda 8.10. Set it to auto, or upgrade the gateway';

function wantedJobs({ jobType, tenantIds }: Asked, version: string): string {
  const assigned = featuresOf(version).tenantFilter ? 'the tenants that it is assigned to' : 'the tenant <default>';
  return `the type ${jobType} of ${tenantIds === undefined ? assigned : `the tenants ${tenantIds.join(', ')}`}`;
}

/**
 * Calls DynamoDB once, with the AWS settings beside the worker. Missing credentials or a missing region are fine, because a job
 * may bring its own. Credentials or a region that cannot be used are not. A refusal is fine, because it shows that DynamoDB can be
 * reached. Never rejects.
 */
export async function checkDynamoDb(clients: Clients): Promise<Finding> {
  const lease = clients.lease({
    authentication: { type: 'defaultCredentialsChain' },
    region: undefined,
    endpoint: undefined,
    secrets: [],
  });
  const { signal } = new AbortController();
  try {
    // The credentials come first, so that they are tried even if the region is missing.
    await lease.signIn(signal);
    await lease.send(new ListTablesCommand({ Limit: 1 }), { signal });
    return { ok: true, text: 'DynamoDB answers with the AWS settings beside the worker' };
  } catch (error) {
    return told(toFailure(error));
  } finally {
    lease.release();
  }
}

/** The name of a secret that nobody has: whoever is asked for it shows that he can be asked. */
const NO_SECRET = 'camunda-dynamodb-worker-check';

/**
 * Looks for a secret once in each place of secrets: for one that jobs may name, if the rules name one in full. Never rejects.
 */
export async function checkSecrets(
  { stores }: Secrets,
  { allowSecrets }: Pick<Rules, 'allowSecrets'>,
): Promise<Finding[]> {
  const name = allowSecrets.find((pattern) => !pattern.includes('*')) ?? NO_SECRET;
  return Promise.all(
    stores.map(async (store) => {
      try {
        return { ok: true, text: await store.check(name) };
      } catch (error) {
        return { ok: false, text: `${store.name}: ${(error as Error).message}` };
      }
    }),
  );
}

function told(failure: Failure): Finding {
  if (isNothingSetUp(failure) || (failure.cause instanceof Error && isRegionMissing(failure.cause)))
    return { ok: true, text: `Jobs must bring their own AWS settings. ${failure.message}` };
  if (failure.type === 'AccessDeniedException')
    return { ok: true, text: `DynamoDB answers, but does not let the worker list tables. ${failure.message}` };
  return { ok: false, text: `DynamoDB: ${failure.message}` };
}
