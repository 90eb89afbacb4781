import type { Holding } from '../async/byte-budget.ts';
import { unlessAborted } from '../async/deadline.ts';
import type { Connection } from '../connection/connection.ts';
import { type Mask, maskOf } from '../connection/mask.ts';
import { readPlace } from '../connection/place.ts';
import { type Fault, formatFaults } from '../failure/faults.ts';
import { toFailure } from '../failure/of-aws.ts';
import { holdVariables, withMemory } from '../job/memory.ts';
import { withCalls } from '../job/perform.ts';
import { type EndedJob, handedBack, type Job, type JobSettings, STOPPED } from '../job/run-job.ts';
import { limitOf, waitingFor, withinTime } from '../job/time-limit.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../json/json.ts';
import { callFaults, operationFaults } from '../policy/faults.ts';
import type { Policy } from '../policy/policy.ts';
import { toException } from './aws-exceptions.ts';
import { type DialectVersion, inputException, JavaException } from './exceptions.ts';
import type { DialectHeaders } from './headers.ts';
import { applyJobTimeout, type Lock } from './job-timeout.ts';
import { endOf, type Found } from './outcome.ts';
import { outputVariables } from './output-variables.ts';
import { bindRequest, type DialectRequest } from './request.ts';
import { putInSecrets } from './secrets.ts';

/** What all jobs of the dialect share. */
interface DialectSettings {
  readonly version: DialectVersion;
  readonly headersOf: (customHeaders: string) => DialectHeaders;
}

/** A job under way. */
interface Running {
  readonly job: Job;
  readonly settings: JobSettings;
  readonly dialect: DialectSettings;
  readonly lock: Lock;
  readonly memory: () => Holding;
  readonly signal: AbortSignal;
  /** What is known of it so far. */
  readonly notes: Notes;
}

interface Notes {
  operation: string | undefined;
  tables: readonly string[];
  secrets: readonly string[];
  region: string | undefined;
  position: Json;
  done: boolean;
}

/**
 * Does one job as Camunda's DynamoDB connector and the runtime around it would, and gives how it ends. Never rejects. When `signal`
 * aborts, the work is cut off and the job fails. If the reason is `STOPPED`, the job keeps its retries.
 * @param lock locks the job for another time
 */
export function runDialectJob(
  job: Job,
  settings: JobSettings,
  dialect: DialectSettings,
  lock: Lock,
  signal: AbortSignal,
): Promise<EndedJob> {
  const notes: Notes = {
    operation: undefined,
    tables: [],
    secrets: settings.secrets,
    region: undefined,
    position: null,
    done: false,
  };
  return withMemory(settings.memory, (memory) => run({ job, settings, dialect, lock, memory, signal, notes }));
}

async function run(running: Running): Promise<EndedJob> {
  const { job, settings, dialect, notes } = running;
  const { version } = dialect;
  const headers = dialect.headersOf(job.customHeaders);
  const found = await find(running, headers).catch((thrown: unknown) =>
    thrown === STOPPED ? STOPPED : toException(thrown, version),
  );
  const mask = maskOf(notes.secrets);
  const about = {
    operation: notes.operation,
    get tables() {
      return notes.tables.map((table) => mask(table));
    },
    region: notes.region && mask(notes.region),
  };
  if (found === STOPPED) return { ...about, ...handedBack(job), isHandedBack: true };
  const { maxResultBytes } = settings;
  const { outcome, failure } = endOf(found as Found, headers, { retries: job.retries, mask, maxResultBytes, version });
  return Object.assign(about, { outcome, failure: failure && aboutFailure(failure, mask), isHandedBack: false });
}

/** What metrics and the log say of a failure: AWS's name of it if it is AWS's, else that of the class. */
function aboutFailure({ cause, type: javaClass, isInput }: JavaException, mask: Mask): EndedJob['failure'] {
  const about = cause === undefined ? undefined : toFailure(cause);
  const { type = javaClass.slice(javaClass.lastIndexOf('.') + 1), requestId } = about ?? {};
  const usual = isInput ? 'configuration' : 'execution';
  return { class: about?.class ?? usual, type: mask(type), requestId: requestId && mask(requestId) };
}

/**
 * Does what a job asks for.
 * @throws JavaException, Failure, what the SDK throws; `STOPPED`
 */
async function find(running: Running, headers: DialectHeaders): Promise<Found> {
  const { job, settings, dialect, lock, memory, signal, notes } = running;
  if (headers.retryBackoffMs instanceof JavaException) throw headers.retryBackoffMs;
  if (headers.jobTimeoutMs !== undefined) await unlessAborted(applyJobTimeout(headers.jobTimeoutMs, lock), signal);
  const limit = limitOf(undefined, settings.maxJobTime);
  await holdVariables(job.variables, memory, waitingFor('memory', limit, signal));
  const { text, secrets } = await putInSecrets(
    job.variables,
    settings.policy,
    waitingFor('its secrets', limit, signal),
  );
  notes.secrets = [...secrets, ...settings.secrets];
  const request = bindRequest(readVariables(text), {
    version: dialect.version,
    allowsDefaultCredentials: settings.policy.allowsDefaultCredentials,
  });
  const { operation, call } = request;
  notes.operation = operation.id;
  notes.tables = [call.tableName];
  const keys = keysOf(request);
  notes.secrets = [...keys, ...notes.secrets];
  const connection = { ...connectionOf(request, settings.policy), secrets: keys };
  const run = Object.assign(notes, { mask: maskOf(notes.secrets) });
  const headersOfAnswers = new WeakMap<object, readonly string[]>();
  const result = await withinTime(limit, signal, (work) =>
    withCalls(
      connection,
      { job, run, settings, memory, ...work },
      {
        operation: operation.id,
        hide: secrets.length > 0 ? run.mask : undefined,
        onHeaders: (answer, rawHeaders) => void headersOfAnswers.set(answer, rawHeaders),
      },
      (calls) => {
        const rawHeaders = (answer: object) => headersOfAnswers.get(answer) ?? [];
        return call.run({ ...calls, rawHeaders });
      },
    ),
  );
  notes.done = true;
  const output = outputVariables(headers, result, {
    maxResultBytes: settings.maxResultBytes,
    version: dialect.version,
    mask: run.mask,
  });
  return { result, output };
}

/** @throws JavaException (ConnectorInputException) when the text is no JSON object */
function readVariables(text: string): JsonObject {
  try {
    const read = parseJson(text);
    if (isObject(read)) return read;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw inputException('This is not a JSON object');
}

/**
 * Gives the connection that a job asks for, if the operator allows it and what is to be done with it.
 * @throws JavaException (ConnectorInputException) that says what is not allowed
 */
function connectionOf(
  { operation, call, authentication, region, endpoint }: DialectRequest,
  policy: Policy,
): Omit<Connection, 'secrets'> {
  const faults: Fault[] = [];
  const given = { ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) };
  const place = readPlace(given, policy, faults);
  const tables = [{ path: ['input', 'tableName'], name: call.tableName }];
  const touched = { writes: operation.writes, tables, regions: [] };
  faults.push(...operationFaults(operation, ['input'], policy), ...callFaults({ touched, debug: false }, policy));
  if (faults.length > 0) throw inputException(formatFaults(faults));
  return { authentication, ...place };
}

/** The keys of a job that brings its own: no message may show them. */
function keysOf({ authentication }: DialectRequest): readonly string[] {
  return authentication.type === 'credentials' ? [authentication.accessKey, authentication.secretKey] : [];
}
