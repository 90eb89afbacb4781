import {
  DescribeTimeToLiveCommand,
  type TimeToLiveDescription,
  type TimeToLiveSpecification,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDb } from '../operation/operation.ts';
import { changeTable, lookAfter } from './refusals.ts';

/**
 * Switches the time to live of a table on or off. DynamoDB refuses to set what is set already; here that is a success.
 * @param attribute the attribute with the time when an item expires, in seconds since 1970
 * @throws Failure (connection) while the table is being changed, and what DynamoDB throws
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 */
export async function setTimeToLive(
  dynamodb: DynamoDb,
  tableName: string,
  attribute: string,
  enabled: boolean,
): Promise<TimeToLiveSpecification | undefined> {
  const wanted = { AttributeName: attribute, Enabled: enabled };
  const request = new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification: wanted });
  try {
    const { TimeToLiveSpecification } = await changeTable('UpdateTimeToLive', () => dynamodb.send(request));
    return TimeToLiveSpecification;
  } catch (error) {
    if ((error as Error).name !== 'ValidationException') throw error;
    const found = await lookAfter(error, () => findTimeToLive(dynamodb, tableName));
    if (!isSo(found, wanted)) throw error;
    return wanted;
  }
}

/** Switches the time to live of a table on. Does nothing if it is on already, even if it uses another attribute. */
export async function setMissingTimeToLive(dynamodb: DynamoDb, tableName: string, attribute: string): Promise<void> {
  const { TimeToLiveStatus } = await findTimeToLive(dynamodb, tableName);
  if (TimeToLiveStatus === 'DISABLED') await setTimeToLive(dynamodb, tableName, attribute, true);
}

async function findTimeToLive(dynamodb: DynamoDb, tableName: string): Promise<TimeToLiveDescription> {
  const { TimeToLiveDescription = {} } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
  return TimeToLiveDescription;
}

function isSo({ TimeToLiveStatus, AttributeName }: TimeToLiveDescription, wanted: TimeToLiveSpecification): boolean {
  if (!wanted.Enabled) return TimeToLiveStatus === 'DISABLED' || TimeToLiveStatus === 'DISABLING';
  const enabled = TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING';
  return enabled && AttributeName === wanted.AttributeName;
}
