import { readFile } from 'node:fs/promises';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { cached } from '../../examples/local/cache.ts';
import { fingerprint } from './fingerprint.ts';
import { isLongForm } from './long-form.ts';

const comparison = 'function equals(a, b) {';
const sooner = `${comparison}
  if (isObject(a) && isObject(b)) for (const key in a) if (typeof a[key] === 'string' && a[key] !== b[key]) return false;`;

/**
 * The Modeler compares each property of a template with each other, by their JSON: three quarters of the time that it takes to apply a
 * template. A text that differs answers sooner, and the same. The long form has the Modeler's code as it is.
 */
const quickComparison: Plugin = {
  name: 'quick comparison',
  setup({ onLoad }) {
    onLoad({ filter: /bpmn-js-element-templates[\\/]dist[\\/]\w+\.esm\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (text.split(comparison).length !== 2) throw new Error(`${path}: expected one "${comparison}"`);
      return { contents: text.replace(comparison, sooner) };
    });
  },
};

/** For packages that are written for bundlers: their imports have no file extensions. */
const options: BuildOptions = {
  bundle: true,
  mainFields: ['browser', 'module', 'main'],
  logLevel: 'error',
  plugins: isLongForm ? [] : [quickComparison],
};

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
  return cached(
    `${name}-${fingerprint([...sources, new URL(import.meta.url)], String(isLongForm))}`,
    async (directory) => {
      await make(directory, (how) => build({ ...options, ...how }));
    },
  );
}
