import type { KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { names } from '../fields/data-field.ts';
import { dataList, dataStructure } from '../fields/data-structure.ts';
import type { Words } from '../fields/field.ts';
import { objectOfMembers } from '../fields/structure-field.ts';
import { textValue, trueOrFalse } from '../fields/value.ts';
import { dataByTable } from './by-table.ts';

/** AWS's members, where the projection may be a list. */
type AskedOfTable = Pick<KeysAndAttributes, 'Keys' | 'ConsistentRead' | 'ExpressionAttributeNames'> & {
  readonly ProjectionExpression?: string | readonly string[] | undefined;
};

/** What is read from one table, as the task says it. */
export interface AskedTable {
  readonly tableName: string;
  readonly asked: AskedOfTable;
  /** Of the keys, and of what else is said, from `input` on. */
  readonly keysPath: readonly PropertyKey[];
  readonly path: readonly PropertyKey[];
  /** Whether the expressions have AWS's names. */
  readonly members: boolean;
}

/** The field for what is read of several tables. */
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

/** What a task asks of each table. */
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
