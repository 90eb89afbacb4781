import {
  type CancellationReason,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { type Expressions, projectionOfUpdate } from '../expressions/index.ts';
import { Failure } from '../failure/failure.ts';
import { refusalMessage, toFailure } from '../failure/of-aws.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { addCapacity } from '../operation/response.ts';
import type { Returns, Written } from './written.ts';

/**
 * Writes one item in a transaction whose token is the job's, so that the job can be run again within ten minutes without
 * writing again. A transaction gives no attributes: they are read, the old ones before it and the new ones after.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 * @param findKey gives the item's key, when it is to be read
 * @throws Failure as the single write would: a condition that does not hold is a `ConditionalCheckFailedException`
 */
export async function writeOnce(
  dynamodb: DynamoDb,
  write: TransactWriteItem,
  findKey: () => Attributes | Promise<Attributes>,
  { ReturnValues = 'NONE', ...returns }: Returns,
): Promise<Written> {
  const request = write.Put ?? write.Update ?? write.Delete;
  const read = async () => {
    const updated = ReturnValues.startsWith('UPDATED') ? projectionOfUpdate(request as Expressions) : {};
    const get = { TableName: request?.TableName, Key: await findKey(), ConsistentRead: true };
    const { ReturnConsumedCapacity } = returns;
    return dynamodb.send(new GetItemCommand({ ...get, ...updated, ReturnConsumedCapacity }));
  };
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

async function transact(dynamodb: DynamoDb, write: TransactWriteItem, returns: Omit<Returns, 'ReturnValues'>) {
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

/** What a single write's exception is called, by the code of the reason why a transaction of it was cancelled. */
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
