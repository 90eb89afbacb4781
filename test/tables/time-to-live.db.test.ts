import { DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { databases, freshName, makeTable, plainClient } from '../support/databases.ts';
import { errorOf, resultsOf, runInput } from '../support/jobs.ts';
import { sentBy } from '../support/wire.ts';

const task = { tableOperation: 'updateTimeToLive', tableName: 't', timeToLiveAttribute: 'expiresAt' };

test.each([
  [{}, true],
  [{ enabled: 'true' }, true],
  [{ enabled: false }, false],
])('sends what is said, on unless switched off: %j', async (fields, Enabled) => {
  const sent = { TableName: 't', TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled } };
  expect(await sentBy({ ...task, ...fields }, { body: {} })).toEqual([sent]);
});

describe('dynoxide', () => {
  const endpoint = databases[1][1];
  const result = resultsOf(endpoint);
  const client = plainClient(endpoint);
  const statusOf = async (TableName: string) =>
    (await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription?.TimeToLiveStatus;

  test('the time to live is switched on and off, and being so already is a success', async () => {
    const tableName = await makeTable(client);
    for (const enabled of [false, true, true, false, false]) {
      const { response } = await result({ ...task, tableName, enabled });
      expect(response.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: enabled });
      expect(await statusOf(tableName)).toBe(enabled ? 'ENABLED' : 'DISABLED');
    }
  });

  test('another attribute than the one in use is an error', async () => {
    const tableName = await makeTable(client);
    await result({ ...task, tableName });
    await expect(result({ ...task, tableName, timeToLiveAttribute: 'other' })).rejects.toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ValidationException',
    });
    expect(await statusOf(tableName)).toBe('ENABLED');
  });

  test('of no table it is an error', async () => {
    await expect(result({ ...task, tableName: freshName() })).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
    });
  });
});

describe('where DynamoDB refuses, it is asked how things are', () => {
  const refused = { type: 'ValidationException', message: 'TimeToLive is already enabled' };
  const so = (TimeToLiveStatus: string, AttributeName?: string) => ({
    body: { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } },
  });

  test.each([
    ['ENABLING', true],
    ['DISABLING', false],
  ])('%s is on the way', async (status, enabled) => {
    const server = await startCannedDynamodb();
    try {
      server.queue(refused, so(status, 'expiresAt'));
      const outcome = await runInput(server.endpoint, { ...task, enabled });
      expect(outcome.kind).toBe('completed');
    } finally {
      await server.stop();
    }
  });

  test.each([true, false])('another attribute than the one in use stays an error: %j', async (enabled) => {
    const server = await startCannedDynamodb();
    try {
      server.queue(refused, so('ENABLED', 'other'));
      const error = errorOf(await runInput(server.endpoint, { ...task, enabled }));
      expect(error).toMatchObject({ code: 'AwsDynamoDbExecutionException', type: 'ValidationException' });
    } finally {
      await server.stop();
    }
  });

  test.each([
    ['it may not be asked, what it said first counts', { type: 'AccessDeniedException' }, refused.type],
    ['it has no time for that, a retry may help', { type: 'ThrottlingException' }, 'ThrottlingException'],
  ])('when %s', async (_, look, type) => {
    const server = await startCannedDynamodb();
    try {
      server.queue(refused, look);
      expect(errorOf(await runInput(server.endpoint, task))).toMatchObject({ type });
    } finally {
      await server.stop();
    }
  });
});
