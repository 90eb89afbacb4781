import { randomUUID } from 'node:crypto';
import { describeKind, describeValue, type Fault, formatFaults } from '../../failure/faults.ts';
import { fetchedVariables } from '../../job/read-job.ts';
import type { Job } from '../../job/run-job.ts';
import { isObject, type Json, type JsonObject, parseJson, stringifyJson } from '../../json/json.ts';
import { WrongUse } from '../command.ts';

/** A job of a file. */
export interface FileJob extends Job {
  readonly tenantId: string;
}

/** How a job looks, as messages say it. */
const A_JOB =
  '{"variables": {"authentication": …, "configuration": …, "input": …}, "customHeaders": {…}, "retries": 3}, or its variables alone';

/** What Zeebe says of a job beside what is read here: it may be there, and does not count. */
const BESIDE = new Set([
  'bpmnProcessId',
  'deadline',
  'elementId',
  'elementInstanceKey',
  'kind',
  'leaseToken',
  'listenerEventType',
  'priority',
  'processDefinitionId',
  'processDefinitionKey',
  'processDefinitionVersion',
  'processInstanceKey',
  'rootProcessInstanceKey',
  'state',
  'tags',
  'type',
  'userTask',
  'worker',
]);
const READ = ['variables', 'customHeaders', 'retries', 'tenantId', 'physicalTenantId', 'key', 'jobKey'];

/** The tries that Zeebe gives a task that says nothing of them. */
const RETRIES = 3;
const DEFAULT_TENANT = '<default>';

/**
 * Reads a job as Zeebe gives it, or its variables alone. Variables and headers may also be texts of JSON, as some tools show them.
 * A job without a key gets a new one, because a key is the same only for the same job.
 * @param file its name, for messages
 * @throws WrongUse that says what was expected where, and what came
 */
export function readJobFile(text: string, file: string): FileJob {
  const given = parsed(text, file);
  if (!isObject(given)) throw new WrongUse(`${file}: expected ${A_JOB}; got ${describeKind(given)}`);
  const job = isJob(given, file) ? given : { variables: given };
  const faults: Fault[] = [];
  const read = {
    variables: stringifyJson(objectIn(job, 'variables', faults)),
    customHeaders: stringifyJson(headersIn(job, faults)),
    retries: retriesIn(job, faults),
    tenantId: textIn(job, 'tenantId', faults) ?? DEFAULT_TENANT,
    physicalTenantId: textIn(job, 'physicalTenantId', faults),
    key: keyIn(job, faults) ?? randomUUID(),
  };
  for (const name of Object.keys(job)) {
    if (READ.includes(name) || BESIDE.has(name)) continue;
    const expected = `one of ${READ.join(', ')}, or another member that Zeebe gives a job`;
    faults.push({ path: [name], expected, got: 'a member that no job has' });
  }
  if (faults.length > 0) throw new WrongUse(`${file}: ${formatFaults(faults)}`);
  return read;
}

function parsed(text: string, file: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new WrongUse(`${file}: expected ${A_JOB}; got what is no JSON: ${error.message}`, { cause: error });
  }
}

/**
 * Whether an object is a job, and not its variables alone.
 * @throws WrongUse when it can be neither
 */
function isJob(given: JsonObject, file: string): boolean {
  if ('variables' in given) return true;
  if (fetchedVariables.some((name) => name in given)) return false;
  const names = Object.keys(given);
  const got = names.length === 0 ? 'an empty object' : `an object with ${names.slice(0, 10).join(', ')}`;
  throw new WrongUse(`${file}: expected ${A_JOB}; got ${got}`);
}

function objectIn(job: JsonObject, name: string, faults: Fault[]): JsonObject {
  const given = job[name] ?? {};
  const value = typeof given === 'string' ? jsonOf(given) : given;
  if (isObject(value)) return value;
  faults.push({ path: [name], expected: 'an object, or a text of JSON with one', got: describeKind(given) });
  return {};
}

function jsonOf(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function headersIn(job: JsonObject, faults: Fault[]): JsonObject {
  const headers = objectIn(job, 'customHeaders', faults);
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') continue;
    faults.push({ path: ['customHeaders', name], expected: 'a text, as each header is', got: describeValue(value) });
  }
  return headers;
}

function retriesIn({ retries = RETRIES }: JsonObject, faults: Fault[]): number {
  if (typeof retries === 'number' && Number.isInteger(retries) && retries > 0) return retries;
  faults.push({ path: ['retries'], expected: 'a whole number from 1 on', got: describeValue(retries) });
  return RETRIES;
}

function textIn(job: JsonObject, name: string, faults: Fault[]): string | undefined {
  const value = job[name] ?? undefined;
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  faults.push({ path: [name], expected: 'a text', got: describeValue(value) });
  return undefined;
}

/** Gives the key, which Zeebe writes as a number or, by REST, as a text. */
function keyIn(job: JsonObject, faults: Fault[]): string | undefined {
  const name = 'jobKey' in job ? 'jobKey' : 'key';
  const value = job[name];
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : stringifyJson(value);
  if (/^[1-9]\d{0,18}$/.test(text)) return text;
  faults.push({ path: [name], expected: 'the key of a job, a whole number', got: describeValue(value) });
  return undefined;
}
