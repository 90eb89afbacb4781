import type { JsonObject } from '../../src/json/json.ts';
import type { CamundaTask } from './camunda-diagrams.ts';

/** A task of Camunda's connector as somebody may have it, with what is there before it runs. */
export interface CamundaCase {
  readonly name: string;
  readonly task: CamundaTask;
  /** The variables with which its process starts. */
  readonly variables: JsonObject;
  /** The items of the table, whose key is the text `id`; undefined if there is no table. */
  readonly items: readonly JsonObject[] | undefined;
}

/** The items that most cases find. */
const orders: readonly JsonObject[] = [
  { id: 'o-1', total: 41.5, status: 'open', lines: [{ sku: 'a' }, { sku: 'b' }], customer: { name: 'Ada', vip: true } },
  { id: 'o-2', total: 7, status: 'paid' },
  { id: 'o-3', total: 100, status: 'open', note: null },
];

const order = { order: { id: 'o-1', total: 41.5 } };
const key = '={"id": order.id}';
const noTable = '=if ends with(error.type, "ResourceNotFoundException") then ignoreError({missing: true}) else null';

/**
 * Thirty tasks over every operation and the versions of the template, with the results and errors that their expressions read.
 * @param table the table that they work on
 */
export function camundaCases(table: string): readonly CamundaCase[] {
  const named = { tableName: table };
  const get = { operation: 'getItem', fields: { ...named, primaryKeyComponents: key } } as const;
  const scan = { operation: 'scanTable', fields: named } as const;
  const add = { operation: 'addItem', fields: { ...named, item: '={"id": order.id, "total": order.total}' } } as const;
  const update = {
    operation: 'updateItem',
    fields: {
      ...named,
      primaryKeyComponents: key,
      keyAttributes: '={"status": "paid", "a.b": 1}',
      attributeAction: 'put',
    },
  } as const;
  const remove = { operation: 'deleteItem', fields: { ...named, primaryKeyComponents: key } } as const;
  const keys = { partitionKey: 'id', partitionKeyRole: 'HASH', partitionKeyType: 'S' };
  const create = {
    operation: 'createTable',
    fields: {
      ...named,
      ...keys,
      readCapacityUnits: '=5',
      writeCapacityUnits: '=5',
      billingModeStr: 'PAY_PER_REQUEST',
      deletionProtection: 'false',
    },
  } as const;
  const describe = { operation: 'describeTable', fields: named } as const;
  const drop = { operation: 'deleteTable', fields: named } as const;
  const missed = { order: { id: 'none', total: 1 } };
  const made = (
    name: string,
    task: CamundaTask,
    { variables = order, items = orders }: { variables?: JsonObject; items?: readonly JsonObject[] | null } = {},
  ): CamundaCase => ({ name, task, variables, items: items ?? undefined });
  const result = (resultExpression: string, more: Readonly<Record<string, string>> = {}) => ({
    headers: { resultExpression, ...more },
  });
  return [
    made('one attribute', { version: 1, ...get, ...result('={total: response[item.total != null][1].total}') }),
    made('one attribute, the other way', {
      version: 2,
      ...get,
      ...result('={total: response.total[item != null][1]}'),
    }),
    made('attributes in an attribute', {
      version: 7,
      ...get,
      ...result(
        '={sku: response[lines != null][1].lines[2].sku, vip: response[item.customer != null][1].customer.vip}',
      ),
    }),
    made('an item in a variable', { version: 8, ...get, headers: { resultVariable: 'order' } }),
    made(
      'a missed item in a variable',
      { version: 11, ...get, headers: { resultVariable: 'found' } },
      { variables: missed },
    ),
    made(
      'whether there is an item',
      { version: 9, ...get, ...result('={found: response != null}') },
      { variables: missed },
    ),
    made(
      'an attribute of a missed item',
      { version: 10, ...get, ...result('={total: response[item.total != null][1].total}') },
      { variables: missed },
    ),
    made('how many attributes', {
      version: 11,
      ...get,
      ...result('={count: count(response), ids: response[item.id != null].id}'),
    }),
    made(
      'a decision on a missed item',
      {
        version: 11,
        ...get,
        headers: { errorExpression: '=if response = null then ignoreError({missing: true}) else null' },
      },
      { variables: missed },
    ),
    made(
      'no table to read',
      { version: 5, ...get, ...result('={found: response != null}', { errorExpression: noTable }) },
      { items: null },
    ),
    made('all items', { version: 3, ...scan, ...result('={orders: response.response}') }),
    made(
      'no items',
      { version: 11, ...scan, ...result('={orders: response.response, count: count(response.response)}') },
      { items: [] },
    ),
    made('a scan in a variable', { version: 8, ...scan, headers: { resultVariable: 'scan' } }),
    made('both a variable and an expression', {
      version: 11,
      ...scan,
      ...result('={how: response.status, scan: 1}', { resultVariable: 'scan' }),
    }),
    made('a filter by expression', {
      version: 7,
      operation: 'scanTable',
      fields: {
        ...named,
        filterExpression: '#s = :open',
        projectionExpression: 'id, #s',
        expressionAttributeNames: '={"#s": "status"}',
        expressionAttributeValues: '={":open": "open"}',
      },
      ...result('={ids: sort(response.response.id, function(a, b) a < b), action: action}'),
    }),
    made('items that pass a filter in FEEL', {
      version: 6,
      ...scan,
      ...result('={dear: count(response.response[total > 10]), first: response.response[id = "o-2"][1].total}'),
    }),
    made('an item is added', {
      version: 4,
      ...add,
      ...result('={code: response.putItemResult.sdkHttpMetadata.httpStatusCode}'),
    }),
    made('nothing of an item that is added', { version: 11, ...add }),
    made('what adding never gives', {
      version: 9,
      ...add,
      ...result('={item: response.item, old: response.putItemResult.attributes}'),
    }),
    made('no table to add to', { version: 11, ...add, headers: { errorExpression: noTable } }, { items: null }),
    made('an item is updated', {
      version: 2,
      ...update,
      ...result('={code: updateItemResult.sdkHttpMetadata.httpStatusCode}'),
    }),
    made('attributes are removed', {
      version: 11,
      ...update,
      fields: { ...update.fields, attributeAction: 'delete' },
      ...result('={given: response.updateItemResult.sdkResponseMetadata.requestId != null}'),
    }),
    made('an item is deleted', {
      version: 7,
      ...remove,
      ...result('={code: response.deleteItemResult.sdkHttpMetadata.httpStatusCode}'),
    }),
    made(
      'nothing to delete',
      { version: 11, ...remove, ...result('={gone: response.deleteItemResult != null}') },
      { variables: missed },
    ),
    made(
      'a table is made',
      {
        version: 8,
        ...create,
        ...result('={name: response.tableName, status: tableStatus, keys: response.keySchema}'),
      },
      { items: null },
    ),
    made(
      'a table with capacity',
      {
        version: 11,
        ...create,
        fields: {
          ...create.fields,
          sortKey: 'day',
          sortKeyRole: 'RANGE',
          sortKeyType: 'N',
          billingModeStr: 'PROVISIONED',
        },
        ...result('={units: response.provisionedThroughput.readCapacityUnits, key: keySchema[2].attributeName}'),
      },
      { items: null },
    ),
    made('a table is described', {
      version: 1,
      ...describe,
      ...result('={name: tableName, types: attributeDefinitions.attributeType, local: response.localSecondaryIndexes}'),
    }),
    made(
      'a table that is not there',
      {
        version: 10,
        ...describe,
        ...result('={name: tableName}', {
          errorExpression:
            '=if error.type = "software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException" then ignoreError({missing: true}) else null',
        }),
      },
      { items: null },
    ),
    made('a table is deleted', { version: 5, ...drop, ...result('={what: action, left: response.response}') }),
    made('a table deleted into a variable', {
      version: 11,
      ...drop,
      headers: {
        resultVariable: 'gone',
        errorExpression: '=if gone.status != "OK" then jobError("not gone", {}, job.retries - 1) else null',
      },
    }),
  ];
}
