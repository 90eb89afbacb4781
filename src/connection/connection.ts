import { z } from 'zod';
import { addFaults, describeKind, describeValue, type Fault, zodFaults } from '../failure/faults.ts';
import { type Words, widgets } from '../fields/field.ts';
import { labelFaults } from '../fields/labels.ts';
import { namesSecret } from '../fields/secret-placeholder.ts';
import { isObject, type Json, type JsonObject, setMember } from '../json/json.ts';
import { isBlockedAddress, LINK_LOCAL } from './address.ts';
import {
  type Authentication,
  type AuthenticationPolicy,
  authenticationFields,
  readAuthentication,
} from './authentication.ts';
import { A_REGION, isFipsRegion, isRegion, realRegion } from './region.ts';
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
  /** Looks up a secret. One that the operator does not allow counts as missing. */
  readonly secret: SecretLookup;
  /** Whether a job may ask this region. */
  readonly allowsRegion: (region: string) => boolean;
  /** Whether a job may name this origin in `configuration.endpoint`. */
  readonly allowsEndpoint: (origin: string) => boolean;
}

const AN_ENDPOINT = 'the address of DynamoDB, like https://dynamodb.eu-central-1.amazonaws.com';

/** Makes a field for a text in which no secret is replaced: it becomes part of a host name, which is looked up in clear. */
function placeText(label: string, words: Words, expected: string, fits: (text: string) => boolean) {
  const noSecret = `${expected}, without {{secrets.…}}, which is replaced in authentication only`;
  return z
    .string({ error: expected })
    .trim()
    .refine((text) => !namesSecret(text), { error: noSecret, params: { got: 'a text with it' }, abort: true })
    .refine(fits, { error: expected })
    .register(widgets, { label, control: 'String', ...words });
}

/** The fields of `configuration`. */
export const configurationFields = {
  region: placeText(
    'Region',
    { placeholder: 'eu-central-1', tooltip: 'Without a region, the AWS settings beside the worker decide.' },
    A_REGION,
    isRegion,
  ).optional(),
  endpoint: placeText(
    'Endpoint',
    {
      placeholder: 'https://vpce-1234.dynamodb.eu-central-1.vpce.amazonaws.com',
      tooltip: 'Another address of DynamoDB. The operator of the worker must have allowed it.',
    },
    AN_ENDPOINT,
    // The rules of the operator check it, in `readEndpoint`.
    () => true,
  ).optional(),
};

const configurationSchema = z.strictObject(configurationFields);

/**
 * Reads the connection that a job asks for, and puts in the secrets of its authentication. Adds a fault to `faults` for each
 * mistake. No fault shows a secret or a value of `authentication`. If there are faults, do not use the connection.
 * @param variables those of the job, of which `authentication` and `configuration` are read
 */
export function readConnection(variables: JsonObject, policy: ConnectionPolicy, faults: Fault[]): Connection {
  const secrets: string[] = [];
  const ofAuthentication: Fault[] = [];
  const authentication = signIn(variables, policy, secrets, ofAuthentication);
  if ('secretKey' in authentication) {
    const { secretKey = '', accessKey = '', sessionToken = '' } = authentication;
    secrets.push(secretKey, accessKey, sessionToken);
  }
  const ofPlace: Fault[] = [];
  const place = readPlace(withoutEmpty(objectIn(variables, 'configuration', ofPlace)), policy, ofPlace);
  addFaults(faults, labelFaults(ofAuthentication, authenticationFields));
  addFaults(faults, labelFaults(ofPlace, configurationFields));
  return { authentication, ...place, secrets };
}

type Place = Pick<Connection, 'region' | 'endpoint'>;

/** Reads how a job signs in. Adds the secrets that are put in to `secrets`. */
function signIn(variables: JsonObject, policy: ConnectionPolicy, secrets: string[], faults: Fault[]): Authentication {
  const lookup = (name: string) => {
    const secret = policy.secret(name);
    if (secret !== undefined) secrets.push(secret);
    return secret;
  };
  const given = objectIn(variables, 'authentication', faults);
  if (Object.keys(given).length === 0 && isPresent(variables[CHOSEN_CREDENTIAL])) {
    const expected = 'authentication in its place: this worker does not read it';
    faults.push({ path: [CHOSEN_CREDENTIAL], expected, got: describeKind(variables[CHOSEN_CREDENTIAL]) });
    return { type: 'defaultCredentialsChain' };
  }
  return readAuthentication(replaceSecrets(given, lookup, ['authentication'], faults) as JsonObject, policy, faults);
}

/** The variable in which Camunda's own connector is given the credentials that a modeler chose from those kept in the cluster. */
export const CHOSEN_CREDENTIAL = 'awsCredential';

function readPlace(given: JsonObject, policy: ConnectionPolicy, faults: Fault[]): Place {
  const checked = configurationSchema.safeParse(given);
  if (!checked.success) {
    addFaults(faults, zodFaults(checked.error, given, ['configuration'], namesOf(configurationFields)));
  }
  const region = checked.data?.region;
  if (region !== undefined && !policy.allowsRegion(realRegion(region))) {
    const expected = 'a region that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_REGIONS)';
    faults.push({ path: ['configuration', 'region'], expected, got: describeValue(region) });
  }
  const { endpoint } = given;
  if (typeof endpoint !== 'string' || namesSecret(endpoint)) return { region, endpoint: undefined };
  if (region !== undefined && isFipsRegion(region)) {
    const expected = 'none beside a region that asks for FIPS';
    faults.push({ path: ['configuration', 'endpoint'], expected, got: 'one' });
  }
  return { region, endpoint: readEndpoint(endpoint, policy, faults) };
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
    fault(AN_ENDPOINT);
    return undefined;
  }
  const { protocol, origin, hostname, pathname, search, hash, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol) || pathname !== '/' || search + hash + username + password !== '') {
    fault('an http or https address of a host and a port, and nothing more');
  } else if (hostname.length > MAX_HOST_LENGTH) {
    fault(`a host of at most ${MAX_HOST_LENGTH} characters`);
  } else if (isBlockedAddress(hostname)) {
    fault(`a host other than ${LINK_LOCAL}, which no job may name`);
  } else if (!policy.allowsEndpoint(origin)) {
    fault('an endpoint that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_ENDPOINTS)');
  } else {
    return origin;
  }
  return undefined;
}

function objectIn(variables: JsonObject, name: string, faults: Fault[]): JsonObject {
  const value = variables[name];
  if (isObject(value)) return value;
  if (value !== undefined && value !== '')
    faults.push({ path: [name], expected: 'an object', got: describeKind(value) });
  return {};
}

/** Copies an object without the empty texts, which stand for fields that were left out. */
function withoutEmpty(object: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const name in object) {
    const value = object[name];
    if (value !== undefined && value !== '') setMember(copy, name, value);
  }
  return copy;
}

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}
