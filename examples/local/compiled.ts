import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build, type OutputFile, type Plugin } from 'esbuild';
import { cached } from './cache.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** These look for files of their own beside their code, or must be the same for all who load them. */
const alone = ['@camunda8/sdk', '@opentelemetry/*', 'pino-pretty'];

const shared: BuildOptions = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'silent',
};

/** How a module asks for its own address. Not in one piece, or it would be replaced here, too, when this file is compiled. */
const ADDRESS = ['import', 'meta', 'url'].join('.');

interface Compiled {
  /** The path of the JavaScript. */
  readonly path: Promise<string>;
  /** When each of its sources was changed. */
  readonly sources: ReadonlyMap<string, number>;
}
const known = new Map<string, Compiled>();

/**
 * Compiles a TypeScript module of the project, with all of the project that it imports, for a process of its own. Such a process starts
 * sooner than one that compiles each file for itself, and its functions are as the built package has them. Packages are left as they are.
 * @param module its address
 * @returns the path of the JavaScript. It stays in the cache, for as long as none of its sources changes
 * @throws Error of esbuild when a file cannot be read or compiled
 */
export async function compiled(module: URL): Promise<string> {
  const source = fileURLToPath(module);
  const found = known.get(source);
  if (found !== undefined && [...found.sources].every(([file, changed]) => changedAt(file) === changed))
    return found.path;
  const made = await compile(source);
  known.set(source, made);
  return made.path;
}

/** The same with its packages in it, which saves half of the time that it takes to load them. */
export async function compiledWithPackages(module: URL): Promise<string> {
  const path = await compiled(module);
  const name = basename(path, '.mjs');
  // Packages that are CommonJS ask for Node's modules.
  const js = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(${ADDRESS});`;
  const how = { ...shared, entryPoints: { [name]: path }, external: alone, banner: { js } };
  const lock = await readFile(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(JSON.stringify(how)).update(lock).digest('hex').slice(0, 12);
  const folder = await cached(`whole-${name}-${hash}`, async (directory) => {
    await build({ ...how, outdir: directory });
  });
  return join(folder, `${name}.mjs`);
}

async function compile(source: string): Promise<Compiled> {
  const name = basename(source, '.ts');
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints: { [name]: source },
    outdir: 'compiled',
    packages: 'external',
    plugins: [whereItStood],
    metafile: true,
    write: false,
  });
  const files = Object.keys(metafile.inputs).map((file) => resolve(root, file));
  return { path: keep(name, outputFiles), sources: new Map(files.map((file) => [file, changedAt(file)])) };
}

/** By their content: where it is there already, it stays. */
async function keep(name: string, files: readonly OutputFile[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { path, contents } of files) hash.update(path).update(contents);
  const folder = await cached(`compiled-${name}-${hash.digest('hex').slice(0, 12)}`, async (directory) => {
    for (const { path, contents } of files) await writeFile(join(directory, basename(path)), contents);
  });
  return join(folder, `${name}.mjs`);
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
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
