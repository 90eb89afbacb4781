import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** Takes AWS's variables and files of the machine away for a test, and its retries: only what the test sets is there. */
export function withoutAwsSettings(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', '/nowhere');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
}

/** A folder of this test's own. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file of this test's own, and gives its path. */
export async function freshFile(content: string): Promise<string> {
  const file = join(await freshFolder(), 'file');
  await writeFile(file, content);
  return file;
}

/** Makes these lines AWS's config file. */
export async function useConfigFile(...lines: string[]): Promise<string> {
  const file = await freshFile(`${lines.join('\n')}\n`);
  vi.stubEnv('AWS_CONFIG_FILE', file);
  return file;
}

/** What an SSO profile has beside what every one needs. */
interface SsoProfile {
  readonly profile?: string;
  /** More lines of the profile, and of its session. */
  readonly lines?: readonly string[];
  readonly session?: readonly string[];
  readonly token?: object;
}

/** Makes a profile that signs in by SSO, whose token is in the cache. */
export async function useSsoProfile({
  profile = 'orders',
  lines = ['region = us-west-2'],
  session = [],
  token = { accessToken: 'ssoToken', expiresAt: '2999-01-01T00:00:00Z' },
}: SsoProfile = {}): Promise<void> {
  const home = await freshFolder();
  const cache = join(home, '.aws', 'sso', 'cache');
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, `${createHash('sha1').update('corp').digest('hex')}.json`), JSON.stringify(token));
  vi.stubEnv('HOME', home);
  await useConfigFile(
    `[profile ${profile}]`,
    'sso_session = corp',
    'sso_account_id = 123456789012',
    'sso_role_name = clerk',
    ...lines,
    '[sso-session corp]',
    'sso_region = us-west-2',
    'sso_start_url = https://corp.awsapps.com/start',
    ...session,
  );
}
