/**
 * Makes the program of the worker: one file with its packages, and others for what it loads only when it is needed. It starts in little
 * more than half of the time that hundreds of files take. The library, which others import, is made by `tsc`.
 * It is no TypeScript because the image is built with what compiles alone.
 *
 * Usage: node release/bundle.mjs
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Left as packages: some look for files of their own beside their code, some are optional, some must be the same for all who load them. */
const external = [
  '@camunda8/sdk',
  '@camunda8/sdk/*',
  '@opentelemetry/*',
  '@aws-sdk/client-secrets-manager',
  '@aws-sdk/client-ssm',
  'pino-pretty',
];
const outdir = 'dist/workers';
// Names of its parts are those of their contents: old ones would stay.
rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['workers/dynamodb.ts'],
  outdir,
  external,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  legalComments: 'linked',
  // Packages that are CommonJS ask for Node's modules.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
  metafile: true,
});

/** The licences of what is bundled have to come with the copy. A text that several packages have is there once. */
function licencesOf(files) {
  const folders = new Set(files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]));
  folders.delete(undefined);
  const packagesByText = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const own = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(file));
    const text = own.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version}: ${license}`]);
  }
  return [...packagesByText]
    .map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}
writeFileSync(join(outdir, 'LICENCES.txt'), licencesOf(Object.keys(metafile.inputs)));
