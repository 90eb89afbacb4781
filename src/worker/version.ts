import { existsSync, readFileSync } from 'node:fs';

/** Gives the version of this package, whether it runs from its source or is built. */
export function packageVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    const url = new URL(path, import.meta.url);
    if (existsSync(url)) return (JSON.parse(readFileSync(url, 'utf8')) as { version: string }).version;
  }
  return 'unknown';
}
