import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { cached } from '../../../examples/local/cache.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));

/** The panel is as wide as the Modeler has it at the start. */
const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Modeler</title>
<link rel="stylesheet" href="page.css">
<style>
  html, body { margin: 0; height: 100%; font-family: sans-serif }
  #canvas { position: absolute; inset: 0 350px 0 0 }
  #panel { position: absolute; inset: 0 0 0 auto; width: 350px }
</style>
<div id="canvas"></div>
<div id="panel"></div>
<script src="page.js"></script>
</html>
`;

/** Gives the address of the page with the Modeler. It is built once, and again when it or its packages change. */
export async function buildPage(): Promise<string> {
  const made = await cached(`modeler-page-${fingerprint()}`, async (directory) => {
    const options: BuildOptions = {
      bundle: true,
      format: 'iife',
      mainFields: ['browser', 'module', 'main'],
      loader: { '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl', '.svg': 'dataurl', '.eot': 'empty' },
      logLevel: 'error',
    };
    const css = "@import 'camunda-bpmn-js/dist/assets/camunda-cloud-modeler.css';";
    await build({ ...options, entryPoints: [join(folder, 'page.ts')], outfile: join(directory, 'page.js') });
    await build({
      ...options,
      stdin: { contents: css, loader: 'css', resolveDir: folder },
      outfile: join(directory, 'page.css'),
    });
    await writeFile(join(directory, 'index.html'), html);
  });
  return pathToFileURL(join(made, 'index.html')).href;
}

/** Tells what the page is built from apart: its code, and the packages as they are locked. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of ['page.ts', 'bundle.ts', '../../../package-lock.json'])
    hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 8);
}
