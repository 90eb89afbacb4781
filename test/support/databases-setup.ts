import type { TestProject } from 'vitest/node';
import type { Database } from '../../examples/local/database.ts';
import { startDynalite } from '../../examples/local/dynalite.ts';
import { startDynamoDbLocal } from '../../examples/local/dynamodb-local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Endpoint of the dynalite that all test files share. */
    dynalite: string;
    /** Endpoint of the DynamoDB Local that all test files share. */
    dynamodbLocal: string;
  }
}

const started: Database[] = [];

/** Starts both databases once for all test files. */
export async function setup(project: TestProject): Promise<void> {
  const [dynalite, dynamodbLocal] = await Promise.all([startDynalite(), startDynamoDbLocal()]);
  started.push(dynalite, dynamodbLocal);
  project.provide('dynalite', dynalite.endpoint);
  project.provide('dynamodbLocal', dynamodbLocal.endpoint);
}

/** Stops them. */
export async function teardown(): Promise<void> {
  await Promise.all(started.map((database) => database.stop()));
}
