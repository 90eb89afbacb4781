import { describe, expect, test } from 'vitest';
import { formatFaults } from '../../src/failure/faults.ts';
import { createTable } from '../../src/operations/create-table.ts';
import { attributeDefinitions, byStatus, keySchema, status } from '../support/table-shapes.ts';

const task = { tableOperation: 'createTable', tableName: 't' };
const named = { ...task, partitionKey: 'id', partitionKeyType: 'S' };

/** What is wrong with a task, as it is told. */
function faultsIn(fields: object): string {
  const prepared = createTable.prepare({ ...fields } as Parameters<typeof createTable.prepare>[0]);
  return Array.isArray(prepared) ? formatFaults(prepared) : 'nothing';
}

describe('what does not fit is told', () => {
  const twoForms =
    'input.keySchema (Key schema): expected either keySchema (Key schema) or partitionKey (Partition key) and sortKey (Sort key), got both';
  test.each<[string, object, string]>([
    [
      'no keys',
      task,
      'input.partitionKey (Partition key): expected text, or a keySchema (Key schema) in its place, got nothing',
    ],
    [
      'no type',
      { ...task, partitionKey: 'id' },
      'input.partitionKeyType (Partition key type): expected one of S, N, B with a partitionKey (Partition key), got nothing',
    ],
    ['two forms', { ...named, keySchema, attributeDefinitions }, twoForms],
    ['a key schema and a sort key', { ...task, keySchema, attributeDefinitions, sortKey: 'x' }, twoForms],
    [
      'a key schema without types',
      { ...task, keySchema },
      'input.attributeDefinitions (Attribute definitions): expected the type of each attribute in the keySchema (Key schema), got nothing',
    ],
    [
      'a key attribute without a type',
      { ...task, keySchema, attributeDefinitions: attributeDefinitions.slice(0, 1) },
      'input.keySchema[1].AttributeName (Key schema): expected an attribute with a type in attributeDefinitions (Attribute definitions), got the text "at"',
    ],
    [
      'an index attribute without a type',
      { ...named, globalSecondaryIndexes: [byStatus], localSecondaryIndexes: [byStatus] },
      'input.globalSecondaryIndexes[0].KeySchema[0].AttributeName (Global secondary indexes): expected an attribute with a type in attributeDefinitions (Attribute definitions), got the text "status"; ' +
        'input.localSecondaryIndexes[0].KeySchema[0].AttributeName (Local secondary indexes): expected an attribute with a type in attributeDefinitions (Attribute definitions), got the text "status"',
    ],
    [
      'a type that nothing needs',
      { ...named, attributeDefinitions: [status] },
      'input.attributeDefinitions[0].AttributeName (Attribute definitions): expected an attribute in a key of the table or an index, got the text "status"',
    ],
    [
      'a type that differs',
      { ...named, attributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }] },
      'input.attributeDefinitions[0].AttributeType (Attribute definitions): expected S, the type of this attribute as partitionKey (Partition key), got the text "N"',
    ],
    [
      'an index without capacity in a provisioned table',
      {
        ...named,
        readCapacityUnits: 1,
        writeCapacityUnits: 1,
        attributeDefinitions: [status],
        globalSecondaryIndexes: [byStatus],
      },
      'input.globalSecondaryIndexes[0].ProvisionedThroughput (Global secondary indexes): expected the capacity of the index, as the table is provisioned, got nothing',
    ],
    [
      'a time to live that nothing waits for',
      { ...named, timeToLiveAttribute: 'x', wait: false },
      'input.wait (Wait until done): expected true with a timeToLiveAttribute (Time to live attribute), which can be set only when the table can be used, got false',
    ],
    [
      'a tag that is no text',
      { ...named, tags: { team: 5 } },
      'input.tags.team (Tags): expected text, got the number 5',
    ],
    [
      'tags of no kind',
      { ...named, tags: 'team=sales' },
      'input.tags (Tags): expected an object of texts, or a list of objects with Key, Value, got the text "team=sales"',
    ],
    [
      'a limit of 0',
      { ...named, onDemandThroughput: { MaxReadRequestUnits: 0 } },
      'input.onDemandThroughput.MaxReadRequestUnits (On-demand throughput): expected a whole number from 1, or -1 for no limit, got the number 0',
    ],
  ])('%s', (_, fields, faults) => {
    expect(faultsIn({ ...fields })).toBe(faults);
  });
});

test.each([
  [{ sortKey: 'at' }, 'sortKeyType'],
  [{ sortKeyRole: 'RANGE' }, 'sortKey'],
  [{ sortKeyRole: 'RANGE' }, 'sortKey'],
  [{ billingModeStr: 'PROVISIONED', readCapacityUnits: 1 }, 'writeCapacityUnits'],
  [{ writeCapacityUnits: '5' }, 'readCapacityUnits'],
  [{ billingModeStr: 'PROVISIONED', readCapacityUnits: 0, writeCapacityUnits: 1 }, 'readCapacityUnits'],
  [{ readCapacityUnits: 1, writeCapacityUnits: '0' }, 'writeCapacityUnits'],
])('what a table lacks is named: %j', (fields, name) => {
  const faults = createTable.prepare({ ...named, ...fields });
  expect(faults).toEqual([expect.objectContaining({ path: ['input', name] })]);
});
