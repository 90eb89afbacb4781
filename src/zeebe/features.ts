import type { Gateway } from './gateway.ts';
import { GatewayError } from './gateway-error.ts';

/** What a gateway has that earlier ones do not have. */
export interface Features {
  /** Its version, like `8.10.9`; empty if it does not tell. */
  readonly version: string;
  /** Whether jobs can come with a lease. */
  readonly leases: boolean;
  /** Whether jobs can be asked for of all tenants that the worker is assigned to. */
  readonly tenantFilter: boolean;
}

/** Knows what a gateway has. */
export interface KeptFeatures {
  /**
   * Gives what the gateway has. Asks it when that is not known.
   * @throws GatewayError when the gateway cannot be reached
   */
  current(): Promise<Features>;
  /** To be called with the error of a call: another gateway may answer the next one, and a member may not be known to this one. */
  failed(error: Error): void;
}

/** Since which version a gateway has them. */
const LEASES = [8, 10] as const;
const TENANT_FILTER = [8, 9] as const;

/**
 * Keeps what a gateway has, which its version says. Without an answer that says the version, it counts as an old one.
 * @param onKnown is called when something else is known than before
 */
export function keepFeatures(gateway: Pick<Gateway, 'topology'>, onKnown: (features: Features) => void): KeptFeatures {
  const refused = new Set<string>();
  let asked: Promise<Features> | undefined;
  let told = '';

  async function ask(): Promise<Features> {
    const version = await versionOf(gateway);
    const features = {
      version,
      leases: isSince(version, LEASES) && !refused.has('withLease'),
      tenantFilter: isSince(version, TENANT_FILTER) && !refused.has('tenantFilter'),
    };
    if (JSON.stringify(features) !== told) onKnown(features);
    told = JSON.stringify(features);
    return features;
  }

  return {
    current() {
      asked ??= ask().catch((error: Error) => {
        asked = undefined;
        throw error;
      });
      return asked;
    },
    failed(error) {
      asked = undefined;
      if (error instanceof GatewayError && error.unknownMember !== undefined) refused.add(error.unknownMember);
    },
  };
}

async function versionOf(gateway: Pick<Gateway, 'topology'>): Promise<string> {
  try {
    return (await gateway.topology()).gatewayVersion;
  } catch (error) {
    if (error instanceof GatewayError && error.verdict !== 'unreachable') return '';
    throw error;
  }
}

function isSince(version: string, [major, minor]: readonly [number, number]): boolean {
  const [, givenMajor, givenMinor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const difference = Number(givenMajor ?? 0) - major;
  return difference > 0 || (difference === 0 && Number(givenMinor) >= minor);
}
