/** What a policy of IAM must allow for an operation. */
export interface IamActions {
  readonly needed: readonly string[];
  /** What is of use, or needed for some fields only: action -> when. */
  readonly also?: Readonly<Record<string, string>>;
  /** On what, where that is not the table alone. */
  readonly resource?: string;
}

const keys = { DescribeTable: 'to know the keys of the table' };
const writes = { ...keys, GetItem: 'with `exactlyOnce`, for what it returns' };
const waits = { DescribeTable: 'to wait until it is done' };
const indexes = 'the table and its indexes';

/**
 * The actions of each operation, by its id, as in
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html. A transaction needs those of the
 * single items.
 */
export const iamActions: Readonly<Record<string, IamActions>> = {
  getItem: { needed: ['GetItem'], also: keys },
  addItem: { needed: ['PutItem'], also: writes },
  updateItem: { needed: ['UpdateItem'], also: writes },
  deleteItem: { needed: ['DeleteItem'], also: writes },
  queryItems: { needed: ['Query'], also: keys, resource: indexes },
  executeStatement: {
    needed: [],
    also: {
      PartiQLSelect: 'for `SELECT`',
      PartiQLInsert: 'for `INSERT`',
      PartiQLUpdate: 'for `UPDATE`',
      PartiQLDelete: 'for `DELETE`',
    },
    resource: indexes,
  },
  batchGetItems: { needed: ['BatchGetItem'], also: keys },
  batchWriteItems: { needed: ['BatchWriteItem'], also: keys },
  transactGetItems: { needed: ['GetItem'], also: keys },
  transactWriteItems: {
    needed: [],
    also: {
      PutItem: 'for `Put`',
      UpdateItem: 'for `Update`',
      DeleteItem: 'for `Delete`',
      ConditionCheckItem: 'for `ConditionCheck`',
      ...keys,
    },
  },
  scanTable: { needed: ['Scan'], also: keys, resource: indexes },
  createTable: {
    needed: ['CreateTable'],
    also: {
      DescribeTable: 'to wait until it is done, and with `ifNotExists`',
      TagResource: 'with `tags`',
      UpdateTimeToLive: 'with `timeToLiveAttribute`',
    },
  },
  describeTable: { needed: ['DescribeTable'] },
  updateTable: { needed: ['UpdateTable'], also: waits },
  updateTimeToLive: { needed: ['UpdateTimeToLive'], also: { DescribeTimeToLive: 'to know what is set already' } },
  deleteTable: { needed: ['DeleteTable'], also: waits },
  listTables: { needed: ['ListTables'], resource: 'all tables (`*`)' },
  discoverTables: {
    needed: ['ListTables', 'DescribeTable'],
    also: { Scan: 'to sample items' },
    resource: 'all tables (`*`)',
  },
};
