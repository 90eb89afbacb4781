import { DescribeTableCommand, DynamoDBServiceException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { DialectDynamoDb } from '../../src/camunda-dialect/operations/operation.ts';
import { waitUntilActive, waitUntilGone } from '../../src/camunda-dialect/wait-for-table.ts';
import { Failure } from '../../src/failure/failure.ts';
import { rejected } from '../support/dialect.ts';

const SDK_CLIENT = 'software.amazon.awssdk.core.exception.SdkClientException';

/** A table whose status is asked for: the last stays. An error is thrown. Notes what is done. */
function tableOf(statuses: readonly (string | Error)[]) {
  const done: (string | number)[] = [];
  let check = 0;
  const send = async (command: unknown) => {
    expect(command).toBeInstanceOf(DescribeTableCommand);
    done.push('check');
    const status = statuses[Math.min(check++, statuses.length - 1)];
    if (status instanceof Error) throw status;
    return { Table: { TableStatus: status } };
  };
  const pause = async (milliseconds: number) => void done.push(milliseconds);
  return { done, dynamodb: { send, pause } as unknown as DialectDynamoDb };
}

const details = { $metadata: {}, message: 'no table' };
const none = new ResourceNotFoundException(details);
const exhausted = Array.from({ length: 25 }, () => ['check', 5_000])
  .flat()
  .slice(0, -1);

describe('a table that is created', () => {
  test('4.3 is asked for at once', async () => {
    const { done, dynamodb } = tableOf(['ACTIVE']);
    expect(await waitUntilActive(dynamodb, 't')).toEqual({ TableStatus: 'ACTIVE' });
    expect(done).toEqual(['check']);
  });

  test('4.3 is asked for every five seconds; that there is none yet, or another status, is no failure', async () => {
    const { done, dynamodb } = tableOf([none, 'CREATING', 'UPDATING', 'ACTIVE']);
    await waitUntilActive(dynamodb, 't');
    expect(done).toEqual(['check', 5_000, 'check', 5_000, 'check', 5_000, 'check']);
  });

  test('4.3 is asked for 25 times, and then it is an SdkClientException', async () => {
    const { done, dynamodb } = tableOf(['CREATING']);
    expect(await rejected(waitUntilActive(dynamodb, 't'))).toMatchObject({
      type: SDK_CLIENT,
      isInput: false,
      message: 'The waiter has exceeded the max retry attempts: 25',
    });
    expect(done).toEqual(exhausted);
  });
});

describe('a table that is deleted', () => {
  test('4.3 is gone when there is none', async () => {
    const { done, dynamodb } = tableOf(['DELETING', none]);
    await waitUntilGone(dynamodb, 't');
    expect(done).toEqual(['check', 5_000, 'check']);
  });

  test('4.3 is asked for 25 times, and then it is an SdkClientException', async () => {
    const { done, dynamodb } = tableOf(['ACTIVE']);
    const { message } = await rejected(waitUntilGone(dynamodb, 't'));
    expect(message).toBe('The waiter has exceeded the max retry attempts: 25');
    expect(done).toEqual(exhausted);
  });
});

describe.each([
  ['created', waitUntilActive],
  ['deleted', waitUntilGone],
])('an error while a table is %s', (_, wait) => {
  test.each<[string, Error]>([
    ['AWS refuses', new DynamoDBServiceException({ ...details, name: 'AccessDeniedException', $fault: 'client' })],
    ['there is no connection', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
  ])('4.3 is an SdkClientException with the error as its cause when %s', async (__, cause) => {
    const { done, dynamodb } = tableOf(['DELETING', cause]);
    const error = await rejected(wait(dynamodb, 't'));
    expect(error).toMatchObject({
      type: SDK_CLIENT,
      message: 'An exception was thrown and did not match any waiter acceptors',
    });
    expect(error.cause).toBe(cause);
    expect(done).toEqual(['check', 5_000, 'check']);
  });

  test('4.3 stays what it is when it is the worker’s own, as at the end of the job’s time', async () => {
    const over = new Failure('connection', 'The time of the job is over');
    await expect(wait(tableOf([over]).dynamodb, 't')).rejects.toBe(over);
  });
});
