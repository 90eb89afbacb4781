import type { Named } from './operation.ts';

/** The table of an operation that has one, in its field `tableName`. */
export function ownTable({ tableName }: { readonly tableName?: string | undefined }): Named[] {
  return tableName === undefined ? [] : [{ path: ['tableName'], name: tableName }];
}
