import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { Fields, invalidField, NOT_NULL } from './bind.ts';
import type { DialectVersion } from './exceptions.ts';
import { isBlank, trim } from './java-text.ts';
import type { Violation } from './operations/operation.ts';

/** How a job signs in. */
export type DialectAuthentication =
  | { readonly type: 'credentials'; readonly accessKey: string; readonly secretKey: string }
  | { readonly type: 'defaultCredentialsChain' };

/** What the operator says. */
export interface BindSettings {
  readonly version: DialectVersion;
  /** Whether a job may sign with the credentials of the worker itself. */
  readonly allowsDefaultCredentials: boolean;
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

/**
 * Reads from the variables of a job who signs, and where. Adds what breaks rules to `violations`.
 * @throws JavaException (ConnectorInputException) when a variable cannot be bound
 */
export function bindSigning(
  variables: JsonObject,
  { version, allowsDefaultCredentials }: BindSettings,
  violations: Violation[],
): Signing {
  const signing = version === '8.6' ? bindOfTask(variables, violations) : bindWithCredential(variables, violations);
  if (signing.authentication?.type === 'defaultCredentialsChain' && !allowsDefaultCredentials)
    violations.push({ path: 'defaultCredentialsChainUsedInSaaS', message: 'must be false' });
  return signing;
}

/** 8.6 knew neither stored credentials nor endpoints. */
function bindOfTask(variables: JsonObject, violations: Violation[]): Signing {
  const authentication = bindAuthentication(variables, '', violations);
  if (authentication === undefined) violations.push({ path: 'authentication', message: NOT_NULL });
  const configuration = bindConfiguration(variables);
  return { authentication, configuration: configuration && { ...configuration, endpoint: undefined } };
}

/** A bound credential comes before what the task itself says, but for the endpoint. The task's own keys are judged all the same. */
function bindWithCredential(variables: JsonObject, violations: Violation[]): Signing {
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
  // The SDK for Java trims both.
  const accessKey = trim(fields.requiredText('accessKey'));
  return { type: 'credentials', accessKey, secretKey: trim(fields.requiredText('secretKey')) };
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
