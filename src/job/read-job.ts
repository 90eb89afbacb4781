import { CHOSEN_CREDENTIAL, type Connection, readConnection } from '../connection/connection.ts';
import { Failure } from '../failure/failure.ts';
import { describeValue, type Fault, formatFaults } from '../failure/faults.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../json/json.ts';
import type { PreparedCall } from '../operation/operation.ts';
import { operationsById } from '../operations/index.ts';
import { callFaults, operationFaults } from '../policy/faults.ts';
import type { Policy } from '../policy/policy.ts';
import type { Progress } from './error-variable.ts';

/** The variables that a job is given; no others are fetched. */
export const fetchedVariables = ['authentication', 'configuration', 'input', CHOSEN_CREDENTIAL];

/**
 * Reads a job's variables: which call it wants, of which connection.
 * @throws Failure (configuration) with everything that is wrong
 */
export function prepare(
  text: string,
  policy: Policy,
  progress: Progress,
): { call: PreparedCall; connection: Connection } {
  const variables = readVariables(text);
  const faults: Fault[] = [];
  const connection = readConnection(variables, policy, faults);
  progress.secrets = connection.secrets;
  const call = prepareCall(variables.input, policy, progress, faults);
  if (call === undefined || faults.length > 0) throw new Failure('configuration', formatFaults(faults));
  return { call, connection };
}

function prepareCall(
  input: Json | undefined,
  policy: Policy,
  progress: Progress,
  faults: Fault[],
): PreparedCall | undefined {
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
  const refused = operationFaults(operation, ['input', selector], policy);
  if (refused.length > 0) {
    faults.push(...refused);
    return undefined;
  }
  const prepared = operation.prepare(input);
  faults.push(...('run' in prepared ? callFaults(prepared, policy) : prepared));
  return 'run' in prepared ? prepared : undefined;
}

function readVariables(text: string): JsonObject {
  try {
    const read = parseJson(text);
    return isObject(read) ? read : {};
  } catch (error) {
    // The parser's message quotes the text, which may have keys in it.
    throw new Failure('configuration', 'The variables of the job are no JSON.', { cause: error });
  }
}
