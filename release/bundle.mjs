/**
 * Makes the program of the worker: one file with its packages, and others for what it loads only when it is needed. It starts in little
 * more than half of the time that hundreds of files take. The library, which others import, is made by `tsc`.
 * It is no TypeScript because the image is built with what compiles alone.
 *
 * Usage: node release/bundle.mjs
 */
import { rmSync } from 'node:fs';
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
await build({
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
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
  logLevel: 'warning',
});
