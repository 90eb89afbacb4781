import { addFaults, describeKind, type Fault } from '../failure/faults.ts';
import { labelFaults } from '../fields/labels.ts';
import { isObject, type JsonObject, setMember } from '../json/json.ts';
import {
  type Authentication,
  type AuthenticationPolicy,
  authenticationFields,
  KEPT_CREDENTIAL,
  readAuthentication,
} from './authentication.ts';
import { hiddenTexts } from './hidden-texts.ts';
import { readKeptCredential } from './kept-credential.ts';
import { configurationFields, type Place, type PlacePolicy, readPlace, type UsualRegion } from './place.ts';
import { replaceSecrets, type SecretsAtHand } from './secrets.ts';

/** How a job signs in, and where DynamoDB is. Jobs with equal connections share one client. */
export interface Connection extends Place {
  readonly authentication: Authentication;
  /** Texts that no message may show: what is secret in an authentication, whoever put it in, and every secret that was put in. */
  readonly secrets: readonly string[];
}

/** What the operator allows a job to use. A secret that is not allowed counts as missing. */
export interface ConnectionPolicy extends AuthenticationPolicy, PlacePolicy, SecretsAtHand {}

/**
 * Reads the connection that a job asks for, and puts in the secrets of its authentication. A credential that is kept in the cluster
 * takes the place of the authentication. Adds a fault to `faults` for each mistake. No fault shows a secret or a value of an
 * authentication. If there are faults, do not use the connection.
 * @param variables those of the job, of which `authentication`, `awsCredential` and `configuration` are read
 */
export function readConnection(variables: JsonObject, policy: ConnectionPolicy, faults: Fault[]): Connection {
  const secrets: string[] = [];
  const ofAuthentication: Fault[] = [];
  const { authentication, usual } = signIn(variables, policy, secrets, ofAuthentication);
  const ofPlace: Fault[] = [];
  const place = readPlace(withoutEmpty(objectIn(variables, 'configuration', ofPlace)), policy, ofPlace, usual);
  addFaults(faults, labelFaults(ofAuthentication, authenticationFields));
  addFaults(faults, labelFaults(ofPlace, configurationFields));
  return { authentication, ...place, secrets };
}

/** How a job signs in, and the region of a job that names none. */
interface SignIn {
  readonly authentication: Authentication;
  readonly usual?: UsualRegion | undefined;
}

/** Reads how a job signs in. Adds what no message may show to `secrets`. */
function signIn(variables: JsonObject, policy: ConnectionPolicy, secrets: string[], faults: Fault[]): SignIn {
  const { secretPlaces } = policy;
  const secret = (name: string) => {
    const found = policy.secret(name);
    if (found !== undefined) secrets.push(found);
    return found;
  };
  const hide = <Given extends JsonObject>(given: Given, path: string[], found: Fault[]): Given => {
    const replaced = replaceSecrets(given, { secret, secretPlaces }, path, found) as Given;
    addTexts(secrets, hiddenTexts(replaced));
    return replaced;
  };
  addTexts(secrets, hiddenTexts(variables.authentication));
  const kept = variables[KEPT_CREDENTIAL];
  // What the form leaves beside a credential that was chosen does not count.
  if (kept !== undefined && kept !== '') {
    addTexts(secrets, hiddenTexts(kept));
    return readKeptCredential(kept, (given, path) => hide(given, path, faults), policy, faults);
  }
  const given = objectIn(variables, 'authentication', faults);
  if (given.type === KEPT_CREDENTIAL) {
    const expected = 'a credential that is kept in the cluster: choose one in the form of the task';
    faults.push({ path: [KEPT_CREDENTIAL], expected, got: describeKind(kept) });
    return { authentication: { type: 'defaultCredentialsChain' } };
  }
  return { authentication: readAuthentication(hide(given, ['authentication'], faults), policy, faults) };
}

function addTexts(texts: string[], more: Iterable<string>): void {
  for (const text of more) texts.push(text);
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
