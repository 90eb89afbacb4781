import { type Mask, mask, maskOf } from '../../connection/mask.ts';
import type { ClientParts } from '../../dynamodb/clients.ts';
import { memoryOfJobs } from '../../job/memory.ts';
import { readJob } from '../../job/read-job.ts';
import type { JobSettings } from '../../job/run-job.ts';
import { isObject, type JsonObject, parseJson } from '../../json/json.ts';
import type { Secrets } from '../../secrets/in-order.ts';
import { jobSettingsFor, keepPolicies, workerClients } from '../../worker/job-settings.ts';
import type { ReadSettings } from '../../worker/open.ts';
import type { Surroundings } from '../command.ts';
import type { ExplainedJob } from './explain.ts';
import type { FileJob } from './job-file.ts';

/** A job to do, and what there is for it. */
export interface GivenJob extends ReadSettings {
  readonly env: Surroundings['env'];
  readonly job: FileJob;
  readonly surroundings: Surroundings;
}

/** How it is told. */
export interface Style {
  readonly explains: boolean;
  readonly asJson: boolean;
}

/**
 * Makes the settings that a worker would have for a job. They must be closed.
 * @param jobSecrets the secrets that the job may have. They are closed, too
 */
export function openJob(
  { config, operations, aws, secrets, job, surroundings }: GivenJob,
  jobSecrets: Secrets,
  change: (parts: ClientParts) => ClientParts,
): { readonly settings: JobSettings; close(): void } {
  const warn = (text: string) => surroundings.warn(mask(text, secrets));
  const clients = workerClients(config, aws, { onRenewalFailure: ({ message }) => warn(message) }, change);
  const settingsFor = jobSettingsFor(config, {
    operations,
    clients,
    policies: keepPolicies(config, { secret: jobSecrets.find, secretPlaces: jobSecrets.placesOf, aws }),
    secrets,
    memory: memoryOfJobs(config),
    debug: (_job, call) => warn(`DynamoDB was called: ${JSON.stringify(call)}`),
  });
  return {
    settings: settingsFor(job),
    close() {
      clients.close();
      jobSecrets.close();
    },
  };
}

/** Finds what a job is about, as far as its variables say it. */
export function aboutJob({ job, operations }: GivenJob): ExplainedJob {
  const { input } = parseJson(job.variables) as JsonObject;
  if (!isObject(input)) return { operation: undefined, input: {} };
  const id = [input.tableOperation, input.itemOperation, input.type].find((name) => (name ?? '') !== '');
  return { operation: typeof id === 'string' ? operations.get(id) : undefined, input };
}

/** Makes the mask that the worker has for a job: it hides the job's secrets, and those of the worker's own settings. */
export async function maskFor({ job, secrets }: GivenJob, { operations, policy }: JobSettings): Promise<Mask> {
  const read = await readJob(job.variables, operations, policy, (work) => work(new AbortController().signal));
  return maskOf([...read.secrets, ...secrets]);
}
