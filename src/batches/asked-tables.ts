import type { KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { names } from '../fields/data-field.ts';
import { dataList, dataStructure } from '../fields/data-structure.ts';
import type { Words } from '../fields/field.ts';
import { objectOfMembers } from '../fields/structure-field.ts';
import { textValue, trueOrFalse } from '../fields/value.ts';
import { dataByTable } from './by-table.ts';

/** Members of AWS's `KeysAndAttributes`. The projection may also be a list of names. */
type AskedOfTable = Pick<KeysAndAttributes, 'Keys' | 'ConsistentRead' | 'ExpressionAttributeNames'> & {
  readonly ProjectionExpression?: string | readonly string[] | undefined;
};

/** What a task asks for from one table. */
export interface AskedTable {
  readonly tableName: string;
  readonly asked: AskedOfTable;
  /** The path of the keys within the input, like `['keys']`. */
  readonly keysPath: readonly PropertyKey[];
  /** The path of the projection and the names within the input. */
  readonly path: readonly PropertyKey[];
  /** Whether the projection and the names are under AWS's names, like `ProjectionExpression`. */
  readonly members: boolean;
}

/** A field with what to read from each table. */
export function readsByTable(label: string, words: Words) {
  return dataStructure<ReadonlyMap<string, AskedOfTable>>(
    label,
    ({ key }) =>
      dataByTable(
        objectOfMembers<
          Pick<KeysAndAttributes, 'Keys' | 'ConsistentRead' | 'ProjectionExpression' | 'ExpressionAttributeNames'>
        >({
          Keys: dataList(key),
          ConsistentRead: trueOrFalse().optional(),
          ProjectionExpression: textValue().optional(),
          ExpressionAttributeNames: names('Names').optional(),
        }),
      ),
    words,
  );
}

interface ReadsInput {
  readonly tableName?: string | undefined;
  readonly keys?: KeysAndAttributes['Keys'];
  readonly requestItems?: ReadonlyMap<string, AskedOfTable> | undefined;
  readonly projectionExpression?: string | readonly string[] | undefined;
  readonly expressionAttributeNames?: Record<string, string> | undefined;
  readonly consistentRead?: boolean | undefined;
}

/** Gives what a task asks for from each table. */
export function askedTables({ tableName = '', keys, requestItems, ...said }: ReadsInput): AskedTable[] {
  if (requestItems === undefined) {
    const asked = {
      Keys: keys,
      ConsistentRead: said.consistentRead,
      ProjectionExpression: said.projectionExpression,
      ExpressionAttributeNames: said.expressionAttributeNames,
    };
    return [{ tableName, asked, keysPath: ['keys'], path: [], members: false }];
  }
  return [...requestItems].map(([name, asked]) => {
    const path = ['requestItems', name];
    return { tableName: name, asked, keysPath: [...path, 'Keys'], path, members: true };
  });
}
