import { type ClientSettings, keepClients } from '../../src/dynamodb/clients.ts';
import { keepHeaders, type TaskHeaders } from '../../src/job/headers.ts';
import { memoryOfJobs } from '../../src/job/memory.ts';
import type { Outcome } from '../../src/job/outcome.ts';
import { type EndedJob, type JobSettings, runJob } from '../../src/job/run-job.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { operationsById } from '../../src/operations/index.ts';
import { type Policy, policyOf } from '../../src/policy/policy.ts';
import { readConfig } from '../../src/worker/config.ts';

/** What a test may say of a job; the rest is that of a first try without headers. */
export interface JobWords {
  readonly key?: string;
  readonly physicalTenantId?: string;
  readonly headers?: Record<string, string>;
  readonly retries?: number;
  readonly signal?: AbortSignal;
  readonly settings?: JobSettings;
}

/** The settings of a worker that lets jobs name any endpoint, and tries a call once. */
export function jobSettings(settings: Partial<JobSettings> = {}): JobSettings {
  return {
    operations: operationsById,
    clients: settings.clients ?? keepClients({ ...clientSettings, maxAttempts: 1 }),
    policy: anything,
    headersOf: settings.headersOf ?? keepHeaders(),
    secrets: [],
    maxResultBytes: 1_572_864,
    memory: memoryOfJobs({ maxJobs: 32, maxResultBytes: 1_572_864 }),
    maxJobTime: 3_600_000,
    debug: () => {},
    asksForCapacity: false,
    ...settings,
  };
}

/** A policy that lets jobs name anything, and has no secrets. */
export const anything: Policy = {
  ...policyOf(readConfig({}), { secret: () => undefined, tokenFile: undefined }),
  allowsEndpoint: () => true,
  allowsTokenFile: () => true,
};

export const clientSettings: ClientSettings = {
  maxSockets: 32,
  maxKept: 10,
  maxAttempts: undefined,
  connectTimeout: 3_000,
  requestTimeout: 30_000,
  variables: process.env,
  onRenewalFailure: () => {},
};

/** A job as an engine gives it, but for its variables. */
export const activatedJob = {
  key: '2251799813685260',
  type: 'aws-dynamodb:1',
  processInstanceKey: '2251799813685250',
  bpmnProcessId: 'order',
  processDefinitionVersion: 7,
  elementId: 'read-order',
  elementInstanceKey: '2251799813685259',
  retries: 3,
  customHeaders: '{"resultVariable":"result"}',
  tenantId: '<default>',
  tags: [],
  priority: 0,
};

/** The variables of a job for a database of the test. */
export function variablesFor(endpoint: string, input: object): JsonObject {
  return {
    authentication: { type: 'credentials', accessKey: 'accessKeyOfTest', secretKey: 'secretKeyOfTest' },
    configuration: { region: 'eu-central-1', endpoint },
    input: input as JsonObject,
  };
}

const readHeaders = keepHeaders();

/** What task headers say. Throws the failure of headers that cannot be used. */
export function headersOf(headers: object): TaskHeaders {
  const read = readHeaders(JSON.stringify(headers));
  if (read.failure !== undefined) throw read.failure;
  return read;
}

/** Runs a job whose variables are JSON values, or their text. */
export async function runVariables(variables: object | string, words: JobWords = {}): Promise<Outcome> {
  return (await endedJob(variables, words)).outcome;
}

/** Runs a job whose variables are JSON values, or their text. Gives all that is known of its end. */
export function endedJob(variables: object | string, words: JobWords = {}): Promise<EndedJob> {
  const { key = '1', headers = {}, retries = 3, settings = shared, signal = new AbortController().signal } = words;
  const job = {
    key,
    physicalTenantId: words.physicalTenantId,
    retries,
    variables: typeof variables === 'string' ? variables : JSON.stringify(variables),
    customHeaders: JSON.stringify(headers),
  };
  return runJob(job, settings, signal);
}

/** Runs a job with this input on a database of the test. */
export function runInput(endpoint: string, input: object, words: JobWords = {}): Promise<Outcome> {
  return runVariables(variablesFor(endpoint, input), words);
}

/** The variable `error` of an outcome. */
export function errorOf(outcome: Outcome): JsonObject {
  return JSON.parse(outcome.variables).error;
}

/** Asks a database through jobs: gives the result of each, or throws the variable `error`. */
export function resultsOf(endpoint: string, words: JobWords = {}) {
  return async (input: object) => {
    const outcome = await runInput(endpoint, input, { headers: { resultVariable: 'result' }, ...words });
    if (outcome.kind !== 'completed') throw errorOf(outcome);
    return JSON.parse(outcome.variables).result;
  };
}

const shared = jobSettings();
