import { z } from 'zod';
import { addFaults, describeKind, describeValue, type Fault, zodFaults } from '../failure/faults.ts';
import { type Words, widgets } from '../fields/field.ts';
import { namesSecret } from '../fields/secret-placeholder.ts';
import type { JsonObject } from '../json/json.ts';
import { isBlockedAddress, LINK_LOCAL } from './address.ts';
import { A_REGION, isFipsRegion, isRegion, realRegion } from './region.ts';

/** Where a job finds DynamoDB. */
export interface Place {
  /** If there is none, AWS's own settings beside the worker decide. */
  readonly region: string | undefined;
  /** An origin, like `https://dynamodb.example.com`. */
  readonly endpoint: string | undefined;
}

/** Where the operator lets a job go. */
export interface PlacePolicy {
  /** Whether a job may ask this region. */
  readonly allowsRegion: (region: string) => boolean;
  /** Whether a job may name this origin in `configuration.endpoint`. */
  readonly allowsEndpoint: (origin: string) => boolean;
}

/** A region that counts where the configuration has none. */
export interface UsualRegion {
  readonly region: string;
  /** Where it is said. */
  readonly path: readonly string[];
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
 * Reads where DynamoDB is. Adds a fault to `faults` for each mistake. If there are faults, do not use the place.
 * @param given the variable `configuration`, without empty texts
 * @param usual the region of a job whose configuration has none
 */
export function readPlace(given: JsonObject, policy: PlacePolicy, faults: Fault[], usual?: UsualRegion): Place {
  const checked = configurationSchema.safeParse(given);
  if (!checked.success) {
    addFaults(faults, zodFaults(checked.error, given, ['configuration'], namesOf(configurationFields)));
  }
  const own = checked.data?.region;
  const region = own ?? (Object.hasOwn(given, 'region') ? undefined : usual?.region);
  if (region !== undefined && !policy.allowsRegion(realRegion(region))) {
    const expected = 'a region that the operator of the worker allows (DYNAMODB_WORKER_ALLOW_REGIONS)';
    const ofUsual = own === undefined && usual !== undefined;
    if (ofUsual) faults.push({ path: usual.path, expected, got: describeKind(region) });
    else faults.push({ path: ['configuration', 'region'], expected, got: describeValue(region) });
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

function readEndpoint(text: string, policy: PlacePolicy, faults: Fault[]): string | undefined {
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
