import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { databases, freshName, makeTable, plainClient } from '../support/databases.ts';
import { resultsOf } from '../support/jobs.ts';

const createTable = { tableOperation: 'createTable', tableName: 't', partitionKey: 'id', partitionKeyType: 'S' };
const deleteTable = { tableOperation: 'deleteTable', tableName: 't' };
const sorted = { sortKey: 'at', sortKeyType: 'N' };

describe.each(databases)('%s', (_, endpoint) => {
  const result = resultsOf(endpoint);
  const client = plainClient(endpoint);
  const status = async (TableName: string) =>
    (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;

  test('a table is created, described and deleted', async () => {
    const tableName = freshName();
    const created = await result({ ...createTable, tableName, ...sorted });
    expect(created.response.TableDescription).toMatchObject({
      TableName: tableName,
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      CreationDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    const described = await result({ tableOperation: 'describeTable', tableName });
    expect(described).toMatchObject({ action: 'describeTable', response: { Table: { TableName: tableName } } });
    const deleted = await result({ ...deleteTable, tableName });
    expect(deleted).toMatchObject({
      action: `delete Table [${tableName}]`,
      response: { TableDescription: { TableName: tableName } },
    });
    await expect(status(tableName)).rejects.toThrow(ResourceNotFoundException);
  });

  test('a table that exists is an error, or not when its keys are the same', async () => {
    const tableName = await makeTable(client);
    const again = { ...createTable, tableName };
    await expect(result(again)).rejects.toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ResourceInUseException',
      requestId: expect.any(String),
      message: expect.stringMatching(/^createTable on the table .*ResourceInUseException: .*cut off.*ifNotExists/),
    });
    const { response } = await result({ ...again, ifNotExists: true });
    expect(response.TableDescription).toMatchObject({ TableName: tableName, TableStatus: 'ACTIVE' });
    const others = [
      { ...again, partitionKey: 'key' },
      { ...again, partitionKeyType: 'N' },
      { ...again, ...sorted },
    ];
    for (const other of others) {
      await expect(result({ ...other, ifNotExists: true })).rejects.toMatchObject({
        code: 'AwsDynamoDbExecutionException',
        message: expect.stringMatching(/exists with other keys: expected .*, found id S HASH\.$/),
      });
    }
  });

  test.each(['describeTable', 'deleteTable'])('%s of no table is an error', async (tableOperation) => {
    await expect(result({ tableOperation, tableName: freshName() })).rejects.toMatchObject({
      code: 'AwsDynamoDbExecutionException',
      type: 'ResourceNotFoundException',
    });
  });

  test('no table is deleted only if it exists', async () => {
    const { response } = await result({ ...deleteTable, tableName: freshName(), ifExists: true });
    expect(response.TableDescription).toBeNull();
  });
});
