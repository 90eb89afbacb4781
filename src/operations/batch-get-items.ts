import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { ambiguousTableFaults, answeredTables } from '../batches/answered-tables.ts';
import { askedItems } from '../batches/asked-items.ts';
import { askedTables, readsByTable } from '../batches/asked-tables.ts';
import { tablesOfBatch } from '../batches/by-table.ts';
import { finisher } from '../batches/finish.ts';
import { listOfLeft } from '../batches/leftovers.ts';
import { oneWayFaults } from '../batches/one-way.ts';
import {
  countOfNextReads,
  type KeyRead,
  prepareReads,
  readRefusals,
  readsAsJson,
  readsIn,
  readsOf,
  requestItemsOf,
} from '../batches/table-reads.ts';
import { totals } from '../batches/totals.ts';
import { addFaults } from '../failure/faults.ts';
import { dataList, dataStructure } from '../fields/data-structure.ts';
import { way } from '../fields/way.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { itemsMemory } from '../pages/gathered-items.ts';
import { preflight } from '../preflight/preflight.ts';
import { keyReadFields, tableNameField } from './fields.ts';

const readFrom = way(
  'readFrom',
  'Read from',
  { one: 'One table', several: 'Several tables' },
  { tooltip: 'Several tables are said in the shape of AWS.' },
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const batchGetItems = defineOperation({
  id: 'batchGetItems',
  group: 'itemOperation',
  label: 'Get items',
  description: 'Read many items of DynamoDB by their keys, of one table or several',
  keywords: [
    'BatchGetItem',
    'bulk',
    'batch get',
    'batch read',
    'bulk read',
    'get many items',
    'get multiple items',
    'read many items',
    'look up',
  ],
  resultExpression: '{orders: response.response.Responses.orders}',
  exampleResponse: {
    Responses: { orders: [{ id: 'o-1', total: 25 }] },
    UnprocessedKeys: {},
    ConsumedCapacity: null,
  },
  iamActions: { needed: ['BatchGetItem'], also: toKnowKeys },
  writes: false,
  tables: tablesOfBatch,
  input: {
    tableName: tableNameField(readFrom.is('one')),
    keys: dataStructure('Keys', ({ key }) => dataList(key), {
      tooltip: 'A list of keys. The items come in the same order. Items that do not exist are left out.',
      placeholder: '[{"id": "o-1"}, {"id": "o-2"}]',
      shown: readFrom.is('one'),
      required: true,
    }).optional(),
    requestItems: readsByTable('Request items', {
      tooltip: 'What to read from each table, in the shape of AWS.',
      placeholder: '{"orders": {"Keys": [{"id": "o-1"}]}}',
      shown: readFrom.is('several'),
      required: true,
    }).optional(),
    ...keyReadFields('giveOfMany', readFrom.is('one')),
  },
  prepare(input, faults) {
    const besideLists = ['projectionExpression', 'expressionAttributeNames', 'consistentRead'] as const;
    addFaults(faults, oneWayFaults(input, ['keys'], besideLists));
    addFaults(faults, ambiguousTableFaults(input.requestItems?.keys() ?? []));
    const tables = askedTables(input).map((table) => prepareReads(table, faults));
    return { tables, returnConsumedCapacity: input.returnConsumedCapacity };
  },
  async run(dynamodb, { tables, returnConsumedCapacity }, decode) {
    for (const table of tables) await preflight(dynamodb, table.tableName, (schema) => readRefusals(table, schema));
    const reads: KeyRead[] = [];
    for (const table of tables) for (const read of await readsOf(table)) reads.push(read);
    const items = askedItems(tables, reads, decode);
    const answered = answeredTables(tables.map(({ tableName }) => tableName));
    const memory = itemsMemory(dynamodb, 'Ask for fewer keys at once, or set `projectionExpression`.');
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
        const added = await dynamodb.beforeKeeping(() => items.add(answered(answer.Responses)));
        if (done < reads.length) await memory.keep(answer, added);
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
