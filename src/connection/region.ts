import { partitions } from './partitions.ts';

/** What a message says is expected of a region. */
export const A_REGION = 'the name of an AWS region, like eu-central-1';

/** Gives the region that a name stands for. The SDK knows spellings that ask for FIPS, like `us-east-1-fips`. */
export function realRegion(name: string): string {
  if (name === 'fips-aws-global' || name === 'aws-fips') return 'us-east-1';
  return name.replace(/^fips-(?:dkr-|prod-)?|-fips$/, '');
}

/** Whether a name asks for FIPS. */
export function isFipsRegion(name: string): boolean {
  return realRegion(name) !== name;
}

/** A region is one label of a host name. https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
const MAX_LENGTH = 63;

/** Whether a name is that of an AWS region, or may be that of a new one. No other name ever becomes part of a host name. */
export function isRegion(name: string): boolean {
  const region = realRegion(name);
  // A name in upper case gives the same host, but rules on regions would not match it.
  if (name.length > MAX_LENGTH || region !== region.toLowerCase()) return false;
  return partitions.some(
    ({ regionPattern, pseudoRegions }) => regionPattern.test(region) || pseudoRegions.includes(region),
  );
}

/** Whether a host is one of AWS's. */
export function isAwsHost(hostname: string): boolean {
  return partitions.some(({ hostSuffixes }) => hostSuffixes.some((suffix) => hostname.endsWith(`.${suffix}`)));
}
