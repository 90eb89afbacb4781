import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
