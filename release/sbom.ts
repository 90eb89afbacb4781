/**
 * Prints the bill of materials of the npm package, as CycloneDX: all packages that npm installs with it, from the lock.
 *
 * Usage: npm run --silent sbom > sbom.cdx.json
 */
import { fileURLToPath } from 'node:url';
import { billOfMaterials } from './bill-of-materials.ts';

process.stdout.write(await billOfMaterials(fileURLToPath(new URL('../', import.meta.url))));
