import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
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

/** A file that is generated from the code. Its path is from the project's root. */
export interface GeneratedFile {
  readonly file: string;
  readonly content: string;
}

/** The project's root. */
export const root = new URL('../', import.meta.url);

/** This page is written by hand. Only one table in it is generated. */
const connections = 'docs/connections.md';

const icon = readFileSync(new URL('element-templates/icon.svg', root), 'utf8');
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

/** All files that are generated, as the code says them now. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  return [
    ...templates,
    ...catalog,
    { file: 'src/connection/partitions.ts', content: partitionsFile(await sdkPartitions()) },
    { file: 'docs/operations.md', content: operationsPage(operations, pictures) },
    { file: 'docs/metrics.md', content: metricsPage() },
    { file: 'docs/settings.md', content: settingsPage() },
    { file: 'docs/settings.schema.json', content: settingsSchemaFile() },
    ...deployFiles(settingsSchema()),
    { file: connections, content: withPolicies(readFileSync(new URL(connections, root), 'utf8'), operations) },
  ];
}

/** Each template as its version is kept when it is published. */
export const keptTemplates: readonly GeneratedFile[] = templates.map((template) => ({
  file: keptFile(template),
  content: template.content,
}));

/** What is wrong with the versions of the templates, each a sentence. */
export const templateFaults = (): string[] => versionFaults(templates, read);

/** Those that are not what the code says. */
export const staleFiles = (files: readonly GeneratedFile[]): GeneratedFile[] =>
  files.filter(({ file, content }) => read(file) !== content);

/** Undefined where there is none. */
function read(file: string): string | undefined {
  try {
    return readFileSync(new URL(file, root), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
