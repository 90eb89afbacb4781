import { nextTurn } from '../async/slices.ts';
import type { OutputFormat } from '../attributes/decode.ts';
import { type Connection, type ConnectionPolicy, readConnection } from '../connection/connection.ts';
import { findSecrets } from '../connection/named-secrets.ts';
import type { SecretLookup } from '../connection/secrets.ts';
import { Failure } from '../failure/failure.ts';
import { addFaults, describeValue, type Fault, formatFaults } from '../failure/faults.ts';
import { toFailure } from '../failure/of-aws.ts';
import { labelFaults } from '../fields/labels.ts';
import { LimitError } from '../json/extent.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../json/json.ts';
import { OPERATION_LABEL, selectors } from '../operation/definition-faults.ts';
import type { Operation, PreparedCall } from '../operation/operation.ts';
import { callFaults, operationFaults } from '../policy/faults.ts';
import type { Policy } from '../policy/policy.ts';
import { taskVariables } from './task-variables.ts';
import type { Waiting } from './time-limit.ts';

/** The variables that a job is given. No others are fetched. */
export const fetchedVariables = taskVariables;

/** What a job's variables say. */
export interface ReadJob {
  /** What is to be done, like `getItem on the table orders`; empty if the variables do not say it. */
  readonly subject: string;
  /** The id of the operation; undefined if the variables do not name one that there is. */
  readonly operation: string | undefined;
  /** The names of the tables that the job is about, as far as the variables say them clearly. */
  readonly tables: readonly string[];
  /** Texts that no message may show. */
  readonly secrets: readonly string[];
  readonly outputFormat: OutputFormat;
  /** What to ask of DynamoDB, or why that cannot be asked. */
  readonly request: JobRequest | Failure;
}

/** A call, and the connection to make it with. */
export interface JobRequest {
  /** The id of the operation. */
  readonly operation: string;
  readonly call: PreparedCall;
  readonly connection: Connection;
}

/** If a job's variables have more characters than this, other jobs have their turn while they are read. */
const LARGE = 8_000;

/**
 * Reads a job's variables. Never rejects. If they are wrong, `request` is the Failure with everything that is wrong, and the
 * other members have what is known all the same.
 * @param wait waits for secrets that a source must be asked for first
 */
export async function readJob(
  text: string,
  operations: ReadonlyMap<string, Operation>,
  policy: Policy,
  wait: Waiting,
): Promise<ReadJob> {
  const about = { subject: '', operation: undefined as string | undefined, tables: [] as readonly string[] };
  let secrets: readonly string[] = [];
  try {
    const variables = readVariables(text);
    const isLarge = text.length > LARGE;
    if (isLarge) await nextTurn();
    const ofOperation: Fault[] = [];
    const chosen = readOperation(variables.input, operations, ofOperation);
    if (chosen !== undefined) tellOf(chosen, undefined, about);
    const found = findSecrets(variables, policy.secret);
    const secret = typeof found === 'function' ? found : await wait((signal) => found.ask(signal));
    const { connection, faults } = readParts(variables, { ...policy, secret }, ofOperation);
    secrets = connection.secrets;
    const call = chosen && (await prepareCall(chosen, { isLarge, policy, faults }));
    if (chosen !== undefined && call !== undefined) tellOf(chosen, call, about);
    if (chosen === undefined || call === undefined || faults.length > 0)
      throw new Failure('configuration', formatFaults(faults), { faults });
    const request = { operation: chosen.operation.id, call, connection };
    return { ...about, secrets, outputFormat: call.outputFormat, request };
  } catch (thrown) {
    return { ...about, secrets, outputFormat: 'json', request: toFailure(thrown) };
  }
}

/**
 * Checks variables as `readJob` does, with the secrets that are at hand. Gives what is wrong with them, one by one, or the request.
 * @throws Failure (execution) when a value is nested deeper than DynamoDB allows
 */
export async function checkVariables(
  variables: JsonObject,
  operations: ReadonlyMap<string, Operation>,
  policy: Policy,
): Promise<JobRequest | readonly Fault[]> {
  const ofOperation: Fault[] = [];
  const chosen = readOperation(variables.input, operations, ofOperation);
  const secret: SecretLookup = (name) => {
    const found = policy.secret(name);
    return typeof found === 'object' ? undefined : found;
  };
  const { connection, faults } = readParts(variables, { ...policy, secret }, ofOperation);
  const call = chosen && (await prepareCall(chosen, { isLarge: false, policy, faults }));
  if (chosen === undefined || call === undefined || faults.length > 0) return faults;
  return { operation: chosen.operation.id, call, connection };
}

