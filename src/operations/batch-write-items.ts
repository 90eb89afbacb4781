import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { answeredTables, checkToldApart } from '../batches/answered-tables.ts';
import { tablesOfBatch } from '../batches/by-table.ts';
import { finisher } from '../batches/finish.ts';
import { listOfLeft } from '../batches/leftovers.ts';
import { checkOneWay } from '../batches/one-way.ts';
import {
  checkWrites,
  requestItemsOf,
  type TableWrite,
  writesAsJson,
  writesByTable,
  writesIn,
  writesOf,
} from '../batches/table-writes.ts';
import { totals } from '../batches/totals.ts';
import { countOfNextWrites, wavesOf } from '../batches/waves.ts';
import { dataList, dataStructure } from '../fields/data-structure.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { currentKeySchemas } from '../preflight/preflight.ts';
import { returnConsumedCapacity, returnItemCollectionMetrics, tableName } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const batchWriteItems = defineOperation({
  id: 'batchWriteItems',
  group: 'itemOperation',
  label: 'Write items',
  description: 'Put and delete many items, of one table or several; what DynamoDB leaves is in UnprocessedItems',
  keywords: ['batch', 'bulk', 'many', 'put items', 'delete items', 'import', 'copy'],
  iamActions: { needed: ['BatchWriteItem'], also: toKnowKeys },
  writes: true,
  tables: tablesOfBatch,
  input: {
    tableName: tableName.optional(),
    putItems: dataStructure('Items to put', ({ attributes }) => dataList(attributes), {
      tooltip:
        'A list of items. The later of two with the same key wins. What DynamoDB leaves is in <code>UnprocessedItems</code> of the response, and needs a look: an error expression can make a failed try of it.',
      placeholder: '[{"id": "o-1", "total": 5}]',
    }).optional(),
    deleteKeys: dataStructure('Keys to delete', ({ key }) => dataList(key), {
      tooltip: 'A list of keys. Their items are deleted after those to put are put.',
      placeholder: '[{"id": "o-2"}]',
    }).optional(),
    requestItems: writesByTable('Request items', {
      tooltip: 'In place of the table name and the lists: the writes of each table, as AWS has them.',
      placeholder: '{"orders": [{"PutRequest": {"Item": {"id": "o-1"}}}, {"DeleteRequest": {"Key": {"id": "o-2"}}}]}',
      advanced: true,
    }).optional(),
    returnConsumedCapacity,
    returnItemCollectionMetrics,
  },
  prepare(input, faults) {
    checkOneWay(input, ['putItems', 'deleteKeys'], [], faults);
    checkToldApart(input.requestItems?.keys() ?? [], faults);
    return { ...input, writes: writesOf(input) };
  },
  async run(dynamodb, { writes, returnConsumedCapacity, returnItemCollectionMetrics }, decode) {
    const keySchemas = await currentKeySchemas(dynamodb, new Set(writes.map(({ tableName }) => tableName)));
    checkWrites(writes, keySchemas);
    const answered = answeredTables(keySchemas.keys());
    const sums = totals();
    let written = 0;
    const { finish } = finisher<TableWrite>(dynamodb, {
      countOfNext: countOfNextWrites,
      async send(batch) {
        const answer = await dynamodb.send(
          new BatchWriteItemCommand({
            RequestItems: requestItemsOf(batch),
            ReturnConsumedCapacity: returnConsumedCapacity,
            ReturnItemCollectionMetrics: returnItemCollectionMetrics,
          }),
        );
        sums.add(answer);
        const left = writesIn(answered(answer.UnprocessedItems));
        written += batch.length - left.length;
        dynamodb.reached({ Written: written, Unprocessed: writes.length - written });
        return left;
      },
    });
    const unprocessed: TableWrite[] = [];
    for (const wave of wavesOf(writes, keySchemas)) {
      const left = unprocessed.length === 0 ? await finish(wave) : wave;
      for (const write of left) unprocessed.push(write);
    }
    const listed = writesAsJson(unprocessed, decode);
    const leftovers = { kind: 'writes', asked: writes.length, left: unprocessed.length, listed } as const;
    return {
      UnprocessedItems: listOfLeft(dynamodb, leftovers),
      Written: written,
      ItemCollectionMetrics: sums.itemCollectionMetrics(decode),
      ConsumedCapacity: sums.consumedCapacity(),
    };
  },
});
