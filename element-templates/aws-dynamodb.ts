import { DOCS } from '../src/failure/help.ts';
import type { TemplateWords } from './template.ts';

/** The words of the worker's own template. The `:1` and the `.v1` are the contract between diagrams and the worker. */
const awsDynamoDb = {
  id: 'camunda-dynamodb-worker.aws-dynamodb.v1',
  name: 'Amazon DynamoDB',
  description: 'Read and write items and tables of Amazon DynamoDB',
  keywords: ['DynamoDB', 'Amazon', 'AWS', 'NoSQL', 'database', 'table', 'item'],
  jobType: 'aws-dynamodb:1',
  documentationRef: `${DOCS}operations.md`,
};

/** The same with a field for the job type, for clusters in which several workers do the tasks. */
const withJobType = {
  ...awsDynamoDb,
  id: 'camunda-dynamodb-worker.aws-dynamodb.job-type.v1',
  name: 'Amazon DynamoDB (job type)',
  choosesJobType: true,
};

type Words = Omit<TemplateWords, 'icon' | 'documentationRef'> & { readonly documentationRef: string };

/**
 * The published forms of the template, by their files. Of those that fit a diagram the Modeler takes the newest: that for 8.10 must
 * always have the higher version.
 */
export const awsDynamoDbTemplates: Readonly<Record<string, Words>> = {
  'element-templates/aws-dynamodb.json': { ...awsDynamoDb, version: 1, camunda: '8.6' },
  'element-templates/aws-dynamodb-8.10.json': { ...awsDynamoDb, version: 2, camunda: '8.10' },
  'element-templates/aws-dynamodb-job-type.json': { ...withJobType, version: 1, camunda: '8.6' },
  'element-templates/aws-dynamodb-job-type-8.10.json': { ...withJobType, version: 2, camunda: '8.10' },
};
