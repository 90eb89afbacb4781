import { readFileSync } from 'node:fs';
import type { ElementTemplate } from '../../element-templates/element-template.ts';

/** The element template as it is published. */
export const publishedTemplate = readFileSync(
  new URL('../../element-templates/aws-dynamodb.json', import.meta.url),
  'utf8',
);

export const template: ElementTemplate = JSON.parse(publishedTemplate);
