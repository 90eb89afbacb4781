import { operations as own } from 'camunda-dynamodb-worker';
import { reserveStock } from './reserve-stock.ts';

/** What our worker can do: all that the library has, and one operation more. */
export const operations = [...own, reserveStock];

/** A job type of our own, for a worker without our operation would refuse our tasks. */
export const jobType = 'stock:1';