/** Reads the connection. Gives it, and what is wrong with it and with the choice of the operation. */
function readParts(variables: JsonObject, policy: ConnectionPolicy, ofOperation: readonly Fault[]) {
  const faults: Fault[] = [];
  const connection = readConnection(variables, policy, faults);
  addFaults(faults, ofOperation);
  return { connection, faults };
}

/**
 * Reads the text of the variables.
 * @throws Failure (configuration) when it is no JSON, or has more than the limits allow
 */
function readVariables(text: string): JsonObject {
  try {
    const read = parseJson(text);
    return isObject(read) ? read : {};
  } catch (error) {
    // The parser's message quotes the text, which may contain keys.
    const said = error instanceof LimitError ? `have ${error.message}` : 'are no JSON';
    throw new Failure('configuration', `The variables of the job ${said}.`, { cause: error });
  }
}

interface ChosenOperation {
  readonly operation: Operation;
  /** Where the job names it. */
  readonly path: readonly PropertyKey[];
  readonly input: JsonObject;
}

function readOperation(
  input: Json | undefined,
  operations: ReadonlyMap<string, Operation>,
  faults: Fault[],
): ChosenOperation | undefined {
  if (!isObject(input)) {
    faults.push({ path: ['input'], expected: 'an object with an operation and its fields', got: describeValue(input) });
    return undefined;
  }
  const nulls = selectors.filter((name) => input[name] === null);
  for (const name of nulls) faults.push(selectorFault(name, null, operations));
  if (nulls.length > 0) return undefined;
  const selector =
    ['tableOperation', 'itemOperation', 'type'].find((name) => (input[name] ?? '') !== '') ?? 'itemOperation';
  const id = input[selector];
  const operation = typeof id === 'string' ? operations.get(id) : undefined;
  if (operation !== undefined) return { operation, path: ['input', selector], input };
  faults.push(selectorFault(selector, id, operations));
  return undefined;
}

function selectorFault(name: string, got: Json | undefined, operations: ReadonlyMap<string, Operation>): Fault {
  const choices = name === 'operationGroup' ? ['itemOperation', 'tableOperation'] : [...operations.keys()];
  const label = name === 'operationGroup' ? undefined : OPERATION_LABEL;
  return { path: ['input', name], label, expected: `one of ${choices.join(', ')}`, got: describeValue(got) };
}

/** How many tables of an operation a message names. */
const MAX_TABLES = 3;

/** Notes what is to be done. Only a call knows the tables of a batch, a transaction or a statement. */
function tellOf(
  { operation, input }: ChosenOperation,
  call: PreparedCall | undefined,
  about: { -readonly [Name in 'subject' | 'operation' | 'tables']: ReadJob[Name] },
): void {
  about.operation = operation.id;
  about.tables = tablesOf(operation, input, call);
  about.subject = subjectOf(operation.id, about.tables);
}

function tablesOf({ group }: Operation, { tableName }: JsonObject, call: PreparedCall | undefined): readonly string[] {
  if (typeof tableName === 'string' && tableName !== '') return [tableName];
  const named = group === 'itemOperation' ? (call?.touched.tables ?? []) : [];
  return [...new Set(named.flatMap((table) => ('name' in table ? [table.name] : [])))];
}

function subjectOf(id: string, tables: readonly string[]): string {
  if (tables.length === 0) return id;
  const told = tables.slice(0, MAX_TABLES).join(', ');
  const more = tables.length > MAX_TABLES ? ` and ${tables.length - MAX_TABLES} more` : '';
  return `${id} on the ${tables.length === 1 ? 'table' : 'tables'} ${told}${more}`;
}

/**
 * Checks the input, and also against the rules of the operator, before AWS is asked anything. Adds what is wrong to `faults`.
 * @throws Failure (execution) when a value is nested deeper than DynamoDB allows
 */
async function prepareCall(
  { operation, path, input }: ChosenOperation,
  { isLarge, policy, faults }: { isLarge: boolean; policy: Policy; faults: Fault[] },
): Promise<PreparedCall | undefined> {
  const refused = operationFaults(operation, path, policy);
  for (const fault of refused) faults.push({ ...fault, label: OPERATION_LABEL });
  if (refused.length > 0) return undefined;
  const prepared = isLarge ? await operation.prepareLarge(input) : operation.prepare(input);
  addFaults(faults, 'run' in prepared ? labelFaults(callFaults(prepared, policy), operation.fields) : prepared);
  return 'run' in prepared ? prepared : undefined;
}
