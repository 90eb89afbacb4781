/**
 * Writes the files that are generated from the code. With `--check`, it writes nothing and names the files that would change. With
 * `--publish`, it also keeps each template as its version: from then on a changed one must have a new version.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deployFiles } from '../deploy/generate/files.ts';
import { operations } from '../src/operations/index.ts';
import { awsDynamoDbTemplates } from './aws-dynamodb.ts';
import { catalogPage } from './catalog-page.ts';
import { withPolicies } from './connections-page.ts';
import { metricsPage } from './metrics-page.ts';
import { operationsPage } from './operations-page.ts';
import { partitionsFile, sdkPartitions } from './partitions-file.ts';
import { settingsPage } from './settings-page.ts';
import { settingsSchema, settingsSchemaFile } from './settings-schema.ts';
import { elementTemplate } from './template.ts';
import { keptFile, versionFaults } from './versions.ts';

const root = new URL('../', import.meta.url);
const icon = readFileSync(new URL('element-templates/icon.svg', root), 'utf8');

/** This page is written by hand. Only one table in it is generated. */
const connections = 'docs/connections.md';

const templates = Object.entries(awsDynamoDbTemplates).map(([file, words]) => ({
  file,
  ...words,
  content: `${JSON.stringify(elementTemplate(operations, { ...words, icon }), undefined, 2)}\n`,
}));

/** The catalog of Camunda Hub has one form of each template: that for 8.10. */
const catalog = templates
  .filter(({ camunda }) => camunda === '8.10')
  .flatMap((template) => {
    const name = basename(template.file, '-8.10.json');
    const folder = `element-templates/catalog/${name}`;
    const page = catalogPage(operations, { ...template, file: `${name}.json` });
    return [
      { file: `${folder}/${name}.json`, content: template.content },
      { file: `${folder}/README.md`, content: page },
    ];
  });

/** Made by `npm run pictures`. */
const pictures = Object.fromEntries(operations.map(({ id }) => [id, `pictures/${id}.webp`]));

const generated: readonly { file: string; content: string }[] = [
  ...templates,
  ...catalog,
  ...(process.argv.includes('--publish')
    ? templates.map((template) => ({ file: keptFile(template), content: template.content }))
    : []),
  { file: 'src/connection/partitions.ts', content: partitionsFile(await sdkPartitions()) },
  { file: 'docs/operations.md', content: operationsPage(operations, pictures) },
  { file: 'docs/metrics.md', content: metricsPage() },
  { file: 'docs/settings.md', content: settingsPage() },
  { file: 'docs/settings.schema.json', content: settingsSchemaFile() },
  ...deployFiles(settingsSchema()),
  { file: connections, content: withPolicies(readFileSync(new URL(connections, root), 'utf8'), operations) },
];

const faults = versionFaults(templates, read);
for (const fault of faults) console.error(fault);

const stale = generated.filter(({ file, content }) => read(file) !== content);
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

function read(file: string): string | undefined {
  try {
    return readFileSync(new URL(file, root), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
