import { maskJson } from '../connection/mask.ts';
import { type ClientParts, type ClientSettings, type Clients, keepClients } from '../dynamodb/clients.ts';
import { keepHeaders } from '../job/headers.ts';
import type { Job, JobSettings } from '../job/run-job.ts';
import { cutJson } from '../json/cut.ts';
import type { Json } from '../json/json.ts';
import type { Operation } from '../operation/operation.ts';
import { MAX_SEGMENTS_AT_ONCE } from '../pages/read-segments.ts';
import { type Policy, type PolicyParts, policyOf } from '../policy/policy.ts';
import { rulesFor } from './config.ts';
import type { Config } from './settings.ts';

/** AWS's settings of the process. */
export interface AwsSettings {
  /** How often one AWS call is tried. If undefined, AWS's own settings decide. */
  readonly maxAttempts: number | undefined;
  /** The environment variables, for AWS's own settings. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What jobs need beside the worker's own settings. */
export interface JobParts {
  /** The operations that jobs may ask for, by their ids. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly clients: Clients;
  readonly policies: Policies;
  /** Texts of the worker's own settings that no message may show. */
  readonly secrets: readonly string[];
  /** Is told of the calls of jobs that ask for it, each as JSON that is cut short and shows no secret of the job. */
  readonly debug: (job: Job, call: object) => void;
  /** Is told of each answer of DynamoDB to a job. */
  readonly onAnswer?: JobSettings['onAnswer'];
  /** The memory that all jobs share. */
  readonly memory: JobSettings['memory'];
}

/** The tenant that a job is of. */
interface OfTenant {
  readonly tenantId: string;
  readonly physicalTenantId?: string | undefined;
}

/** Calls to AWS that take longer are cut off. The SDK tries them again. */
export const AWS_LIMITS = { connectTimeout: 3_000, requestTimeout: 30_000 };
/** How much is told of one call of a job with `debug`. */
const MAX_DEBUG_BYTES = 16 * 1024;
/** How many connections are kept while no job uses them. */
const MAX_CLIENTS = 100;

/**
 * Makes the clients of a worker. Each may open a socket for every call that jobs can make at the same time, because a request
 * that waits for a socket could time out.
 * @param watched is told of what happens
 * @param change may put something else in the place of the way to AWS, or of the sources of credentials
 */
export function workerClients(
  config: Config,
  aws: AwsSettings,
  watched: Pick<ClientSettings, 'onRenewalFailure' | 'onRequest' | 'onAsked' | 'wrapCall'>,
  change?: (parts: ClientParts) => ClientParts,
): Clients {
  const settings = {
    ...aws,
    ...watched,
    maxSockets: config.maxJobs * MAX_SEGMENTS_AT_ONCE,
    maxKept: MAX_CLIENTS,
    ...AWS_LIMITS,
  };
  return keepClients(settings, change);
}

/** Makes what all jobs of a worker share. Gives a function that adds the policy for the jobs of a tenant. */
export function jobSettingsFor(config: Config, parts: JobParts): (job: OfTenant) => JobSettings {
  const { operations, clients, policies, secrets, debug, onAnswer, memory } = parts;
  const settings: Omit<JobSettings, 'policy'> = {
    operations,
    clients,
    headersOf: keepHeaders(),
    memory,
    secrets,
    maxResultBytes: config.maxResultBytes,
    maxJobTime: config.maxJobTime,
    onAnswer,
    asksForCapacity: config.capacityMetrics,
    debug: (job, call, mask) => debug(job, maskJson(cutJson(call, MAX_DEBUG_BYTES) as Json, mask) as object),
  };
  return (job) => ({ ...settings, policy: policies.of(job) });
}

/** What the operator allows jobs. */
export interface Policies {
  /** Gives the policy for the jobs of a tenant, as it is now. */
  of(job: OfTenant): Policy;
  /** Puts the rules of other settings in the place of those that there are. Policies that were given before stay as they are. */
  replace(config: Config): void;
}

/** What policies need beside the rules. */
interface PoliciesParts extends Omit<PolicyParts, 'tokenFile'> {
  readonly aws: Pick<AwsSettings, 'variables'>;
}

/** Makes the policies that the settings have. */
export function keepPolicies(config: Config, { aws, ...secrets }: PoliciesParts): Policies {
  const parts = { ...secrets, tokenFile: aws.variables.AWS_WEB_IDENTITY_TOKEN_FILE };
  const policiesOf = (config: Config) => ({
    general: policyOf(config, parts),
    ofTenants: new Map([...config.tenantRules.keys()].map((id) => [id, policyOf(rulesFor(config, id), parts)])),
  });
  let policies = policiesOf(config);
  return {
    of: ({ tenantId, physicalTenantId }) => policies.ofTenants.get(physicalTenantId ?? tenantId) ?? policies.general,
    replace(config) {
      policies = policiesOf(config);
    },
  };
}
