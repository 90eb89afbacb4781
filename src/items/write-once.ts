import {
  type CancellationReason,
  type ConsumedCapacity,
  type Delete,
  GetItemCommand,
  type ItemCollectionMetrics,
  type Put,
  type PutItemCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type Update,
} from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { type Expressions, projectionOfUpdate, writeExpressions } from '../expressions/index.ts';
import { Failure } from '../failure/failure.ts';
import { refusalMessage, toFailure } from '../failure/of-aws.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { addCapacity } from '../operation/response.ts';
import { keyOfItem } from './item-key.ts';

/** The request of a write, in the shape of an action of a transaction. */
export type ItemWrite = { readonly Put: Put } | { readonly Update: Update } | { readonly Delete: Delete };

/** What a write is to return, in AWS's words. */
export type Returns = Pick<
  PutItemCommandInput,
  'ReturnValues' | 'ReturnConsumedCapacity' | 'ReturnItemCollectionMetrics'
>;

/** What a write has returned, in a transaction or not. */
export interface Written {
  readonly Attributes?: Attributes | undefined;
  readonly ConsumedCapacity?: ConsumedCapacity | undefined;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics | undefined;
}

/**
 * Writes one item in a transaction with the job's token. If the job runs again within ten minutes, nothing is written again. A
 * transaction returns no attributes, so they are read: the old ones before it, the new ones after it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 * @param expressions those of the request
 * @throws Failure as of the single write: a condition that does not hold is a `ConditionalCheckFailedException`
 */
export async function writeOnce(
  dynamodb: DynamoDb,
  write: ItemWrite,
  expressions: Expressions,
  { ReturnValues = 'NONE', ...returns }: Returns,
): Promise<Written> {
  const read = async () =>
    dynamodb.send(
      new GetItemCommand({
        ...(await placeOf(dynamodb, write)),
        ...(ReturnValues.startsWith('UPDATED') && writeExpressions(projectionOfUpdate(expressions))),
        ConsistentRead: true,
        ReturnConsumedCapacity: returns.ReturnConsumedCapacity,
      }),
    );
  const before = ReturnValues.endsWith('_OLD') ? await read() : undefined;
  const { ConsumedCapacity: [consumed] = [], ItemCollectionMetrics = {} } = await transact(dynamodb, write, returns);
  dynamodb.done();
  const beside = ReturnValues.endsWith('_NEW') ? await read() : before;
  return {
    Attributes: beside?.Item,
    ConsumedCapacity: addCapacity(consumed, beside?.ConsumedCapacity),
    ItemCollectionMetrics: Object.values(ItemCollectionMetrics)[0]?.[0],
  };
}

/** Gives the table and the key of what is written. For a whole item, it looks up the keys of the table. */
async function placeOf({ tableKeys }: DynamoDb, write: ItemWrite) {
  if ('Put' in write) {
    const { TableName = '', Item = {} } = write.Put;
    return { TableName, Key: keyOfItem(Item, (await tableKeys.describe(TableName)).keys) };
  }
  const { TableName, Key } = 'Update' in write ? write.Update : write.Delete;
  return { TableName, Key };
}

async function transact(dynamodb: DynamoDb, write: ItemWrite, returns: Omit<Returns, 'ReturnValues'>) {
  const command = new TransactWriteItemsCommand({
    TransactItems: [write],
    ClientRequestToken: dynamodb.tokenFor(write),
    ...returns,
  });
  try {
    return await dynamodb.send(command);
  } catch (error) {
    const [reason] = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
    throw reason === undefined ? error : asSingleWrite(error, reason);
  }
}

/** The names of a single write's exceptions, by the code of the reason why a transaction was cancelled. */
const exceptions = new Map([
  ['ConditionalCheckFailed', 'ConditionalCheckFailedException'],
  ['ItemCollectionSizeLimitExceeded', 'ItemCollectionSizeLimitExceededException'],
  ['ValidationError', 'ValidationException'],
]);

function asSingleWrite(error: unknown, { Code = '', Message, Item }: CancellationReason): unknown {
  const type = exceptions.get(Code);
  if (type === undefined) return error;
  const { requestId } = toFailure(error);
  const message = refusalMessage(type, Message ?? '', requestId);
  return new Failure('execution', message, { type, requestId, item: Item, cause: error });
}
