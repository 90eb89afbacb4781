import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The path of Chromium: that of the variable CHROMIUM, else the first on the PATH. Undefined, with a warning, when there is none.
 * @throws Error when there is none under CI
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROMIUM, PATH = '', CI } = environment;
  const paths = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = CHROMIUM ?? paths.find(isExecutable);
  if (found !== undefined) return found;
  const missing =
    'Chromium is not installed: install it (Debian: apt-get install chromium), or set CHROMIUM to the path of its program';
  if (CI) throw new Error(missing);
  console.warn(`The tests in a browser are SKIPPED. ${missing}.`);
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') return false;
    throw error;
  }
}
