import type { OutputFormat } from '../attributes/decode.ts';
import { CHOSEN_CREDENTIAL, type Connection, readConnection } from '../connection/connection.ts';
import { Failure } from '../failure/failure.ts';
import { addFaults, describeValue, type Fault, formatFaults } from '../failure/faults.ts';
import { toFailure } from '../failure/of-aws.ts';
import { labelFaults } from '../fields/labels.ts';
import { isObject, type Json, type JsonObject, NestingError, parseJson } from '../json/json.ts';
import { OPERATION_LABEL, selectors } from '../operation/definition-faults.ts';
import type { Operation, PreparedCall } from '../operation/operation.ts';
import { callFaults, operationFaults } from '../policy/faults.ts';
import type { Policy } from '../policy/policy.ts';
import { taskVariables } from './task-variables.ts';

/** The variables that a job is given; no others are fetched. */
export const fetchedVariables = [...taskVariables, CHOSEN_CREDENTIAL];

/** What a job's variables say. */
export interface ReadJob {
  /** What is to be done, like `getItem on the table orders`; empty when the variables do not say it. */
  readonly subject: string;
  /** What must not be read in a message. */
  readonly secrets: readonly string[];
  readonly outputFormat: OutputFormat;
  /** What is asked of DynamoDB, or why that cannot be asked. */
  readonly request: JobRequest | Failure;
}

/** A call, and the connection that it is made with. */
export interface JobRequest {
  readonly call: PreparedCall;
  readonly connection: Connection;
}

/**
 * Reads a job's variables. Never throws: where they cannot be done, `request` is the Failure with everything that is wrong, and
 * the rest is what is known all the same.
 */
export function readJob(text: string, operations: ReadonlyMap<string, Operation>, policy: Policy): ReadJob {
  let subject = '';
  let secrets: readonly string[] = [];
  try {
    const variables = readVariables(text);
    const faults: Fault[] = [];
    const connection = readConnection(variables, policy, faults);
    secrets = connection.secrets;
    const chosen = readOperation(variables.input, operations, faults);
    if (chosen !== undefined) subject = subjectOf(chosen);
    const call = chosen && prepareCall(chosen, policy, faults);
    if (call === undefined || faults.length > 0) throw new Failure('configuration', formatFaults(faults));
    return { subject, secrets, outputFormat: call.outputFormat, request: { call, connection } };
  } catch (thrown) {
    return { subject, secrets, outputFormat: 'json', request: toFailure(thrown) };
  }
}

/** @throws Failure (configuration) when the text is no JSON */
function readVariables(text: string): JsonObject {
  try {
    const read = parseJson(text);
    return isObject(read) ? read : {};
  } catch (error) {
    // The parser's message quotes the text, which may have keys in it.
    const said = error instanceof NestingError ? `have ${error.message}` : 'are no JSON';
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

function subjectOf({ operation, input }: ChosenOperation): string {
  return typeof input.tableName === 'string' ? `${operation.id} on the table ${input.tableName}` : operation.id;
}

/**
 * Checks the input, and holds it against the rules of the operator: before AWS is asked anything.
 * @throws Failure (execution) when a value is nested deeper than DynamoDB allows
 */
function prepareCall(
  { operation, path, input }: ChosenOperation,
  policy: Policy,
  faults: Fault[],
): PreparedCall | undefined {
  const refused = operationFaults(operation, path, policy);
  for (const fault of refused) faults.push({ ...fault, label: OPERATION_LABEL });
  if (refused.length > 0) return undefined;
  const prepared = operation.prepare(input);
  addFaults(faults, 'run' in prepared ? labelFaults(callFaults(prepared, policy), operation.fields) : prepared);
  return 'run' in prepared ? prepared : undefined;
}
