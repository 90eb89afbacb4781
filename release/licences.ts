/**
 * Writes the licences of all packages that users get to THIRD-PARTY.md, and fails if one is not allowed. With `--check`, it writes nothing
 * and fails if the page would change.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { licencesFile, thirdParty } from './third-party.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const target = `${root}${licencesFile}`;

const { page, faults } = thirdParty(root);
if (!process.argv.includes('--check')) writeFileSync(target, page);
else if (readFileSync(target, 'utf8') !== page)
  faults.push(`${licencesFile} is not what the installed packages say: run npm run licences.`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
