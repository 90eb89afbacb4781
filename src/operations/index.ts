import { byId } from '../operation/by-id.ts';
import type { Operation } from '../operation/operation.ts';
import { addItem } from './add-item.ts';
import { batchGetItems } from './batch-get-items.ts';
import { batchWriteItems } from './batch-write-items.ts';
import { createTable } from './create-table.ts';
import { deleteItem } from './delete-item.ts';
import { deleteTable } from './delete-table.ts';
import { describeTable } from './describe-table.ts';
import { discoverTables } from './discover-tables.ts';
import { executeStatement } from './execute-statement.ts';
import { getItem } from './get-item.ts';
import { listTables } from './list-tables.ts';
import { queryItems } from './query-items.ts';
import { scanTable } from './scan-table.ts';
import { transactGetItems } from './transact-get-items.ts';
import { transactWriteItems } from './transact-write-items.ts';
import { updateItem } from './update-item.ts';
import { updateTable } from './update-table.ts';
import { updateTimeToLive } from './update-time-to-live.ts';

/** Everything the worker can do, in the Modeler's order. */
export const operations: readonly Operation[] = [
  getItem,
  addItem,
  updateItem,
  deleteItem,
  queryItems,
  executeStatement,
  batchGetItems,
  batchWriteItems,
  transactGetItems,
  transactWriteItems,
  scanTable,
  listTables,
  discoverTables,
  describeTable,
  createTable,
  updateTable,
  updateTimeToLive,
  deleteTable,
];

/** The operations by their id. */
export const operationsById = byId(operations);
