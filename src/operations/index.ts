import type { Operation } from '../operation.ts';
import { addItem } from './add-item.ts';
import { createTable } from './create-table.ts';
import { deleteItem } from './delete-item.ts';
import { deleteTable } from './delete-table.ts';
import { describeTable } from './describe-table.ts';
import { getItem } from './get-item.ts';
import { scanTable } from './scan-table.ts';
import { updateItem } from './update-item.ts';

/** Everything the worker can do, in the Modeler's order. */
export const operations: readonly Operation[] = [
  getItem,
  addItem,
  updateItem,
  deleteItem,
  scanTable,
  createTable,
  describeTable,
  deleteTable,
];

/** The operations by their id. */
export const operationsById: ReadonlyMap<string, Operation> = new Map(
  operations.map((operation) => [operation.id, operation]),
);
