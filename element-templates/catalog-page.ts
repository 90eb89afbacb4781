import type { Operation } from '../src/operation/operation.ts';
import { groupsOf } from './operation-properties.ts';

/** What a page of the catalog says of a template. */
interface CatalogWords {
  /** The JSON file beside the page. */
  readonly file: string;
  readonly name: string;
  readonly keywords: readonly string[];
  readonly documentationRef: string;
  readonly jobType: string;
  readonly choosesJobType?: boolean;
}

/**
 * The text of README.md in a template's folder of the catalog of Camunda Hub: front matter, then what a modeler reads.
 * https://docs.camunda.io/docs/components/hub/organization/manage-catalog/manage-catalog/
 */
export function catalogPage(operations: readonly Operation[], words: CatalogWords): string {
  const lists = groupsOf(operations).flatMap(([group, name]) => [
    `## ${name}`,
    '',
    ...operations
      .filter((operation) => operation.group === group)
      .map(({ label, description }) => `- **${label}**: ${description}.`),
    '',
  ]);
  const jobType = words.choosesJobType
    ? `The job type is a field of the form: that of the workers that are to do the task (\`${words.jobType}\` is the usual one).`
    : `Its tasks have the job type \`${words.jobType}\`.`;
  return `${[
    '---',
    `template: ${words.file}`,
    'category: Databases',
    'tags:',
    ...words.keywords.map((keyword) => `  - ${keyword}`),
    '---',
    '',
    `# ${words.name}`,
    '',
    'Service tasks that read and write items and tables of Amazon DynamoDB.',
    '',
    `They are done by the worker \`camunda-dynamodb-worker\`, which must run beside the cluster. ${jobType} Camunda's own connectors are not needed.`,
    'Keys of AWS are named as secrets, and never stand in a diagram.',
    '',
    ...lists,
    `Every field is described in the [documentation](${words.documentationRef}).`,
  ].join('\n')}\n`;
}
