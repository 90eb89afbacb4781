import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const lock = new URL('../../package-lock.json', import.meta.url);

/** Tells apart what is made from files of the project, from a text, and by the packages as they are locked. */
export function fingerprint(files: readonly URL[], text = ''): string {
  const hash = createHash('sha256').update(text);
  for (const file of [...files, lock]) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
