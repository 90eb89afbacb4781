import { isBlockedAddress, LINK_LOCAL } from '../connection/address.ts';
import { A_REGION, isFipsRegion, isRegion } from '../connection/region.ts';
import { readCaBundle } from '../network/ca-bundle.ts';
import { proxyFaults } from '../network/proxies.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What some of AWS's variables may be. */
interface Expectation {
  readonly names: readonly string[];
  readonly expected: string;
  readonly fits: (value: string) => boolean;
  /** A fault does not show the value, because it may contain a password. */
  readonly isSecret?: true;
  /** An empty variable is a fault. The SDK does not take it as absent, and would fail at each job. */
  readonly isNeverEmpty?: true;
}

const MODES = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'];
/** The endpoints of the places of secrets. */
const OF_SECRETS = ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL_SSM'];
const ENDPOINTS = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_SSO', 'AWS_ENDPOINT_URL'];

function oneOf(name: string, ...values: string[]): Expectation {
  return { names: [name], expected: `one of ${values.join(', ')}`, fits: (value) => values.includes(value) };
}

/** What AWS's variables may be. https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html */
const expectations: readonly Expectation[] = [
  { names: ['AWS_REGION'], expected: A_REGION, fits: isRegion },
  {
    names: [...ENDPOINTS, ...OF_SECRETS],
    expected: 'an http or https address, like http://localhost:8000',
    fits: isAddress,
    isSecret: true,
  },
  {
    names: [...ENDPOINTS, ...OF_SECRETS],
    expected: `an address other than ${LINK_LOCAL}`,
    fits: (value) => !isAddress(value) || !isBlockedAddress(new URL(value).hostname),
    isSecret: true,
  },
  {
    names: [...MODES, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
    expected: 'true or false',
    fits: (value) => value === 'true' || value === 'false',
  },
  {
    names: ['AWS_MAX_ATTEMPTS'],
    expected: 'a whole number from 1 to 1000',
    fits: (value) => /^[1-9]\d{0,3}$/.test(value) && Number(value) <= 1_000,
  },
  oneOf('AWS_RETRY_MODE', 'standard', 'adaptive'),
  {
    ...oneOf('AWS_DEFAULTS_MODE', 'auto', 'in-region', 'cross-region', 'mobile', 'standard', 'legacy'),
    isNeverEmpty: true,
  },
  { ...oneOf('AWS_ACCOUNT_ID_ENDPOINT_MODE', 'preferred', 'required', 'disabled'), isNeverEmpty: true },
];

/**
 * Gives what is wrong with AWS's own variables and those of proxies, one line for each fault. The SDK would ignore such a
 * variable, or fail at each job. An empty variable counts as absent where the SDK takes it so.
 */
export async function awsFaults(variables: Variables): Promise<string[]> {
  const faults = expectations.flatMap(({ names, expected, fits, isSecret, isNeverEmpty }) =>
    names.flatMap((name) => {
      const value = variables[name];
      if (value === undefined || fits(value) || (value === '' && !isNeverEmpty)) return [];
      return [`${name}: expected ${expected}${isSecret ? '' : `, got ${JSON.stringify(value)}`}`];
    }),
  );
  return [...faults, ...modeFaults(variables), ...(await caBundleFaults(variables)), ...proxyFaults(variables)];
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/**
 * Gives a fault for each of FIPS and dual stack beside an endpoint. Only AWS's own endpoints have them: the SDK would refuse
 * every call.
 */
function modeFaults(variables: Variables): string[] {
  if (variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return [];
  const endpoint = ENDPOINTS.find((name) => variables[name]);
  const modes = MODES.filter((name) => variables[name] === 'true');
  if (variables.AWS_REGION && isFipsRegion(variables.AWS_REGION)) modes.unshift('AWS_REGION');
  return endpoint === undefined ? [] : modes.map((name) => `${name}: expected no ${endpoint} beside it, got both`);
}

async function caBundleFaults({ AWS_CA_BUNDLE: file }: Variables): Promise<string[]> {
  if (!file) return [];
  try {
    await readCaBundle(file);
    return [];
  } catch (error) {
    return [`AWS_CA_BUNDLE: expected a file of certificates (PEM): ${(error as Error).message}`];
  }
}
