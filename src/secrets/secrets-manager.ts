import { Failure } from '../failure/failure.ts';
import { type AwsAccess, clientConfig, guardClient, loadPackage } from './aws-access.ts';
import { type AwsStoreSettings, awsStore } from './aws-store.ts';
import type { SecretStore } from './store.ts';

const PACKAGE = '@aws-sdk/client-secrets-manager';
/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAMES = /^[\w/+=.@-]{1,512}$/;
/** How AWS says that a secret was deleted, but could be restored yet. */
const DELETED = /marked for deletion|scheduled for deletion/;

/**
 * Opens AWS Secrets Manager: the current versions of secrets with text.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 * @throws Failure (configuration) when the package of its client is missing, or the region
 */
export async function openSecretsManager(settings: AwsStoreSettings, access: AwsAccess): Promise<SecretStore> {
  const { GetSecretValueCommand, SecretsManagerClient } = await loadPackage(
    PACKAGE,
    settings.setting,
    () => import('@aws-sdk/client-secrets-manager'),
  );
  const client = new SecretsManagerClient(clientConfig(access));
  guardClient(client, access);
  const service = {
    name: 'AWS Secrets Manager',
    names: NAMES,
    region: client.config.region,
    close: () => client.destroy(),
    async ask(id: string, abortSignal: AbortSignal) {
      try {
        const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }), { abortSignal });
        if (typeof SecretString === 'string') return SecretString;
        throw new Failure('configuration', `The secret ${id} of AWS Secrets Manager: expected a text, got bytes.`);
      } catch (error) {
        const { name, message } = error as Error;
        if (name === 'ResourceNotFoundException') return undefined;
        if (name === 'InvalidRequestException' && DELETED.test(message)) return undefined;
        throw error;
      }
    },
  };
  return awsStore(service, settings, access);
}
