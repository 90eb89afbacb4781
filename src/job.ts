import { decodeMap, type OutputFormat } from './attributes/decode.ts';
import type { Clients } from './clients.ts';
import { type Connection, type ConnectionPolicy, readConnection } from './connection.ts';
import { type CallObserver, jobCalls } from './dynamodb.ts';
import { bpmnErrorCodes, Failure, toFailure } from './errors.ts';
import { cutMessage, describeValue, type Fault, formatFaults } from './faults.ts';
import { isObject, type Json, type JsonObject, parseJson } from './json.ts';
import type { Mapping } from './mapping.ts';
import type { PreparedCall } from './operation.ts';
import { operationsById } from './operations/index.ts';
import { byClass, type Ending, endOfFailure, endOfResult, type Outcome } from './outcome.ts';
import { attributesDecoder } from './response.ts';
import { mask } from './secrets.ts';

/** The parts of a Zeebe job that decide what is done. JSON stays text until it is needed. */
export interface Job {
  readonly key: string;
  readonly retries: number;
  readonly variables: string;
  readonly customHeaders: string;
}

/** What all jobs of a worker share. */
export interface JobSettings {
  readonly clients: Clients;
  readonly policy: ConnectionPolicy;
  readonly mappingOf: (customHeaders: string) => Mapping;
  /** The largest result that a job may complete with, in bytes of JSON. */
  readonly maxResultBytes: number;
  /** Told of the calls of jobs that ask for it. */
  readonly debug: (job: Job, call: Parameters<CallObserver>[0]) => void;
}

/** The variables that a job is given; no others are fetched. */
export const fetchedVariables = ['authentication', 'configuration', 'input'];

/** The reason to abort a job's signal with when the worker stops. */
export const STOPPED = new Failure(
  'connection',
  'The worker was stopped before the job was done; the job is handed back.',
);

/** What is known of a job so far: for the message of a failure, and for what must not be in it. */
interface Progress {
  /** What was about to be done, like `getItem on the table orders`. */
  subject: string;
  outputFormat: OutputFormat;
  secrets: readonly string[];
  /** Whether AWS had done the operation. */
  done: boolean;
}

/**
 * Does one job and says how it ends. Never throws. When `signal` is aborted the work is cut off and the job has failed; with
 * the reason `STOPPED` it keeps its retries.
 */
export async function runJob(job: Job, settings: JobSettings, signal: AbortSignal): Promise<Outcome> {
  const progress: Progress = { subject: '', outputFormat: 'json', secrets: [], done: false };
  let mapping: Mapping | undefined;
  const ending = (): Ending => ({
    retries: job.retries,
    mapping,
    maxResultBytes: settings.maxResultBytes,
    errorVariable: (failure) => errorVariable(failure, progress),
  });
  try {
    mapping = settings.mappingOf(job.customHeaders);
    const result = await withinTimeout(mapping.jobTimeout, signal, (limited) =>
      perform(job, settings, limited, progress),
    );
    progress.done = true;
    return endOfResult(result, mapping, ending());
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure === STOPPED) return handedBack(job);
    return end(failure, ending());
  }
}

function end(failure: Failure, ending: Ending): Outcome {
  try {
    return endOfFailure(failure, ending);
  } catch (thrown) {
    return byClass(toFailure(thrown), ending);
  }
}

function handedBack({ retries }: Job): Outcome {
  return { kind: 'failed', message: STOPPED.message, retries, backoff: 0, variables: '{}' };
}

/** A timer of more milliseconds ends at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

async function withinTimeout<T>(
  milliseconds: number | undefined,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (milliseconds === undefined) return run(signal);
  const limit = new AbortController();
  const message = `not done within the jobTimeout of ${milliseconds / 1000} s, and cut off; it may have been done or not.`;
  const timer = setTimeout(
    () => limit.abort(new Failure('connection', message)),
    Math.min(milliseconds, LONGEST_TIMER),
  );
  try {
    return await run(AbortSignal.any([signal, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** Reads the job, asks DynamoDB, and gives `{action, status, response}`. */
async function perform(job: Job, settings: JobSettings, signal: AbortSignal, progress: Progress): Promise<JsonObject> {
  const { call, connection } = prepare(readVariables(job), settings.policy, progress);
  progress.outputFormat = call.outputFormat;
  const lease = settings.clients.lease(connection);
  try {
    const observe: CallObserver = ({ output, ...seen }) =>
      settings.debug(job, {
        ...seen,
        output: output instanceof Error ? mask(String(output), connection.secrets) : output,
      });
    const calls = jobCalls(lease.client, signal, call.debug ? observe : undefined);
    const response = await call.run(calls, attributesDecoder(call.outputFormat));
    response.ResponseMetadata = calls.metadata();
    return { action: call.action, status: 'OK', response };
  } finally {
    lease.release();
  }
}

function readVariables({ variables }: Job): JsonObject {
  try {
    const read = parseJson(variables);
    return isObject(read) ? read : {};
  } catch (error) {
    // The parser's message quotes the text, which may have keys in it.
    throw new Failure('configuration', 'The variables of the job are no JSON.', { cause: error });
  }
}

/** Checks everything that the job's variables say. @throws Failure with all faults at once */
function prepare(
  variables: JsonObject,
  policy: ConnectionPolicy,
  progress: Progress,
): { call: PreparedCall; connection: Connection } {
  const faults: Fault[] = [];
  const connection = readConnection(variables, policy, faults);
  progress.secrets = connection.secrets;
  const call = prepareCall(variables.input, progress, faults);
  if (call === undefined || faults.length > 0) throw new Failure('configuration', formatFaults(faults));
  return { call, connection };
}

function prepareCall(input: Json | undefined, progress: Progress, faults: Fault[]): PreparedCall | undefined {
  if (!isObject(input)) {
    faults.push({ path: ['input'], expected: 'an object with an operation and its fields', got: describeValue(input) });
    return undefined;
  }
  const selector =
    ['tableOperation', 'itemOperation', 'type'].find((name) => (input[name] ?? '') !== '') ?? 'itemOperation';
  const id = input[selector];
  const operation = typeof id === 'string' ? operationsById.get(id) : undefined;
  if (operation === undefined) {
    faults.push({
      path: ['input', selector],
      expected: `one of ${[...operationsById.keys()].join(', ')}`,
      got: describeValue(id),
    });
    return undefined;
  }
  progress.subject =
    typeof input.tableName === 'string' ? `${operation.id} on the table ${input.tableName}` : operation.id;
  const prepared = operation.prepare(input);
  if ('run' in prepared) return prepared;
  faults.push(...prepared);
  return undefined;
}

/** The process variable `error`, the same in every outcome. */
function errorVariable(failure: Failure, { subject, outputFormat, secrets, done }: Progress): JsonObject {
  const message = `${subject === '' ? '' : `${subject}: `}${failure.message}${done ? ' (The operation itself was done.)' : ''}`;
  return {
    code: bpmnErrorCodes[failure.class],
    type: failure.type ?? null,
    message: cutMessage(mask(message, secrets)),
    requestId: failure.requestId ?? null,
    retryable: failure.class === 'connection',
    item: failure.item === undefined ? null : decodeMap(failure.item, outputFormat),
    reasons: failure.reasons?.map((reason) => reasonAsJson(reason, outputFormat)) ?? null,
  };
}

/** A cancellation reason may have the current item; a throttling reason has none. */
function reasonAsJson(reason: Json, format: OutputFormat): Json {
  if (!isObject(reason) || !isObject(reason.Item)) return reason;
  return { ...reason, Item: decodeMap(reason.Item as unknown as Parameters<typeof decodeMap>[0], format) };
}
