import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CannedDynamodb, startCannedDynamodb } from './canned-dynamodb.ts';

const get = () => new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } });

let server: CannedDynamodb;
let client: DynamoDBClient;

beforeEach(async () => {
  server = await startCannedDynamodb(({ operation }) => ({ body: { Item: { op: { S: operation } } }, crc32: 'right' }));
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  client = new DynamoDBClient({ endpoint: server.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await server.stop();
});

it('answers by function and keeps the requests', async () => {
  expect((await client.send(get())).Item).toEqual({ op: { S: 'GetItem' } });
  expect(server.requests[0]).toMatchObject({ operation: 'GetItem', body: { TableName: 't', Key: { pk: { S: 'a' } } } });
});

it('answers from the queue first: an error with its item, throttling with its reasons', async () => {
  const reasons = [{ reason: 'TableReadMaxOnDemandThroughputExceeded', resource: 'arn:t' }];
  server.queue(
    { type: 'ConditionalCheckFailedException', body: { Item: { pk: { S: 'old' } } } },
    { type: 'ThrottlingException', body: { throttlingReasons: reasons } },
    { status: 500, type: 'InternalServerError' },
  );
  const put = new PutItemCommand({ TableName: 't', Item: {}, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
  const failed = { name: 'ConditionalCheckFailedException', Item: { pk: { S: 'old' } } };
  await expect(client.send(put)).rejects.toMatchObject(failed);
  await expect(client.send(get())).rejects.toMatchObject({ name: 'ThrottlingException', throttlingReasons: reasons });
  await expect(client.send(get())).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect((await client.send(get())).Item).toBeDefined();
});

it('cuts, talks garbage and hangs', async () => {
  server.queue('reset', 'garbage', { status: 503, body: '<html>busy</html>' }, 'hang');
  await expect(client.send(get())).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(client.send(get())).rejects.toThrow(/JSON/);
  await expect(client.send(get())).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  await expect(client.send(get(), { abortSignal: AbortSignal.timeout(50) })).rejects.toThrow(/abort/i);
  expect(server.failures).toEqual([]);
});

it('forgets what was asked, and answers that nobody has asked for', async () => {
  await client.send(get());
  server.queue('hang');
  server.clear();
  expect(server.requests).toEqual([]);
  expect((await client.send(get())).Item).toBeDefined();
});
