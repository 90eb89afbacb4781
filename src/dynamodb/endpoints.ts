import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isBlockedAddress, LINK_LOCAL } from '../connection/address.ts';
import { A_REGION, isAwsHost, isRegion } from '../connection/region.ts';
import { Failure } from '../failure/failure.ts';

/** What the endpoint rules of the SDK are asked with, as far as it matters here. */
interface EndpointParameters {
  readonly Region?: string;
  /** That of the job or of AWS's settings beside the worker. */
  readonly Endpoint?: string;
}

/**
 * Holds every endpoint that a client is about to call against what may be called: the region is one of AWS, the host is one of
 * AWS unless somebody chose another, and it is no address of a cloud's metadata. The region may come from a profile, and the
 * endpoint too, so that only the client knows them.
 */
export function guardEndpoints({ config }: DynamoDBClient): void {
  const { endpointProvider: resolve, serviceConfiguredEndpoint: findConfigured } = config;
  const allowed = new WeakSet<object>();
  config.serviceConfiguredEndpoint = async () => {
    const configured = await findConfigured?.();
    if (configured) refuseAddress(configured);
    return configured;
  };
  config.endpointProvider = (parameters, context) => {
    const { Region, Endpoint } = parameters as EndpointParameters;
    // Before the rules, which know regions that stand for other hosts.
    refuseRegion(Region);
    const endpoint = said(() => resolve(parameters, context));
    if (!allowed.has(endpoint)) {
      refuseHost(endpoint.url, Endpoint !== undefined);
      allowed.add(endpoint);
    }
    return endpoint;
  };
}

function refuseRegion(region: string | undefined): void {
  if (region === undefined || isRegion(region)) return;
  const message = `The region of the AWS settings beside the worker: expected ${A_REGION}, got ${JSON.stringify(region)}.`;
  throw new Failure('configuration', message);
}

function refuseAddress(endpoint: string): void {
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return;
  const expected = 'an http or https address, like https://dynamodb.eu-central-1.amazonaws.com';
  // Not told: it may have a password in it.
  throw new Failure('configuration', `The endpoint in the AWS settings beside the worker: expected ${expected}.`);
}

/** What the rules give. What they refuse, like FIPS together with an endpoint, no retry can help. */
function said<T>(ask: () => T): T {
  try {
    return ask();
  } catch (thrown) {
    const { name, message } = thrown as Error;
    if (name !== 'EndpointError') throw thrown;
    throw new Failure('configuration', `There is no endpoint: ${message}.`, { cause: thrown });
  }
}

/** @throws Failure (configuration) when this host is never called */
export function refuseHost({ hostname }: URL, isChosen: boolean): void {
  if (isBlockedAddress(hostname)) throw blocked(hostname);
  if (isChosen || isAwsHost(hostname)) return;
  throw new Failure('configuration', `The endpoint ${hostname}: expected a host of AWS, as none was chosen.`);
}

function blocked(hostname: string): Failure {
  return new Failure('configuration', `The endpoint ${hostname} is ${LINK_LOCAL}: such are never called.`);
}

/** Looks hosts up for a connection, which is not made to an address of a cloud's metadata. */
export const lookup: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, options, (error, found, family) => {
    const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
    if (error === null && addresses.some(isBlockedAddress)) callback(blocked(hostname), '', 0);
    else callback(error, found, family);
  });
};
