import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import type { Refusal } from '../failure/refusal.ts';
import { dataList, dataStructure } from '../fields/data-structure.ts';
import type { Words } from '../fields/field.ts';
import { objectOfMembers, oneMemberOf } from '../fields/structure-field.ts';
import type { JsonObject } from '../json/json.ts';
import { type KeySchema, UNKNOWN_KEY_SCHEMA } from '../keys/key-schema.ts';
import type { AttributesDecoder } from '../operation/response.ts';
import { itemRefusals } from '../preflight/item-refusals.ts';
import { keyRefusals } from '../preflight/key-refusals.ts';
import { byTable, dataByTable, tableMembers } from './by-table.ts';

/** One write of a batch, in AWS's shape. */
export interface TableWrite {
  readonly tableName: string;
  readonly request: WriteRequest;
}

/** A write that the task asks for, with its path, like `['input', 'putItems', 0]`. */
interface AskedWrite extends TableWrite {
  readonly path: readonly PropertyKey[];
}

type WritesByTable = ReadonlyMap<string, readonly WriteRequest[]>;

interface WritesInput {
  readonly tableName?: string | undefined;
  readonly putItems?: readonly Attributes[] | undefined;
  readonly deleteKeys?: readonly Attributes[] | undefined;
  readonly requestItems?: WritesByTable | undefined;
}

/** Makes the field for the writes to several tables: AWS's `RequestItems` of BatchWriteItem. */
export function writesByTable(label: string, words: Words) {
  return dataStructure<WritesByTable>(
    label,
    ({ attributes, key }) =>
      dataByTable(
        dataList(
          oneMemberOf<WriteRequest>({
            PutRequest: objectOfMembers({ Item: attributes }).optional(),
            DeleteRequest: objectOfMembers({ Key: key }).optional(),
          }),
        ),
      ),
    words,
  );
}

/** Gives all writes of an input in their order. Items are put before keys are deleted. */
export function writesOf({ tableName = '', putItems, deleteKeys, requestItems }: WritesInput): AskedWrite[] {
  const puts = (putItems ?? []).map((Item, index) => ({
    tableName,
    request: { PutRequest: { Item } },
    path: ['input', 'putItems', index],
  }));
  const deletes = (deleteKeys ?? []).map((Key, index) => ({
    tableName,
    request: { DeleteRequest: { Key } },
    path: ['input', 'deleteKeys', index],
  }));
  const others = [...(requestItems ?? [])].flatMap(([name, requests]) =>
    requests.map((request, index) => ({
      tableName: name,
      request,
      path: [
        'input',
        'requestItems',
        name,
        index,
        ...(request.PutRequest ? ['PutRequest', 'Item'] : ['DeleteRequest', 'Key']),
      ],
    })),
  );
  return [...puts, ...deletes, ...others];
}

/** Gives the item of a put, or the key of a delete. */
export function attributesOf({ PutRequest, DeleteRequest }: WriteRequest): Attributes {
  return PutRequest?.Item ?? DeleteRequest?.Key ?? {};
}

/**
 * Compares all writes with the keys of their tables. Gives what AWS would refuse about the first write that it would refuse.
 */
export function writeRefusals(
  writes: readonly AskedWrite[],
  keySchemas: ReadonlyMap<string, KeySchema>,
): readonly Refusal[] {
  for (const { tableName, request, path } of writes) {
    const schema = keySchemas.get(tableName) ?? UNKNOWN_KEY_SCHEMA;
    const place = { tableName, path };
    const refusals = request.PutRequest
      ? itemRefusals(attributesOf(request), schema, place)
      : keyRefusals(attributesOf(request), schema.keys, place);
    if (refusals.length > 0) return refusals;
  }
  return [];
}

/** Gives the writes as the `RequestItems` of a BatchWriteItem call. */
export function requestItemsOf(writes: readonly TableWrite[]): Record<string, WriteRequest[]> {
  return tableMembers(byTable(writes), (ofTable) => ofTable.map(({ request }) => request));
}

/** Gives the writes that AWS left unprocessed, from the `UnprocessedItems` of its answer. */
export function writesIn(left: readonly [tableName: string, requests: WriteRequest[]][]): TableWrite[] {
  return left.flatMap(([tableName, requests]) => requests.map((request) => ({ tableName, request })));
}

/** Gives the writes as JSON that the next task can give as its `requestItems`. */
export function writesAsJson(writes: readonly TableWrite[], decode: AttributesDecoder): JsonObject {
  return tableMembers(byTable(writes), (ofTable) =>
    ofTable.map(({ request: { PutRequest, DeleteRequest } }) =>
      PutRequest === undefined
        ? { DeleteRequest: { Key: decode.key(DeleteRequest?.Key) } }
        : { PutRequest: { Item: decode.key(PutRequest.Item) } },
    ),
  );
}
