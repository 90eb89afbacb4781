import { vi } from 'vitest';
import { freshFile } from './aws-files.ts';
import { jsonAnswer, type SourceRequest, session } from './canned-sources.ts';
import { roleArn } from './sign-in.ts';

/** Keys in variables. */
export function useKeys(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'beside');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
}

/** IRSA: EKS puts a token into a file, and its path and the role into variables. */
export async function useWebIdentity(): Promise<void> {
  vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', await freshFile('pod.token'));
  vi.stubEnv('AWS_ROLE_ARN', roleArn);
}

/** ECS, and EKS Pod Identity: an endpoint beside the container. */
export function useContainer(url: string): void {
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${url}/v1/credentials`);
}

/** EC2: the metadata service. */
export function useInstance(url: string): void {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', url);
}

/** The metadata service, version 2: without its token it says nothing. */
export function instance({ method, path, headers }: SourceRequest) {
  if (method === 'PUT' && path === '/latest/api/token') return { body: 'imds-token' };
  if (headers['x-aws-ec2-metadata-token'] !== 'imds-token') return { status: 401, body: '' };
  const role = '/latest/meta-data/iam/security-credentials/';
  if (path === role) return { body: 'instance-role' };
  return path === `${role}instance-role` ? jsonAnswer(session('instance')) : { status: 404, body: '' };
}
