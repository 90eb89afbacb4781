import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { addCapacity } from '../operation/response.ts';

/** Which page of a query or a scan to read: where it begins, and how many items it reads. The names are AWS's. */
export interface PageRequest {
  readonly ExclusiveStartKey?: Attributes | undefined;
  readonly Limit?: number | undefined;
  readonly Segment?: number;
}

/** AWS's answer for one page. */
export interface Page {
  readonly Items?: Attributes[] | undefined;
  readonly Count?: number | undefined;
  readonly ScannedCount?: number | undefined;
  readonly LastEvaluatedKey?: Attributes | undefined;
  readonly ConsumedCapacity?: ConsumedCapacity | undefined;
}

/** Asks AWS for one page. */
export type ReadPage = (request: PageRequest) => Promise<Page>;

/** How much a task wants to read. `limit` is per page; `maxBytes` is in bytes of JSON. */
export interface Extent {
  readonly paging?: 'all' | 'page' | undefined;
  readonly limit?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** Whether all pages are to be read. Without a choice, a task with a limit reads one page, and any other reads all. */
export function readsAll({ paging, limit }: Extent): boolean {
  return (paging ?? (limit === undefined ? 'all' : 'page')) === 'all';
}

/** AWS's largest `Limit`. */
export const MAX_LIMIT = 2 ** 31 - 1;

/** The sums of some pages. */
export interface PageTotals {
  /** How many items are given. DynamoDB may have found more. */
  given: number;
  scanned: number;
  capacity: ConsumedCapacity | undefined;
}

/**
 * Adds a page to the sums.
 * @param given how many of its items are given
 */
export function addPage(
  totals: PageTotals,
  page: Pick<Page, 'ScannedCount' | 'ConsumedCapacity'>,
  given: number,
): void {
  totals.given += given;
  totals.scanned += page.ScannedCount ?? 0;
  totals.capacity = addCapacity(totals.capacity, page.ConsumedCapacity);
}
