import type { TemplateWords } from './template.ts';

/**
 * The words of the worker's own template. The `:1` and the `.v1` are the contract between diagrams and the worker; `version`
 * counts the published forms of it.
 */
export const awsDynamoDb: Omit<TemplateWords, 'icon'> = {
  id: 'camunda-dynamodb-worker.aws-dynamodb.v1',
  version: 1,
  name: 'Amazon DynamoDB',
  description: 'Read and write items and tables of Amazon DynamoDB',
  keywords: ['DynamoDB', 'Amazon', 'AWS', 'NoSQL', 'database', 'table', 'item'],
  jobType: 'aws-dynamodb:1',
};
