import { refused } from '../credentials/refusals.ts';
import { Failure } from '../failure/failure.ts';
import { isRegionMissing } from '../failure/of-aws.ts';
import type { AwsAccess } from './aws-access.ts';
import { type KeepValues, keepValues } from './kept-values.ts';
import { memberName, memberOf } from './named-member.ts';
import type { SecretStore } from './store.ts';

/** How one of AWS's stores is used. */
export interface AwsStoreSettings extends Pick<KeepValues, 'refresh'> {
  /** What the names in the store begin with, before those that jobs have. `*` means that jobs have whole names. */
  readonly prefix: string;
  /** The setting that has the prefix, for messages. */
  readonly setting: string;
  /** Is called when an older value serves because the store could not be reached: once a minute at most. */
  readonly onStale: (store: string, failure: Failure) => void;
}

/** One of AWS's services that keep secrets. */
interface Service {
  readonly name: string;
  /** Matches the names that it takes. For others it is not asked. */
  readonly names: RegExp;
  /** Gives a value, or undefined if there is no such secret. It throws what the SDK throws. */
  readonly ask: (id: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly region: () => Promise<string>;
  readonly close: () => void;
}

/** AWS's names of errors that no retry cures: the operator of the worker must do something. */
const REFUSALS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'DecryptionFailure',
  'InvalidKeyId',
  'InvalidParameterException',
  'InvalidRequestException',
  'NotAuthorized',
  'OptInRequired',
  'ValidationException',
]);

/**
 * Makes a store of one of AWS's services.
 * @throws Failure (configuration) when AWS's settings have no region
 */
export async function awsStore(
  service: Service,
  { prefix, setting, refresh, onStale }: AwsStoreSettings,
  access: Pick<AwsAccess, 'settings'>,
): Promise<SecretStore> {
  await refuseMissingRegion(service, setting);
  const whole = (name: string) => (prefix === '*' ? name : prefix + name);
  const values = keepValues({
    name: service.name,
    refresh,
    limit: access.settings.requestTimeout,
    onStale: (failure) => onStale(service.name, failure),
    async ask(id, signal) {
      try {
        return await service.ask(id, signal);
      } catch (error) {
        throw unread(service.name, id, error);
      }
    },
  });
  const idOf = (name: string): string | undefined => {
    const id = whole(memberName(name).id);
    return service.names.test(id) ? id : undefined;
  };
  return {
    name: service.name,
    placeOf(name) {
      const id = idOf(name);
      return id === undefined ? undefined : `${service.name} as ${id}`;
    },
    find(name) {
      const id = idOf(name);
      return id === undefined ? undefined : memberOf(values.find(id), memberName(name));
    },
    refresh: values.refresh,
    async check(name) {
      const id = whole(memberName(name).id);
      try {
        const value = await service.ask(id, AbortSignal.timeout(access.settings.requestTimeout));
        return `${service.name} answers, and has ${value === undefined ? 'no secret' : 'the secret'} ${id}`;
      } catch (error) {
        const failure = unread(service.name, id, error);
        if (!failure.type?.startsWith('AccessDenied')) throw failure;
        return `${service.name} answers, but does not let the worker read ${id}. ${failure.message}`;
      }
    },
    close() {
      values.close();
      service.close();
    },
  };
}

/** @throws Failure (configuration) */
async function refuseMissingRegion({ name, region }: Service, setting: string): Promise<void> {
  try {
    await region();
  } catch (error) {
    if (!isRegionMissing(error as Error)) throw error;
    const message = `${setting}: expected AWS_REGION, or a profile with a region, beside it: ${name} is asked there`;
    throw new Failure('configuration', message, { cause: error });
  }
}

/** Makes the failure of a secret that could not be read. Time can cure it (connection) unless AWS refused in so many words. */
function unread(service: string, id: string, error: unknown): Failure {
  const failure = refused(`The secret ${id} could not be read from ${service}`, service, error);
  return REFUSALS.has((error as Error).name) ? failure.retell({ class: 'configuration' }) : failure;
}
