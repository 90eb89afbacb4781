import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { dataList, dataStructure } from '../fields/data-structure.ts';
import type { Words } from '../fields/field.ts';
import { objectOfMembers, oneMemberOf } from '../fields/structure-field.ts';
import type { JsonObject } from '../json/json.ts';
import { type KeySchema, UNKNOWN_KEY_SCHEMA } from '../keys/key-schema.ts';
import type { AttributesDecoder } from '../operation/response.ts';
import { itemRefusals } from '../preflight/item-refusals.ts';
import { keyRefusals } from '../preflight/key-refusals.ts';
import type { Refusal } from '../preflight/refusal.ts';
import { byTable, dataByTable, tableMembers } from './by-table.ts';

/** One write of a batch, in AWS's shape. */
export interface TableWrite {
  readonly tableName: string;
  readonly request: WriteRequest;
}

/** A write that the task asks for, and where. */
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

/** The field for the writes of several tables. */
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

/** All writes of an input in their order; items are put before keys are deleted. */
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

/** The item of a write, or the key of one that deletes. */
export function attributesOf({ PutRequest, DeleteRequest }: WriteRequest): Attributes {
  return PutRequest?.Item ?? DeleteRequest?.Key ?? {};
}

/** What AWS would refuse, by the keys of the tables, of the first write of which it would refuse anything. */
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

/** Writes as the `RequestItems` of a call. */
export function requestItemsOf(writes: readonly TableWrite[]): Record<string, WriteRequest[]> {
  return tableMembers(byTable(writes), (ofTable) => ofTable.map(({ request }) => request));
}

/** The writes that AWS says it left. */
export function writesIn(left: readonly [tableName: string, requests: WriteRequest[]][]): TableWrite[] {
  return left.flatMap(([tableName, requests]) => requests.map((request) => ({ tableName, request })));
}

/** Writes in AWS's shape as JSON that can be given to the next task. */
export function writesAsJson(writes: readonly TableWrite[], decode: AttributesDecoder): JsonObject {
  return tableMembers(byTable(writes), (ofTable) =>
    ofTable.map(({ request: { PutRequest, DeleteRequest } }) =>
      PutRequest === undefined
        ? { DeleteRequest: { Key: decode.key(DeleteRequest?.Key) } }
        : { PutRequest: { Item: decode.key(PutRequest.Item) } },
    ),
  );
}
