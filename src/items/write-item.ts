import {
  DeleteItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  type ReturnValue,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Expressions } from '../expressions/index.ts';
import type { JsonObject } from '../json/json.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { type AttributesDecoder, collectionMetrics, described } from '../operation/response.ts';
import { type ItemWrite, type Returns, type Written, writeOnce } from './write-once.ts';

/** How a task wants an item to be written, and what it wants back. */
interface WriteInput {
  readonly expressions: Expressions;
  readonly exactlyOnce?: boolean | undefined;
  readonly returnValues?: ReturnValue | undefined;
  readonly returnConsumedCapacity?: PutItemCommandInput['ReturnConsumedCapacity'];
  readonly returnItemCollectionMetrics?: PutItemCommandInput['ReturnItemCollectionMetrics'];
}

/**
 * Writes one item, exactly once if the task says so. Gives AWS's response.
 * @param write the request, with the expressions of `input` written into it
 * @throws what AWS says of a single write, even if it was made in a transaction
 */
export async function writeItem(
  dynamodb: DynamoDb,
  write: ItemWrite,
  input: WriteInput,
  decode: AttributesDecoder,
): Promise<JsonObject> {
  const returns = {
    ReturnValues: input.returnValues,
    ReturnConsumedCapacity: input.returnConsumedCapacity,
    ReturnItemCollectionMetrics: input.returnItemCollectionMetrics,
  };
  const written = input.exactlyOnce
    ? await writeOnce(dynamodb, write, input.expressions, returns)
    : await writeAlone(dynamodb, write, returns);
  return {
    Attributes: decode(written.Attributes),
    ConsumedCapacity: described(written.ConsumedCapacity),
    ItemCollectionMetrics: collectionMetrics(written.ItemCollectionMetrics, decode),
  };
}

function writeAlone(dynamodb: DynamoDb, write: ItemWrite, returns: Returns): Promise<Written> {
  if ('Put' in write) return dynamodb.send(new PutItemCommand({ ...write.Put, ...returns }));
  if ('Update' in write) return dynamodb.send(new UpdateItemCommand({ ...write.Update, ...returns }));
  return dynamodb.send(new DeleteItemCommand({ ...write.Delete, ...returns }));
}
