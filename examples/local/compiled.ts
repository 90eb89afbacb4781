import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { cached } from './cache.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const underWay = new Map<string, Promise<string>>();

/**
 * Compiles a TypeScript module of the project, with all of the project that it imports, for a process of its own. Such a process starts
 * sooner than one that compiles each file for itself, and its functions are as the built package has them. Packages are left as they are.
 * @param module its address
 * @returns the path of the JavaScript. It stays in the cache, for as long as none of its sources changes
 * @throws Error of esbuild when a file cannot be read or compiled
 */
export function compiled(module: URL): Promise<string> {
  const source = fileURLToPath(module);
  let path = underWay.get(source);
  path ??= compile(source).finally(() => underWay.delete(source));
  underWay.set(source, path);
  return path;
}

async function compile(source: string): Promise<string> {
  const name = basename(source, '.ts');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { [name]: source },
    outdir: 'compiled',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [whereItStood],
    logLevel: 'silent',
    write: false,
  });
  const hash = createHash('sha256');
  for (const { path, contents } of outputFiles) hash.update(path).update(contents);
  const folder = await cached(`compiled-${name}-${hash.digest('hex').slice(0, 12)}`, async (directory) => {
    for (const { path, contents } of outputFiles) {
      const file = join(directory, basename(path));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, contents);
    }
  });
  return join(folder, `${name}.mjs`);
}

/** A module finds files, and packages, from where its source stands. */
const whereItStood: Plugin = {
  name: 'where it stood',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'ts' };
    });
  },
};
