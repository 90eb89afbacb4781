import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { NOT_NULL } from './bind.ts';
import { type DialectVersion, ILLEGAL_ARGUMENT, inputException, JavaException } from './exceptions.ts';
import { numberText } from './java-numbers.ts';
import { isBlank } from './java-text.ts';
import { dialectOperations } from './operations/index.ts';
import type { DialectCall, DialectOperation, Violation } from './operations/operation.ts';
import { type BindSettings, bindSigning, type DialectAuthentication } from './signing.ts';

/** What the variables of a job ask for. */
export interface DialectRequest {
  readonly operation: DialectOperation;
  readonly call: DialectCall;
  readonly authentication: DialectAuthentication;
  /** As it was given; undefined means that of the worker. */
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/**
 * Reads the variables of a job for Camunda's connector: `authentication`, `configuration`, `input` and, from 8.10 on, `awsCredential`.
 * What else they have is not looked at.
 * @throws JavaException (ConnectorInputException) when they cannot be bound, or break rules: all of those at once
 * @throws JavaException that leaves retries when the region is blank, or 8.6 has no `configuration`
 */
export function bindRequest(variables: JsonObject, settings: BindSettings): DialectRequest {
  const { version } = settings;
  const violations: Violation[] = [];
  const { authentication, configuration } = bindSigning(variables, settings, violations);
  const asked = bindInput(variables.input ?? null, violations, version);
  if (violations.length > 0 || asked === undefined || authentication === undefined) throw violated(violations);
  if (configuration === undefined && version === '8.6')
    throw new JavaException('java.lang.NullPointerException', 'The variable configuration is missing');
  const { region, endpoint } = configuration ?? {};
  if (region !== undefined && isBlank(region))
    throw new JavaException(ILLEGAL_ARGUMENT, 'region must not be blank or empty.');
  return { ...asked, authentication, region, endpoint };
}

type Asked = Pick<DialectRequest, 'operation' | 'call'>;

function bindInput(input: Json, violations: Violation[], version: DialectVersion): Asked | undefined {
  if (input === null) {
    violations.push({ path: 'input', message: NOT_NULL });
    return undefined;
  }
  const name = isObject(input) && SELECTORS.find((selector) => Object.hasOwn(input, selector));
  if (!isObject(input) || !name) throw inputException('Unsupported operation type');
  const chosen = asText(input[name] as Json);
  const operation = dialectOperations.get(chosen);
  if (operation === undefined) throw inputException(`Unsupported action type: ${chosen}`);
  return { operation, call: operation.bind(input, violations, version) };
}

/** What chooses the operation: the first that is there, whatever its value. The last is of the templates up to version 6. */
const SELECTORS = ['tableOperation', 'itemOperation', 'type'] as const;

/** A value as Jackson's `asText` gives it: nothing of a list or an object. */
function asText(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value;
  return typeof value === 'object' && !(value instanceof NumberValue) ? '' : numberText(value);
}

function violated(violations: readonly Violation[]): JavaException {
  const lines = violations.map(
    ({ path, message }) => ` - Property: ${path}: Validation failed. Original message: ${message}`,
  );
  const first = 'jakarta.validation.ValidationException: Found constraints violated while validating input: ';
  return inputException([first, ...lines].join('\n'));
}
