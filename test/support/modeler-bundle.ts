import './modeler-document.ts';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundled } from './bundles.ts';

/** The Modeler's packages, in a process with a window and a document. As one module they load in a tenth of the time. */
export const modelerPackages: typeof import('./modeler-entry.ts') = await load();

async function load() {
  const entry = new URL('modeler-entry.ts', import.meta.url);
  const folder = await bundled('modeler-packages', [entry], (directory, bundle) =>
    bundle({ format: 'esm', entryPoints: [fileURLToPath(entry)], outfile: join(directory, 'packages.mjs') }),
  );
  return import(pathToFileURL(join(folder, 'packages.mjs')).href);
}
