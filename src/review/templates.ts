import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ShippedTemplate } from './task.ts';

/** Gives the element templates that come with this package, whether it runs from its source or is built. */
export function shippedTemplates(): ShippedTemplate[] {
  const folder = ['../../element-templates/', '../../../element-templates/']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(new URL('aws-dynamodb.json', url)));
  if (folder === undefined) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.map((name) => {
    const { id, version, engines } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Template;
    return { id, version, camunda: engines.camunda.replace(/^\D+/, '') };
  });
}

interface Template {
  readonly id: string;
  readonly version: number;
  readonly engines: { readonly camunda: string };
}
