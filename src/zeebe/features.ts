import type { Gateway } from './gateway.ts';
import { GatewayError } from './gateway-error.ts';

/** What a gateway has that earlier ones do not have. */
export interface Features {
  /** Its version, like `8.10.9`; empty if it is not known. */
  readonly version: string;
  /** Whether jobs can come with a lease. */
  readonly leases: boolean;
  /** Whether jobs can be asked for of all tenants that the worker is assigned to. */
  readonly tenantFilter: boolean;
  /** Whether there are physical tenants. */
  readonly physicalTenants: boolean;
}

/** Knows what a gateway has. */
export interface KeptFeatures {
  /**
   * Gives what is known of the gateway. Waits for its first answer, or for the failure of the first question. Later questions are
   * asked beside the calls, so that a gateway that does not answer them keeps no jobs waiting. Never rejects.
   */
  current(): Promise<Features>;
  /** To be called with the error of a call: another gateway may answer the next one, and a member may not be known to this one. */
  failed(error: Error): void;
}

/** Is told what a gateway has, and why it could not be asked. */
interface Listener {
  readonly onKnown: (features: Features) => void;
  readonly onUnknown: (error: Error) => void;
}

/** Since which version a gateway has them. */
const since = { leases: [8, 10], tenantFilter: [8, 9], physicalTenants: [8, 10] } as const;
/** The member of a subscription that each of them needs. */
const members: Readonly<Record<string, keyof typeof since>> = { withLease: 'leases', tenantFilter: 'tenantFilter' };

/** A gateway can be upgraded without a call that fails. */
const ASK_AGAIN_MS = 300_000;
/** A gateway that has not told its version is asked again sooner. */
const ASK_SOON_MS = 10_000;
/** After a failed call the gateway is asked this much later. */
const FAILED_PAUSE_MS = 1_000;
/** During an upgrade, a call can reach a gateway that is older than the one that told its version. */
const REFUSED_FOR_MS = 600_000;

/** Gives what a gateway of a version has. One without a version counts as an old one. */
export function featuresOf(version: string): Features {
  const isSince = (feature: keyof typeof since) => isAtLeast(version, since[feature]);
  return {
    version,
    leases: isSince('leases'),
    tenantFilter: isSince('tenantFilter'),
    physicalTenants: isSince('physicalTenants'),
  };
}

/** Keeps what a gateway has, which its version says. If it does not tell, what was known before holds. */
export function keepFeatures(gateway: Pick<Gateway, 'topology'>, { onKnown, onUnknown }: Listener): KeptFeatures {
  /** Until when a feature is not used, because the gateway did not know it. */
  const refused = new Map<keyof Features, number>();
  let version = '';
  let first: Promise<void> | undefined;
  let isAsking = false;
  let dueAt = 0;
  let told = '';

  async function ask(): Promise<void> {
    isAsking = true;
    try {
      version = (await gateway.topology()).gatewayVersion;
      dueAt = performance.now() + (version === '' ? ASK_SOON_MS : ASK_AGAIN_MS);
    } catch (error) {
      dueAt = performance.now() + ASK_SOON_MS;
      onUnknown(error as Error);
    } finally {
      isAsking = false;
    }
  }

  function known(): Features {
    const features = { ...featuresOf(version) };
    for (const [feature, until] of refused) {
      if (performance.now() < until) Object.assign(features, { [feature]: false });
      else refused.delete(feature);
    }
    const text = JSON.stringify(features);
    if (version !== '' && text !== told) onKnown(features);
    told = text;
    return features;
  }

  return {
    async current() {
      first ??= ask();
      await first;
      if (!isAsking && performance.now() > dueAt) void ask();
      return known();
    },
    failed(error) {
      dueAt = Math.min(dueAt, performance.now() + FAILED_PAUSE_MS);
      const feature = error instanceof GatewayError ? members[error.unknownMember ?? ''] : undefined;
      if (feature !== undefined) refused.set(feature, performance.now() + REFUSED_FOR_MS);
    },
  };
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [, givenMajor, givenMinor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const difference = Number(givenMajor ?? 0) - major;
  return difference > 0 || (difference === 0 && Number(givenMinor) >= minor);
}
