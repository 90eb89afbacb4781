import { readFileSync, writeFileSync } from 'node:fs';
import { elementTemplate, iamTable, operationsPage } from 'camunda-dynamodb-worker/element-templates';
import { jobType, operations } from './operations.ts';

const template = elementTemplate(operations, {
  id: 'com.example.stock',
  version: 1,
  name: 'Stock',
  description: 'Reserve stock, and read and write items of Amazon DynamoDB',
  keywords: ['stock', 'warehouse', 'DynamoDB'],
  icon: readFileSync('icon.svg', 'utf8'),
  jobType,
});
writeFileSync('stock.json', JSON.stringify(template, undefined, 2));
writeFileSync('stock.md', `${operationsPage(operations)}\n## What IAM must allow\n\n${iamTable(operations)}\n`);
