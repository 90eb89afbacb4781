import { z } from 'zod';
import { addFaults, describeKind, describeValue, type Fault, zodFaults } from '../failure/faults.ts';
import { secretText } from '../fields/secret-text.ts';
import { isObject, type Json, type JsonObject, presentMembers } from '../json/json.ts';
import { type Authentication, type AuthenticationPolicy, readAuthentication } from './authentication.ts';
import { replaceSecrets, type SecretLookup } from './secrets.ts';

/** How a job signs in, and where DynamoDB is. Two jobs with equal connections share one client. */
export interface Connection {
  readonly authentication: Authentication;
  /** Without one, AWS's own settings beside the worker decide. */
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  /** What must not be read in a message: the keys, and every secret that was put in. */
  readonly secrets: readonly string[];
}

/** What the operator lets a job do. */
export interface ConnectionPolicy extends AuthenticationPolicy {
  readonly secret: SecretLookup;
  /** Whether a job may name this origin in `configuration.endpoint`. */
  readonly allowsEndpoint: (origin: string) => boolean;
}

/** The fields of `configuration`. */
export const configurationFields = {
  region: secretText(
    'Region',
    { placeholder: 'eu-central-1', tooltip: 'Without one, the AWS settings beside the worker decide.' },
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    'the name of an AWS region, like eu-central-1',
  ).optional(),
  endpoint: secretText(
    'Endpoint',
    {
      placeholder: 'https://vpce-1234.dynamodb.eu-central-1.vpce.amazonaws.com',
      tooltip: 'Another address of DynamoDB. The operator of the worker must have allowed it.',
    },
    /\S/,
    'text',
  ).optional(),
};

const configurationSchema = z.strictObject(configurationFields);

/**
 * The connection that a job asks for, its secrets put in. Everything that is wrong is added to `faults`; the connection is
 * then not to be used. No value of `authentication`, and no secret, is ever part of a fault.
 */
export function readConnection(variables: JsonObject, policy: ConnectionPolicy, faults: Fault[]): Connection {
  const secrets: string[] = [];
  const lookup = (name: string) => {
    const secret = policy.secret(name);
    if (secret !== undefined) secrets.push(secret);
    return secret;
  };
  const member = (name: string) =>
    replaceSecrets(membersOf(variables[name], name, faults), lookup, [name], faults) as JsonObject;
  const authentication = readAuthentication(member('authentication'), policy, faults);
  const given = member('configuration');
  const checked = configurationSchema.safeParse(given);
  if (!checked.success) {
    const describe = secrets.length > 0 ? describeKind : describeValue;
    addFaults(faults, zodFaults(checked.error, given, ['configuration'], namesOf(configurationFields), describe));
  }
  const endpoint = typeof given.endpoint === 'string' ? readEndpoint(given.endpoint, policy, faults) : undefined;
  // A message may name the host alone.
  if (endpoint !== undefined && secrets.some((secret) => endpoint.includes(secret.toLowerCase()))) {
    secrets.push(new URL(endpoint).hostname);
  }
  if ('secretKey' in authentication) {
    const { secretKey = '', accessKey = '', sessionToken = '' } = authentication;
    secrets.push(secretKey, accessKey, sessionToken);
  }
  return { authentication, region: checked.data?.region, endpoint, secrets };
}

function namesOf(record: object): string {
  return `one of ${Object.keys(record).join(', ')}`;
}

/** Names in the DNS are no longer. */
const MAX_HOST = 253;

function readEndpoint(text: string, policy: ConnectionPolicy, faults: Fault[]): string | undefined {
  const fault = (expected: string) =>
    faults.push({ path: ['configuration', 'endpoint'], expected, got: describeKind(text) });
  if (!URL.canParse(text)) {
    fault('the address of DynamoDB, like https://dynamodb.eu-central-1.amazonaws.com');
    return undefined;
  }
  const { protocol, origin, hostname, pathname, search, hash, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol) || pathname !== '/' || search + hash + username + password !== '') {
    fault('an http or https address of a host and a port, and nothing more');
  } else if (hostname.length > MAX_HOST) {
    fault(`a host of at most ${MAX_HOST} characters`);
  } else if (!policy.allowsEndpoint(origin)) {
    fault('an endpoint that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_ENDPOINTS)');
  } else {
    return origin;
  }
  return undefined;
}

function membersOf(value: Json | undefined, name: string, faults: Fault[]): JsonObject {
  if (value === undefined || value === null || value === '') return {};
  if (isObject(value)) return presentMembers(value);
  faults.push({ path: [name], expected: 'an object', got: describeKind(value) });
  return {};
}
