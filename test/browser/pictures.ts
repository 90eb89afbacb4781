/** Writes docs/pictures: the form of each operation, filled in by hand in the Modeler. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { operations } from '../../src/operations/index.ts';
import { findChromium } from '../support/browser/find-chromium.ts';
import { openModeler } from '../support/browser/modeler.ts';
import { oneTaskProcess } from '../support/diagrams.ts';
import { template } from '../support/template.ts';
import { caseOf } from './operation-cases.ts';

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });

const chromium = findChromium();
if (chromium === undefined) process.exit(1);
const modeler = await openModeler(chromium);
for (const { id, label } of operations) {
  const { form } = caseOf(id);
  await modeler.open(oneTaskProcess(), [template], '8.8');
  await modeler.search(label);
  await modeler.take();
  for (const [field, entry] of Object.entries(form)) await modeler.enter(field, entry);
  const picture = await modeler.picture();
  writeFileSync(`${folder}${id}.webp`, picture);
  console.log(`docs/pictures/${id}.webp: ${picture.length} bytes`);
}
await modeler.close();
