import { readFileSync } from 'node:fs';
import type { ElementTemplate } from '../../element-templates/element-template.ts';

/** The element template as it is published, for Camunda 8.6 and newer. */
export const publishedTemplate = textOf('aws-dynamodb.json');

export const template: ElementTemplate = JSON.parse(publishedTemplate);

/** The same with a choice of credentials that are kept in the cluster, for Camunda 8.10 and newer. */
export const published810Template = textOf('aws-dynamodb-8.10.json');

export const template810: ElementTemplate = JSON.parse(published810Template);

/** The same two with a field for the job type. */
export const jobTypeTemplates: readonly string[] = [
  textOf('aws-dynamodb-job-type.json'),
  textOf('aws-dynamodb-job-type-8.10.json'),
];

function textOf(file: string): string {
  return readFileSync(new URL(`../../element-templates/${file}`, import.meta.url), 'utf8');
}
