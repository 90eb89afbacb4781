import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundled } from '../bundles.ts';

const code = new URL('page.ts', import.meta.url);
const css = "@import 'camunda-bpmn-js/dist/assets/camunda-cloud-modeler.css';";
const fonts = {
  '.woff': 'dataurl',
  '.woff2': 'dataurl',
  '.ttf': 'dataurl',
  '.svg': 'dataurl',
  '.eot': 'empty',
} as const;

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
  const folder = await bundled('modeler-page', [code, new URL(import.meta.url)], async (directory, bundle) => {
    await bundle({ format: 'iife', entryPoints: [fileURLToPath(code)], outfile: join(directory, 'page.js') });
    const stdin = { contents: css, loader: 'css', resolveDir: fileURLToPath(new URL('./', code)) } as const;
    await bundle({ stdin, loader: fonts, outfile: join(directory, 'page.css') });
    await writeFile(join(directory, 'index.html'), html);
  });
  return pathToFileURL(join(folder, 'index.html')).href;
}
