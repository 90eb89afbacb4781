import {
  DescribeTimeToLiveCommand,
  type TimeToLiveSpecification,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDb } from '../operation.ts';

/**
 * Switches the time to live of a table on or off. That it is so already, which DynamoDB refuses, is a success.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 */
export async function setTimeToLive(
  dynamodb: DynamoDb,
  tableName: string,
  attribute: string,
  enabled: boolean,
): Promise<TimeToLiveSpecification | undefined> {
  const wanted = { AttributeName: attribute, Enabled: enabled };
  try {
    const answer = await dynamodb.send(
      new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification: wanted }),
    );
    return answer.TimeToLiveSpecification;
  } catch (error) {
    if ((error as Error).name !== 'ValidationException') throw error;
    if (!(await isSo(dynamodb, tableName, wanted))) throw error;
    return wanted;
  }
}

async function isSo(dynamodb: DynamoDb, tableName: string, wanted: TimeToLiveSpecification): Promise<boolean> {
  const answer = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
  const { TimeToLiveStatus, AttributeName } = answer.TimeToLiveDescription ?? {};
  if (!wanted.Enabled) return TimeToLiveStatus === 'DISABLED' || TimeToLiveStatus === 'DISABLING';
  const enabled = TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING';
  return enabled && AttributeName === wanted.AttributeName;
}
