import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where what the engines need is kept between runs; deleting it costs only the time to fetch it again. */
export const cacheDirectory = fileURLToPath(new URL('../../.cache', import.meta.url));

const day = 24 * 60 * 60 * 1000;
const underWay = new Map<string, Promise<string>>();

/**
 * The cached folder of that name, made by `make` when it is not there yet.
 * It appears under its name only when it is whole, also when two processes make it at once: the first one wins.
 */
export function cached(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  let folder = underWay.get(name);
  folder ??= findOrMake(name, make).finally(() => underWay.delete(name));
  underWay.set(name, folder);
  return folder;
}

async function findOrMake(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const folder = join(cacheDirectory, name);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  await removeInterrupted(dirname(folder));
  const unfinished = await mkdtemp(`${folder}.unfinished-`);
  try {
    await make(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(isTaken(error) && existsSync(folder))) throw error;
  }
  return folder;
}

async function removeInterrupted(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    if (!name.includes('.unfinished-')) continue;
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > day) await rm(path, { recursive: true, force: true });
  }
}

function isTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
}
