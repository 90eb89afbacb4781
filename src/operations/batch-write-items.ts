import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { ambiguousTableFaults, answeredTables } from '../batches/answered-tables.ts';
import { tablesOfBatch } from '../batches/by-table.ts';
import { finisher } from '../batches/finish.ts';
import { listOfLeft } from '../batches/leftovers.ts';
import { oneWayFaults } from '../batches/one-way.ts';
import {
  requestItemsOf,
  type TableWrite,
  writeRefusals,
  writesAsJson,
  writesByTable,
  writesIn,
  writesOf,
} from '../batches/table-writes.ts';
import { totals } from '../batches/totals.ts';
import { countOfNextWrites, wavesOf } from '../batches/waves.ts';
import { addFaults } from '../failure/faults.ts';
import { refuse } from '../failure/refusal.ts';
import { dataList, dataStructure } from '../fields/data-structure.ts';
import { way } from '../fields/way.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { currentKeySchemas } from '../preflight/preflight.ts';
import { tableNameField, writeCostFields } from './fields.ts';

const writeTo = way(
  'write',
  'Write',
  {
    put: 'Items to put',
    delete: 'Keys to delete',
    both: 'Items to put and keys to delete',
    several: 'To several tables',
  },
  { tooltip: 'Several tables are said in the shape of AWS.' },
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const batchWriteItems = defineOperation({
  id: 'batchWriteItems',
  group: 'itemOperation',
  label: 'Write items',
  description:
    'Put and delete many items, of one table or several. The writes that DynamoDB does not do are in UnprocessedItems',
  keywords: [
    'BatchWriteItem',
    'batch write',
    'bulk insert',
    'bulk delete',
    'insert many items',
    'delete many items',
    'write multiple items',
    'put items',
    'import',
    'copy',
  ],
  resultExpression: '{written: response.response.Written, left: response.response.UnprocessedItems}',
  exampleResponse: { UnprocessedItems: {}, Written: 2, ItemCollectionMetrics: null, ConsumedCapacity: null },
  iamActions: { needed: ['BatchWriteItem'], also: toKnowKeys },
  writes: true,
  tables: tablesOfBatch,
  input: {
    tableName: tableNameField(writeTo.is('put', 'delete', 'both')),
    putItems: dataStructure('Items to put', ({ attributes }) => dataList(attributes), {
      tooltip:
        'A list of items. If two have the same key, the later one wins. The writes that DynamoDB leaves are in <code>UnprocessedItems</code> of the response. Check it: an error expression can make the task fail, and so try again.',
      placeholder: '[{"id": "o-1", "total": 5}]',
      shown: writeTo.is('put', 'both'),
      required: true,
    }).optional(),
    deleteKeys: dataStructure('Keys to delete', ({ key }) => dataList(key), {
      tooltip: 'A list of keys. These items are deleted after the items to put are put.',
      placeholder: '[{"id": "o-2"}]',
      shown: writeTo.is('delete', 'both'),
      required: true,
    }).optional(),
    requestItems: writesByTable('Request items', {
      tooltip: 'The writes to each table, in the shape of AWS.',
      placeholder: '{"orders": [{"PutRequest": {"Item": {"id": "o-1"}}}, {"DeleteRequest": {"Key": {"id": "o-2"}}}]}',
      shown: writeTo.is('several'),
      required: true,
    }).optional(),
    ...writeCostFields,
  },
  prepare(input, faults) {
    addFaults(faults, oneWayFaults(input, ['putItems', 'deleteKeys'], []));
    addFaults(faults, ambiguousTableFaults(input.requestItems?.keys() ?? []));
    return { ...input, writes: writesOf(input) };
  },
  async run(dynamodb, { writes, returnConsumedCapacity, returnItemCollectionMetrics }, decode) {
    const keySchemas = await currentKeySchemas(dynamodb, new Set(writes.map(({ tableName }) => tableName)));
    refuse(await writeRefusals(writes, keySchemas));
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
        // Those that are left take the place of those that were sent.
        await dynamodb.keepOnly(answer, 0);
        return left;
      },
    });
    const unprocessed: TableWrite[] = [];
    for (const wave of await wavesOf(writes, keySchemas)) {
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
