import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../release/command.ts';
import { type LockEntries, packageAt } from '../../release/lock.ts';

/** The folder of the clone that the tests are run in. */
export const clone = fileURLToPath(new URL('../../', import.meta.url));

/** Copies the clone without what git ignores: what a clean clone has, and what is not committed yet. */
export async function copyClone(target: string): Promise<void> {
  const listed = await runCommand('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: clone,
  });
  for (const file of listed.split('\0').filter((name) => name !== '')) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await copyFile(join(clone, file), join(target, file));
  }
}

/**
 * The clone's lock, in which each package has its address at the user's registry. npm then need not read all that the registry has of
 * each package, which is most of the work of an install.
 */
export async function lockWithAddresses(): Promise<{ readonly packages: LockEntries }> {
  const registry = (await runCommand('npm', ['config', 'get', 'registry'], { cwd: clone })).trim().replace(/\/$/, '');
  const lock: { packages: LockEntries } = JSON.parse(await readFile(join(clone, 'package-lock.json'), 'utf8'));
  const packages = Object.entries(lock.packages).map(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.link) return [path, entry];
    const name = packageAt(path);
    return [path, { ...entry, resolved: `${registry}/${name}/-/${basename(name)}-${entry.version}.tgz` }];
  });
  return { ...lock, packages: Object.fromEntries(packages) };
}
