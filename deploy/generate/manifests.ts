/** Writes the plain manifests in `deploy/kubernetes`, which are made from the chart. It needs Go, or Helm with HELM=/path/to/helm. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifestFiles } from './plain.ts';
import { findRenderer } from './renderer.ts';

const render = findRenderer({ ...process.env, CI: 'true' });
if (render !== undefined) {
  for (const { file, content } of manifestFiles(render)) {
    const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
