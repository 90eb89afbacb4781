import type {
  ConsumedCapacity,
  ItemCollectionMetrics,
  PutItemCommandInput,
  ReturnValue,
} from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import type { JsonObject } from '../json/json.ts';
import { type AttributesDecoder, collectionMetrics, described } from '../operation/response.ts';

/** What a write is to give back, in AWS's words. */
export type Returns = Pick<
  PutItemCommandInput,
  'ReturnValues' | 'ReturnConsumedCapacity' | 'ReturnItemCollectionMetrics'
>;

/** What a write gives back, in a transaction or not. */
export interface Written {
  readonly Attributes?: Attributes | undefined;
  readonly ConsumedCapacity?: ConsumedCapacity | undefined;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics | undefined;
}

interface ReturnFields {
  readonly returnValues?: ReturnValue | undefined;
  readonly returnConsumedCapacity?: Returns['ReturnConsumedCapacity'];
  readonly returnItemCollectionMetrics?: Returns['ReturnItemCollectionMetrics'];
}

/** What a task wants back of a write; `usual` are the values without a choice of its own. */
export function returnsOf(input: ReturnFields, usual?: ReturnValue): Returns {
  return {
    ReturnValues: input.returnValues ?? usual,
    ReturnConsumedCapacity: input.returnConsumedCapacity,
    ReturnItemCollectionMetrics: input.returnItemCollectionMetrics,
  };
}

/** The response of a write. */
export function writtenResponse(written: Written, decode: AttributesDecoder): JsonObject {
  return {
    Attributes: decode(written.Attributes),
    ConsumedCapacity: described(written.ConsumedCapacity),
    ItemCollectionMetrics: collectionMetrics(written.ItemCollectionMetrics, decode),
  };
}
