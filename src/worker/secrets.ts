import { statSync } from 'node:fs';
import type { FoundSecret } from '../connection/secrets.ts';
import { Failure } from '../failure/failure.ts';
import type { AccessSettings } from '../secrets/aws-access.ts';
import type { AwsStoreSettings } from '../secrets/aws-store.ts';
import { directoryStore } from '../secrets/directory.ts';
import { environmentStore } from '../secrets/environment.ts';
import { type Secrets, secretsInOrder } from '../secrets/in-order.ts';
import type { SecretStore } from '../secrets/store.ts';
import { ConfigError } from './config.ts';
import { AWS_LIMITS, type AwsSettings } from './job-settings.ts';
import { type Config, settings } from './settings.ts';

/** What goes wrong with secrets while jobs go on. */
interface SecretTrouble {
  /** What the store is called, like `AWS Secrets Manager`. */
  readonly store: string;
  readonly message: string;
}

/** Who is told of what happens to secrets. */
interface SecretListener extends Pick<AccessSettings, 'onAsked' | 'onRequest'> {
  /** A store cannot be reached, and the last values serve. */
  readonly onTrouble: (trouble: SecretTrouble) => void;
}

/** The secrets of a worker. */
export interface WorkerSecrets extends Secrets {
  /** From now on, tells of what happens: of trouble, of requests to AWS's stores, and when the source of credentials for them was asked. */
  listen(listener: SecretListener): void;
}

type Variables = AwsSettings['variables'];

/**
 * Opens the places of secrets that the settings name, in the order in which they are asked: the environment, the directory, AWS
 * Secrets Manager, the Parameter Store. AWS is not asked before a job names a secret.
 * @throws ConfigError that names everything that is wrong with these settings
 */
export async function openSecrets(config: Config, aws: AwsSettings): Promise<WorkerSecrets> {
  const faults = directoryFaults(config);
  let listener: SecretListener | undefined;
  const told: Told = {
    onStale: (store, { message }) => listener?.onTrouble({ store, message }),
    onAsked: (source, isOk) => listener?.onAsked?.(source, isOk),
    onRequest: (request) => listener?.onRequest?.(request),
  };
  const ofAws = await openAwsStores(config, aws, told, faults);
  if (faults.length > 0) {
    ofAws.close();
    throw new ConfigError(faults);
  }
  const secrets = secretsInOrder([...localStores(config, aws.variables), ...ofAws.stores]);
  return {
    ...secrets,
    listen(next) {
      listener = next;
    },
    close() {
      secrets.close();
      ofAws.close();
    },
  };
}

/**
 * Gives the secrets that can be read without asking AWS.
 * @param unasked gives what stands for a secret that AWS would have to be asked for
 */
export function localSecrets(config: Config, variables: Variables, unasked: (name: string) => FoundSecret): Secrets {
  const ofAws = config.secretsManagerPrefix ?? config.ssmPrefix;
  const store: SecretStore = {
    name: 'AWS',
    placeOf: () => 'AWS',
    find: unasked,
    refresh: () => {},
    check: async () => 'AWS is not asked',
    close: () => {},
  };
  return secretsInOrder([...localStores(config, variables), ...(ofAws === undefined ? [] : [store])]);
}

function localStores({ secretPrefix, secretsDir }: Config, variables: Variables): SecretStore[] {
  const environment = environmentStore(variables, secretPrefix);
  return secretsDir === undefined ? [environment] : [environment, directoryStore(secretsDir, settings.secretsDir.name)];
}

function directoryFaults({ secretsDir }: Config): string[] {
  if (secretsDir === undefined) return [];
  try {
    return statSync(secretsDir).isDirectory() ? [] : [`${settings.secretsDir.name}: expected a directory, got a file`];
  } catch (error) {
    return [`${settings.secretsDir.name}: expected a directory: ${(error as Error).message}`];
  }
}

/** Who is told of what happens to AWS's stores. */
type Told = Pick<AwsStoreSettings, 'onStale'> & Pick<AccessSettings, 'onAsked' | 'onRequest'>;

/** Opens the stores of AWS that the settings name. Their packages are loaded only then. Adds what is wrong to `faults`. */
async function openAwsStores(
  { secretsManagerPrefix, ssmPrefix, secretsRefresh: refresh }: Config,
  aws: AwsSettings,
  { onStale, ...watched }: Told,
  faults: string[],
): Promise<{ readonly stores: readonly SecretStore[]; close(): void }> {
  if ((secretsManagerPrefix ?? ssmPrefix) === undefined) return { stores: [], close: () => {} };
  const [{ openAwsAccess }, { openSecretsManager }, { openParameters }] = await Promise.all([
    import('../secrets/aws-access.ts'),
    import('../secrets/secrets-manager.ts'),
    import('../secrets/parameters.ts'),
  ]);
  const onRenewalFailure = (failure: Failure) => onStale('AWS credentials', failure);
  const access = openAwsAccess({ ...aws, ...AWS_LIMITS, onRenewalFailure, ...watched });
  const wanted = [
    { prefix: secretsManagerPrefix, setting: settings.secretsManagerPrefix.name, open: openSecretsManager },
    { prefix: ssmPrefix, setting: settings.ssmPrefix.name, open: openParameters },
  ];
  const stores: SecretStore[] = [];
  for (const { prefix, setting, open } of wanted) {
    if (prefix === undefined) continue;
    try {
      stores.push(await open({ prefix, setting, refresh, onStale }, access));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      faults.push(error.message);
    }
  }
  return { stores, close: () => access.close() };
}
