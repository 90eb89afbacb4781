import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DialectVersion } from '../../src/camunda-dialect/exceptions.ts';
import { JavaException } from '../../src/camunda-dialect/exceptions.ts';
import type { DialectDynamoDb } from '../../src/camunda-dialect/operations/operation.ts';
import { bindRequest, type DialectRequest } from '../../src/camunda-dialect/request.ts';
import type { JsonObject } from '../../src/json/json.ts';

export const keys = { type: 'credentials', accessKey: 'AKIA', secretKey: 'wJalr' };

/** Variables as the template of Camunda's connector gives them. */
export function variablesOf(input: JsonObject): JsonObject {
  return { authentication: keys, configuration: { region: 'eu-central-1' }, input };
}

/** What these variables ask for, of a worker that allows its own credentials if not told otherwise. */
export function bound(variables: JsonObject, version: DialectVersion = '8.10', allowsDefault = true): DialectRequest {
  return bindRequest(variables, { version, allowsDefaultCredentials: allowsDefault });
}

/** What binding throws. */
export function refused(variables: JsonObject, version?: DialectVersion, allowsDefault?: boolean): JavaException {
  try {
    bound(variables, version, allowsDefault);
  } catch (error) {
    if (error instanceof JavaException) return error;
    throw error;
  }
  throw new Error('It was bound');
}

/** The line of a violation in the message of the exception. */
export function violation(path: string, message: string): string {
  return ` - Property: ${path}: Validation failed. Original message: ${message}`;
}

/** The violations that binding tells of, one a line. */
export function violationsOf(variables: JsonObject, version?: DialectVersion, allowsDefault?: boolean): string[] {
  return refused(variables, version, allowsDefault).message.split('\n').slice(1);
}

/** What a promise is rejected with. */
export async function rejected(work: Promise<unknown>): Promise<JavaException> {
  try {
    await work;
  } catch (error) {
    if (error instanceof JavaException) return error;
    throw error;
  }
  throw new Error('It was done');
}

/** DynamoDB for an operation of the dialect, over a client of AWS. Pauses take no time. */
export function dialectDynamoDb(client: DynamoDBClient, given: Partial<DialectDynamoDb> = {}): DialectDynamoDb {
  return {
    send: client.send.bind(client) as DynamoDBClient['send'],
    pause: async () => {},
    keepOnly: async () => {},
    maxItemsBytes: 1_000_000,
    rawHeaders: () => [],
    ...given,
  };
}
