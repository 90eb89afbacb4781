import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 30_000;

/**
 * Gives this process one of so many things of which each process has its own. It keeps it until it ends; the numbers that Vitest gives
 * to its processes may change meanwhile.
 * @param folder where the claims are kept, one file for each
 * @returns which of them it is, from 0 on
 */
export async function claim(folder: string, count: number): Promise<number> {
  const limit = performance.now() + LIMIT_MS;
  while (performance.now() < limit) {
    for (let index = 0; index < count; index++) if (take(join(folder, String(index)))) return index;
    await sleep(50);
  }
  throw new Error(`All ${count} are taken by other processes`);
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = Number(readFileSync(file, 'utf8'));
  if (owner === process.pid) return true;
  if (!isAlive(owner)) rmSync(file, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
