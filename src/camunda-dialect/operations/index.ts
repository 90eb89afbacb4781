import { addItem } from './add-item.ts';
import { createTable } from './create-table.ts';
import { deleteItem } from './delete-item.ts';
import { deleteTable } from './delete-table.ts';
import { describeTable } from './describe-table.ts';
import { getItem } from './get-item.ts';
import type { DialectOperation } from './operation.ts';
import { scanTable } from './scan-table.ts';
import { updateItem } from './update-item.ts';

/** The operations of Camunda's connector by the value that chooses each. */
export const dialectOperations: ReadonlyMap<string, DialectOperation> = new Map(
  [createTable, deleteTable, describeTable, scanTable, addItem, deleteItem, getItem, updateItem].map((operation) => [
    operation.id,
    operation,
  ]),
);
