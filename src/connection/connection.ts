import { z } from 'zod';
import { addFaults, describeKind, describeValue, type Fault, zodFaults } from '../failure/faults.ts';
import { secretText } from '../fields/secret-text.ts';
import { isObject, type Json, type JsonObject, presentMembers } from '../json/json.ts';
import { type Authentication, type AuthenticationPolicy, readAuthentication } from './authentication.ts';
import { replaceSecrets, type SecretLookup } from './secrets.ts';

/** How a job signs in, and where DynamoDB is. Jobs with equal connections share one client. */
export interface Connection {
  readonly authentication: Authentication;
  /** If there is none, AWS's own settings beside the worker decide. */
  readonly region: string | undefined;
  /** An origin, like `https://dynamodb.example.com`. */
  readonly endpoint: string | undefined;
  /** Texts that no message may show: the keys, and every secret that was put in. */
  readonly secrets: readonly string[];
}

/** What the operator allows a job to use. */
export interface ConnectionPolicy extends AuthenticationPolicy {
  readonly secret: SecretLookup;
  /** Whether a job may name this origin in `configuration.endpoint`. */
  readonly allowsEndpoint: (origin: string) => boolean;
}

/** The fields of `configuration`. */
export const configurationFields = {
  region: secretText(
    'Region',
    { placeholder: 'eu-central-1', tooltip: 'Without a region, the AWS settings beside the worker decide.' },
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
 * Reads the connection that a job asks for, and puts in its secrets. Adds a fault to `faults` for each mistake. No fault shows a
 * secret or a value of `authentication`. If there are faults, do not use the connection.
 * @param variables those of the job, of which `authentication` and `configuration` are read
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
  // The host becomes a secret of its own, because a message may show the host without the rest of the endpoint.
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

/** The longest name in the DNS, in characters. */
const MAX_HOST_LENGTH = 253;

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
  } else if (hostname.length > MAX_HOST_LENGTH) {
    fault(`a host of at most ${MAX_HOST_LENGTH} characters`);
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
