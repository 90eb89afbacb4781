import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../attributes/attributes.ts';
import { addCapacity } from '../operation/response.ts';

/** Which page of a query or a scan: where it begins, and how many items are read for it. In AWS's words. */
export interface PageRequest {
  readonly ExclusiveStartKey?: Attributes | undefined;
  readonly Limit?: number | undefined;
  readonly Segment?: number;
}

/** What AWS says of a page. */
export interface Page {
  readonly Items?: Attributes[] | undefined;
  readonly Count?: number | undefined;
  readonly ScannedCount?: number | undefined;
  readonly LastEvaluatedKey?: Attributes | undefined;
  readonly ConsumedCapacity?: ConsumedCapacity | undefined;
}

/** Asks for a page. */
export type ReadPage = (request: PageRequest) => Promise<Page>;

/** How much is read, in the words of a task. */
export interface Extent {
  readonly paging?: 'all' | 'page' | undefined;
  readonly limit?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** Whether all pages are to be read. A limit without a choice is meant for one page. */
export function readsAll({ paging, limit }: Extent): boolean {
  return (paging ?? (limit === undefined ? 'all' : 'page')) === 'all';
}

/** AWS's largest `Limit`. */
export const MAX_LIMIT = 2 ** 31 - 1;

/** The sums of some pages. */
export interface PageTotals {
  /** Items given, which may be fewer than were found. */
  given: number;
  scanned: number;
  capacity: ConsumedCapacity | undefined;
}

/** Adds what a page read, and how many of its items are given. */
export function addPage(
  totals: PageTotals,
  page: Pick<Page, 'ScannedCount' | 'ConsumedCapacity'>,
  given: number,
): void {
  totals.given += given;
  totals.scanned += page.ScannedCount ?? 0;
  totals.capacity = addCapacity(totals.capacity, page.ConsumedCapacity);
}
