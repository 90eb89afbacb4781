import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isBlockedAddress } from '../connection/address.ts';
import { A_REGION, isAwsHost, isRegion } from '../connection/region.ts';
import { Failure } from '../failure/failure.ts';
import { blocked } from '../network/lookup.ts';
import { noAddress } from '../network/network.ts';

/** What the endpoint rules of the SDK are given, as far as it matters here. */
interface EndpointParameters {
  readonly Region?: string;
  /** The endpoint of the job, or of AWS's settings beside the worker. */
  readonly Endpoint?: string;
}

/**
 * Checks every endpoint that a client is about to call. The region must be one of AWS, the host must be one of AWS unless
 * somebody chose another, and the host may be no address of a cloud's metadata. Only the client knows the region and the
 * endpoint, because both may come from a profile. A call to a refused endpoint fails with a Failure (configuration).
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
    // The region is checked before the rules run, because they know regions that stand for other hosts.
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
  throw noAddress();
}

/**
 * Gives what the rules of the SDK give.
 * @throws Failure (configuration) when the rules refuse, like FIPS together with an endpoint: no retry can help
 */
function said<T>(ask: () => T): T {
  try {
    return ask();
  } catch (thrown) {
    const { name, message } = thrown as Error;
    if (name !== 'EndpointError') throw thrown;
    const why = message.startsWith(NO_ACCOUNT) ? `${message}. ${ACCOUNT_NEEDED}` : `${message}.`;
    throw new Failure('configuration', `There is no endpoint: ${why}`, { cause: thrown });
  }
}

/** How the rules begin to refuse if `AWS_ACCOUNT_ID_ENDPOINT_MODE` is `required` and the account is not known. */
const NO_ACCOUNT = 'AccountIdEndpointMode is required but no AccountID';
const ACCOUNT_NEEDED =
  'AWS_ACCOUNT_ID_ENDPOINT_MODE (in a profile account_id_endpoint_mode) is required, but the account of the credentials is known only of a role, of SSO, of a profile with aws_account_id, and of AWS_ACCOUNT_ID beside keys in variables.';

/**
 * Refuses a host that is never called.
 * @param isChosen whether the job or the operator chose the endpoint
 * @throws Failure (configuration)
 */
export function refuseHost({ hostname }: URL, isChosen: boolean): void {
  if (isBlockedAddress(hostname)) throw blocked(hostname);
  if (isChosen || isAwsHost(hostname)) return;
  throw new Failure('configuration', `The endpoint ${hostname}: expected a host of AWS, as none was chosen.`);
}
