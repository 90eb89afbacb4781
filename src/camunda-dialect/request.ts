import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { Fields, invalidField, NOT_NULL } from './bind.ts';
import { type DialectVersion, ILLEGAL_ARGUMENT, inputException, JavaException } from './exceptions.ts';
import { numberText } from './java-numbers.ts';
import { isBlank, trim } from './java-text.ts';
import { dialectOperations } from './operations/index.ts';
import type { DialectCall, DialectOperation, Violation } from './operations/operation.ts';

/** How a job signs in. */
type DialectAuthentication =
  | { readonly type: 'credentials'; readonly accessKey: string; readonly secretKey: string }
  | { readonly type: 'defaultCredentialsChain' };

/** What the variables of a job ask for. */
export interface DialectRequest {
  readonly operation: DialectOperation;
  readonly call: DialectCall;
  readonly authentication: DialectAuthentication;
  /** As it was given; undefined means that of the worker. */
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/** What may be said of Camunda's connector as a whole. */
interface BindSettings {
  readonly version: DialectVersion;
  /** Whether a job may sign with the credentials of the worker itself. */
  readonly allowsDefaultCredentials: boolean;
}

/**
 * Reads the variables of a job for Camunda's connector: `authentication`, `configuration`, `input` and, from 8.10 on, `awsCredential`.
 * What else they have is not looked at.
 * @throws JavaException (ConnectorInputException) when they cannot be bound, or break rules: all of those at once
 * @throws JavaException that leaves retries when the region is blank, or 8.6 has no `configuration`
 */
export function bindRequest(
  variables: JsonObject,
  { version, allowsDefaultCredentials }: BindSettings,
): DialectRequest {
  const violations: Violation[] = [];
  const signing = version === '8.6' ? bindSigning(variables, violations) : bindCredential(variables, violations);
  const { authentication, configuration } = signing;
  if (authentication?.type === 'defaultCredentialsChain' && !allowsDefaultCredentials)
    violations.push({ path: 'defaultCredentialsChainUsedInSaaS', message: 'must be false' });
  const asked = bindInput(variables.input ?? null, violations, version);
  if (violations.length > 0 || asked === undefined || authentication === undefined) throw violated(violations);
  if (configuration === undefined && version === '8.6')
    throw new JavaException('java.lang.NullPointerException', 'The variable configuration is missing');
  const { region, endpoint } = configuration ?? {};
  if (region !== undefined && isBlank(region))
    throw new JavaException(ILLEGAL_ARGUMENT, 'region must not be blank or empty.');
  return { ...asked, authentication: trimmed(authentication), region, endpoint };
}

/** Who signs, and where: undefined where the variables say nothing. */
interface Signing {
  readonly authentication: DialectAuthentication | undefined;
  readonly configuration: Configuration | undefined;
}

interface Configuration {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/** 8.6 knew neither stored credentials nor endpoints. */
function bindSigning(variables: JsonObject, violations: Violation[]): Signing {
  const authentication = bindAuthentication(variables, '', violations);
  if (authentication === undefined) violations.push({ path: 'authentication', message: NOT_NULL });
  const configuration = bindConfiguration(variables);
  return { authentication, configuration: configuration && { ...configuration, endpoint: undefined } };
}

/** A bound credential comes before what the task itself says, but for the endpoint. The task's own keys are judged all the same. */
function bindCredential(variables: JsonObject, violations: Violation[]): Signing {
  const found: Violation[] = [];
  const inline = bindAuthentication(variables, '', found);
  const configuration = bindConfiguration(variables);
  const credential = objectIn(variables, 'awsCredential', '', 'AwsCredentialConfiguration');
  if (credential === undefined) return { authentication: present(inline, found, violations), configuration };
  const bound = bindAuthentication(credential, 'awsCredential', found);
  const region = topFields(credential, 'awsCredential', found).requiredText('region');
  return {
    authentication: present(bound, found, violations),
    configuration: { region, endpoint: configuration?.endpoint },
  };
}

function present(
  authentication: DialectAuthentication | undefined,
  found: readonly Violation[],
  violations: Violation[],
): DialectAuthentication | undefined {
  if (authentication === undefined)
    violations.push({ path: 'authenticationPresent', message: 'Authentication is required' });
  violations.push(...found);
  return authentication;
}

function bindAuthentication(
  object: JsonObject,
  path: string,
  violations: Violation[],
): DialectAuthentication | undefined {
  const given = objectIn(object, 'authentication', path, 'AwsAuthentication');
  if (given === undefined) return undefined;
  if (given.type === 'defaultCredentialsChain') return { type: 'defaultCredentialsChain' };
  const fields = topFields(given, inPath(path, 'authentication'), violations);
  const accessKey = fields.requiredText('accessKey');
  return { type: 'credentials', accessKey, secretKey: fields.requiredText('secretKey') };
}

function bindConfiguration(variables: JsonObject): Configuration | undefined {
  const given = objectIn(variables, 'configuration', '', 'AwsBaseConfiguration');
  if (given === undefined) return undefined;
  const fields = topFields(given, 'configuration', []);
  const endpoint = fields.text('endpoint');
  return {
    region: fields.text('region') ?? undefined,
    endpoint: endpoint === null || isBlank(endpoint) ? undefined : endpoint,
  };
}

function topFields(object: JsonObject, path: string, violations: Violation[]): Fields {
  return new Fields(object, path, violations, invalidField);
}

function objectIn(object: JsonObject, name: string, path: string, type: string): JsonObject | undefined {
  const given = object[name] ?? null;
  if (given === null) return undefined;
  const value = Array.isArray(given) && given.length === 1 ? (given[0] as Json) : given;
  if (!isObject(value)) throw invalidField(inPath(path, name), type);
  return value;
}

function inPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
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

function trimmed(authentication: DialectAuthentication): DialectAuthentication {
  if (authentication.type === 'defaultCredentialsChain') return authentication;
  const { type, accessKey, secretKey } = authentication;
  return { type, accessKey: trim(accessKey), secretKey: trim(secretKey) };
}
