import type { TestProject } from 'vitest/node';
import { answers } from '../../examples/local/child.ts';
import type { Database } from '../../examples/local/database.ts';
import { startDynalite } from '../../examples/local/dynalite.ts';
import { startDynoxide } from '../../examples/local/dynoxide.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Endpoint of the dynalite that all test files share. */
    dynalite: string;
    /** Endpoint of the dynoxide that all test files share, or of the DynamoDB that takes its place. */
    dynoxide: string;
  }
}

const started: Database[] = [];

/** Starts both databases once for all test files; DYNAMODB_ENDPOINT names a DynamoDB to take instead of dynoxide. */
export async function setup(project: TestProject): Promise<void> {
  const given = process.env.DYNAMODB_ENDPOINT;
  if (given && !(await answers(given))) {
    throw new Error(`DYNAMODB_ENDPOINT: expected the address of a DynamoDB that is running, got ${given}`);
  }
  const [dynalite, dynoxide] = await Promise.all([start(startDynalite), given || start(startDynoxide)]);
  project.provide('dynalite', dynalite);
  project.provide('dynoxide', dynoxide);
}

/** Stops them. */
export async function teardown(): Promise<void> {
  await Promise.all(started.map((database) => database.stop()));
}

async function start(database: () => Promise<Database>): Promise<string> {
  const running = await database();
  started.push(running);
  return running.endpoint;
}
