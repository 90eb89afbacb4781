import { A_REGION, isRegion } from '../connection/region.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const ENDPOINTS = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_STS'];
const MODES = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'];

/** What is wrong with AWS's own variables, one line for each fault: the SDK would ignore it, or fail at each job. */
export function awsFaults(variables: Variables): string[] {
  return [...regionFaults(variables), ...endpointFaults(variables), ...modeFaults(variables)];
}

function regionFaults({ AWS_REGION: region }: Variables): string[] {
  return !region || isRegion(region) ? [] : [`AWS_REGION: expected ${A_REGION}, got ${JSON.stringify(region)}`];
}

function endpointFaults(variables: Variables): string[] {
  return ENDPOINTS.filter((name) => variables[name] && !isAddress(variables[name])).map(
    // Not told: it may have a password in it.
    (name) => `${name}: expected an http or https address, like http://localhost:8000`,
  );
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** AWS's endpoints alone have FIPS and dual stack: the SDK refuses every call otherwise. */
function modeFaults(variables: Variables): string[] {
  const endpoint = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL'].find((name) => variables[name]);
  const modes = MODES.filter((name) => variables[name] === 'true');
  return endpoint === undefined ? [] : modes.map((name) => `${name}: expected no ${endpoint} beside it, got both`);
}
