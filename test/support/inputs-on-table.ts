import type { JsonObject } from '../../src/json/json.ts';

const key = { primaryKeyComponents: { id: 'a' } };
const Key = { id: 'a' };

/** Inputs that name a table, each in another way, by the operation. Those with `wait` off send the least that they can. */
export function inputsOnTable(table: string): Readonly<Record<string, readonly JsonObject[]>> {
  const tableName = table;
  const by = <Value>(value: Value) => ({ [table]: value }) as JsonObject;
  return {
    getItem: [
      { tableName, ...key },
      { tableName, partitionKeyValue: 'a' },
    ],
    addItem: [
      { tableName, item: Key },
      { tableName, item: Key, exactlyOnce: true },
    ],
    updateItem: [
      { tableName, ...key, keyAttributes: { n: 1 } },
      { tableName, ...key, update: { set: { n: 1 } }, exactlyOnce: true },
    ],
    deleteItem: [
      { tableName, ...key },
      { tableName, ...key, exactlyOnce: true },
    ],
    queryItems: [
      { tableName, keyCondition: Key },
      { tableName, indexName: 'by-status', keyCondition: { status: 'open' }, maxItems: 5, filter: { n: 1 } },
    ],
    executeStatement: [
      `SELECT * FROM "${table}"`,
      `SELECT * FROM "${table}"."by-status" WHERE id = 'a'`,
      `INSERT INTO "${table}" VALUE {'id': 'a'}`,
      `UPDATE "${table}" SET n = 1 WHERE id = 'a'`,
      `DELETE FROM "${table}" WHERE id = 'a'`,
    ].map((statement) => ({ statement })),
    batchGetItems: [{ tableName, keys: [Key] }, { requestItems: by({ Keys: [Key] }) }],
    batchWriteItems: [
      { tableName, putItems: [Key] },
      { tableName, deleteKeys: [Key] },
      { requestItems: by([{ PutRequest: { Item: Key } }, { DeleteRequest: { Key: { id: 'b' } } }]) },
    ],
    transactGetItems: [{ transactItems: [{ Get: { TableName: table, Key } }] }],
    transactWriteItems: [
      { Put: { TableName: table, Item: Key } },
      { Update: { TableName: table, Key, UpdateExpression: 'REMOVE n' } },
      { Delete: { TableName: table, Key } },
      { ConditionCheck: { TableName: table, Key, ConditionExpression: 'attribute_exists(id)' } },
    ].map((action) => ({ transactItems: [action] })),
    scanTable: [{ tableName }, { tableName, totalSegments: 3 }],
    listTables: [{ exclusiveStartTableName: table }],
    discoverTables: [{ tableNames: [table] }],
    describeTable: [{ tableName }],
    createTable: [{ tableName, partitionKey: 'id', partitionKeyType: 'S', ifNotExists: true, wait: false }],
    updateTable: [{ tableName, deletionProtection: true, wait: false }],
    updateTimeToLive: [{ tableName, timeToLiveAttribute: 'expiresAt' }],
    deleteTable: [{ tableName, ifExists: true, wait: false }],
  };
}
