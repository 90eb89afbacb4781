import { type AwsAccess, clientConfig, guardClient, loadPackage } from './aws-access.ts';
import { type AwsStoreSettings, awsStore } from './aws-store.ts';
import type { SecretStore } from './store.ts';

const PACKAGE = '@aws-sdk/client-ssm';
/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
const NAMES = /^(?:\/[\w./-]{1,2000}|[\w.-]{1,1011})$/;

/**
 * Opens the Parameter Store of AWS Systems Manager: its parameters, decrypted.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 * @throws Failure (configuration) when the package of its client is missing, or the region
 */
export async function openParameters(settings: AwsStoreSettings, access: AwsAccess): Promise<SecretStore> {
  const { GetParameterCommand, SSMClient } = await loadPackage(
    PACKAGE,
    settings.setting,
    () => import('@aws-sdk/client-ssm'),
  );
  const client = new SSMClient(clientConfig(access));
  guardClient(client, access);
  const service = {
    name: 'AWS Systems Manager',
    names: NAMES,
    region: client.config.region,
    close: () => client.destroy(),
    async ask(id: string, abortSignal: AbortSignal) {
      try {
        const command = new GetParameterCommand({ Name: id, WithDecryption: true });
        return (await client.send(command, { abortSignal })).Parameter?.Value;
      } catch (error) {
        if ((error as Error).name === 'ParameterNotFound') return undefined;
        throw error;
      }
    },
  };
  return awsStore(service, settings, access);
}
