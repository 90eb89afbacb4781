import type { JsonObject } from '../../src/json/json.ts';
import { type CannedAnswer, startCannedDynamodb } from './canned-dynamodb.ts';
import { runInput } from './jobs.ts';

/**
 * The body of each request that a job with this input sends, when DynamoDB says these things. Keys are not looked up; a table
 * operation may describe its table.
 */
export async function sentBy(input: object, ...answers: CannedAnswer[]): Promise<JsonObject[]> {
  const describes = 'tableOperation' in input && input.tableOperation !== 'scanTable';
  const server = await startCannedDynamodb(undefined, describes ? { describe: 'as others' } : {});
  try {
    server.queue(...answers);
    await runInput(server.endpoint, input);
    return server.requests.map(({ body }) => body as JsonObject);
  } finally {
    await server.stop();
  }
}
