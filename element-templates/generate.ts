/**
 * Writes the files that are generated from the code. With `--check`, it writes nothing and names the files that would change. With
 * `--publish`, it also keeps each template as its version: from then on a changed one must have a new version.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles, keptTemplates, root, staleFiles, templateFaults } from './generated.ts';

const faults = templateFaults();
for (const fault of faults) console.error(fault);

const kept = process.argv.includes('--publish') ? keptTemplates : [];
const stale = staleFiles([...(await generatedFiles()), ...kept]);
if (process.argv.includes('--check')) {
  for (const { file } of stale) console.error(`${file} is not what the code says: run npm run generate.`);
  process.exitCode = stale.length + faults.length === 0 ? 0 : 1;
} else if (faults.length > 0) {
  process.exitCode = 1;
} else {
  for (const { file, content } of stale) {
    const path = fileURLToPath(new URL(file, root));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    console.log(`${file} written.`);
  }
}
