import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { type CannedAnswer, type CannedRequest, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, jobSettings, resultsOf, runInput } from '../support/jobs.ts';

const operation = { itemOperation: 'batchWriteItems' };

type Writes = { PutRequest: { Item: Record<string, AttributeValue> } }[];

/** What DescribeTable gives of a table with these keys, all of them text. */
function describedWith(...[partition = '', ...sort]: string[]): CannedAnswer {
  const names = [partition, ...sort];
  const KeySchema = names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
  const AttributeDefinitions = names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
  return { body: { Table: { KeySchema, AttributeDefinitions } } };
}

/** A database that writes all, and describes its tables so. */
function startDatabase(describe: (tableName: string) => CannedAnswer) {
  const answer = ({ operation: asked, body }: CannedRequest): CannedAnswer =>
    asked === 'DescribeTable' ? describe(String(body.TableName)) : { body: { UnprocessedItems: {} } };
  return startCannedDynamodb(answer, { describe: 'as others' });
}

const namesIn = ({ body }: CannedRequest) =>
  Object.entries(body.RequestItems as Record<string, Writes>).map(
    ([tableName, writes]) => `${tableName}: ${writes.map(({ PutRequest }) => PutRequest.Item.name?.S).join(' ')}`,
  );

const batches = (requests: readonly CannedRequest[]) =>
  requests.filter(({ operation: asked }) => asked === 'BatchWriteItem').map((request) => namesIn(request).join(', '));

test('the writes to a table that was made anew keep the order of its keys as they are now', async () => {
  let describe = describedWith('id', 'at');
  const server = await startDatabase(() => describe);
  const result = resultsOf(server.endpoint, { settings: jobSettings(), headers: { resultVariable: 'result' } });
  const putItems = [
    { id: 'x', at: '1', name: 'a' },
    { id: 'x', at: '2', name: 'b' },
  ];
  await result({ ...operation, tableName: 't', putItems });
  describe = describedWith('id');
  await result({ ...operation, tableName: 't', putItems });
  await server.stop();
  expect(batches(server.requests)).toEqual(['t: a b', 't: a', 't: b']);
});

test('each table is described once for a job, and one that cannot be is left alone for a while', async () => {
  const server = await startDatabase((name) =>
    name === 't' ? describedWith('id') : { type: 'AccessDeniedException' },
  );
  const result = resultsOf(server.endpoint, { settings: jobSettings(), headers: { resultVariable: 'result' } });
  const put = (id: string, name: string) => ({ PutRequest: { Item: { id, name } } });
  const requestItems = { u: [put('x', 'a'), put('y', 'b')], t: [put('x', 'c'), put('x', 'd'), put('y', 'e')] };
  await result({ ...operation, requestItems });
  await result({ ...operation, requestItems });
  await server.stop();
  const described = server.requests.filter(({ operation: asked }) => asked === 'DescribeTable');
  expect(described.map(({ body }) => body.TableName)).toEqual(['u', 't', 't']);
  expect(batches(server.requests).slice(0, 3)).toEqual(['t: c e', 't: d', 'u: a b']);
});

test('what is left and cannot be listed is told in numbers', async () => {
  const server = await startCannedDynamodb(({ body }) => ({ body: { UnprocessedItems: body.RequestItems } }));
  server.queue({ body: { UnprocessedItems: {} } });
  const putItems = Array.from({ length: 50 }, (_, n) => ({ id: `${n}`, text: 'x'.repeat(1_000) }));
  const words = { settings: jobSettings({ maxResultBytes: 10_000 }), headers: { jobTimeout: 'PT1S' } };
  const outcome = await runInput(server.endpoint, { ...operation, tableName: 't', putItems }, words);
  await server.stop();
  const error = errorOf(outcome);
  expect(error).toMatchObject({ code: 'AwsDynamoDbExecutionException', position: { Written: 25, Unprocessed: 25 } });
  expect(error.message).toMatch(
    /^batchWriteItems on the table t in eu-central-1: 25 of 50 writes were left by DynamoDB, and are too many to be listed: \d+ bytes of JSON, at most 9000\. Try again, or with fewer at once\.$/,
  );
});
