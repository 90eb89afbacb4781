import { type BuildOptions, build } from 'esbuild';
import { cached } from '../../examples/local/cache.ts';
import { fingerprint } from './fingerprint.ts';

/** For packages that are written for bundlers: their imports have no file extensions. */
const options: BuildOptions = { bundle: true, mainFields: ['browser', 'module', 'main'], logLevel: 'error' };

/** Builds one bundle. */
export type Bundle = (how: BuildOptions) => Promise<unknown>;

/**
 * A folder with bundles, made when there is none yet, and anew when what they are made from changes.
 * @param sources the files of the project that they are made from; the packages are those of the lock file
 */
export function bundled(
  name: string,
  sources: readonly URL[],
  make: (directory: string, bundle: Bundle) => Promise<unknown>,
): Promise<string> {
  return cached(`${name}-${fingerprint([...sources, new URL(import.meta.url)])}`, async (directory) => {
    await make(directory, (how) => build({ ...options, ...how }));
  });
}
