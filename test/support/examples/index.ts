import { copyAllTables } from './copy-all-tables.ts';
import { copyTable } from './copy-table.ts';
import { counter } from './counter.ts';
import type { Example } from './example.ts';
import { optimisticLock } from './optimistic-lock.ts';
import { order } from './order.ts';
import { saga } from './saga.ts';
import { waitForItem } from './wait-for-item.ts';

/** The processes of the folder `examples`; each file has the name of its process. */
export const examples: readonly Example[] = [
  order,
  copyTable,
  copyAllTables,
  optimisticLock,
  counter,
  saga,
  waitForItem,
];
