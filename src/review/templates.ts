import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ShippedTemplate } from './task.ts';

/** Gives the element templates that come with this package, whether it runs from its source or is built. */
export function shippedTemplates(): ShippedTemplate[] {
  return templateFiles().map((file) => {
    const { id, version, engines } = JSON.parse(readFileSync(file, 'utf8')) as Template;
    return { id, version, camunda: engines.camunda.replace(/^\D+/, '') };
  });
}

/** The files of these templates. */
export function templateFiles(): URL[] {
  const folder = ['../../element-templates/', '../../../element-templates/']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(new URL('aws-dynamodb.json', url)));
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => new URL(name, folder));
}

interface Template {
  readonly id: string;
  readonly version: number;
  readonly engines: { readonly camunda: string };
}
