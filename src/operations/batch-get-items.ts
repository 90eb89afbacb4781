import { BatchGetItemCommand, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { answeredTables, checkToldApart } from '../batches/answered-tables.ts';
import { askedItems } from '../batches/asked-items.ts';
import { dataByTable, tablesOfBatch } from '../batches/by-table.ts';
import { finisher } from '../batches/finish.ts';
import { listOfLeft } from '../batches/leftovers.ts';
import { checkOneWay } from '../batches/one-way.ts';
import {
  type AskedOfTable,
  type AskedTable,
  checkReads,
  countOfNextReads,
  type KeyRead,
  prepareReads,
  readsAsJson,
  readsIn,
  readsOf,
  requestItemsOf,
} from '../batches/table-reads.ts';
import { totals } from '../batches/totals.ts';
import { names } from '../fields/data-field.ts';
import { dataList, dataStructure } from '../fields/data-structure.ts';
import { objectOfMembers } from '../fields/structure-field.ts';
import { textValue, trueOrFalse } from '../fields/value.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { itemsMemory } from '../pages/gathered-items.ts';
import {
  consistentRead,
  expressionAttributeNames,
  projectionExpression,
  returnConsumedCapacity,
  tableName,
} from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const batchGetItems = defineOperation({
  id: 'batchGetItems',
  group: 'itemOperation',
  label: 'Get items',
  description: 'Read many items by their keys, of one table or several',
  keywords: ['batch', 'bulk', 'many', 'read items', 'look up'],
  iamActions: { needed: ['BatchGetItem'], also: toKnowKeys },
  writes: false,
  tables: tablesOfBatch,
  input: {
    tableName: tableName.optional(),
    keys: dataStructure('Keys', ({ key }) => dataList(key), {
      tooltip: 'A list of keys. The items come in their order; those that are not there are left out.',
      placeholder: '[{"id": "o-1"}, {"id": "o-2"}]',
    }).optional(),
    requestItems: dataStructure(
      'Request items',
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
      {
        tooltip: 'In place of the table name and the keys: what to read of each table, as AWS has it.',
        placeholder: '{"orders": {"Keys": [{"id": "o-1"}]}}',
        advanced: true,
      },
    ).optional(),
    projectionExpression,
    expressionAttributeNames,
    consistentRead,
    returnConsumedCapacity,
  },
  prepare(input, faults) {
    checkOneWay(input, ['keys'], ['projectionExpression', 'expressionAttributeNames', 'consistentRead'], faults);
    checkToldApart(input.requestItems?.keys() ?? [], faults);
    const tables = askedTables(input).map((table) => prepareReads(table, faults));
    return { tables, returnConsumedCapacity: input.returnConsumedCapacity };
  },
  async run(dynamodb, { tables, returnConsumedCapacity }, decode) {
    for (const table of tables) await checkReads(dynamodb, table);
    const reads = tables.flatMap(readsOf);
    const items = askedItems(tables, reads, decode);
    const answered = answeredTables(tables.map(({ tableName }) => tableName));
    const memory = itemsMemory(dynamodb.maxItemsBytes, 'Ask for fewer keys at once, or set a projectionExpression.');
    const sums = totals();
    let done = 0;
    const { finish } = finisher<KeyRead>(dynamodb, {
      countOfNext: countOfNextReads,
      async send(batch) {
        const answer = await dynamodb.send(
          new BatchGetItemCommand({
            RequestItems: requestItemsOf(batch),
            ReturnConsumedCapacity: returnConsumedCapacity,
          }),
        );
        sums.add(answer);
        const left = readsIn(answered(answer.UnprocessedKeys), batch);
        done += batch.length - left.length;
        const added = items.add(answered(answer.Responses));
        if (done < reads.length) memory.keep(added);
        return left;
      },
    });
    const unprocessed = await finish(reads);
    const listed = readsAsJson(unprocessed, decode);
    const leftovers = { kind: 'keys', asked: reads.length, left: unprocessed.length, listed } as const;
    return {
      Responses: items.byTable(),
      UnprocessedKeys: listOfLeft(dynamodb, leftovers),
      ConsumedCapacity: sums.consumedCapacity(),
    };
  },
});

interface ReadsInput {
  readonly tableName?: string | undefined;
  readonly keys?: KeysAndAttributes['Keys'];
  readonly requestItems?: ReadonlyMap<string, AskedOfTable> | undefined;
  readonly projectionExpression?: string | readonly string[] | undefined;
  readonly expressionAttributeNames?: Record<string, string> | undefined;
  readonly consistentRead?: boolean | undefined;
}

function askedTables({ tableName = '', keys, requestItems, ...said }: ReadsInput): AskedTable[] {
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
