import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { addFaults } from '../failure/faults.ts';
import { onOrOff, type Words } from '../fields/field.ts';
import { structure } from '../fields/structure-field.ts';
import { way } from '../fields/way.ts';
import { toReplicate, toWait } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { ownTable } from '../operation/tables.ts';
import { awaitUpdated } from '../tables/await-table.ts';
import { createdKeySchemas, indexChangeFaults } from '../tables/index-fields.ts';
import { undefinedKeyFaults } from '../tables/key-fields.ts';
import { changeTable } from '../tables/refusals.ts';
import { billingFields, capacityFaults, settingFields, tableSettingsOf } from '../tables/table-fields.ts';
import { changedParts } from '../tables/table-parts.ts';
import { attributeDefinitions, globalSecondaryIndexUpdates, replicaUpdates } from '../tables/table-shapes.ts';
import { tableName, wait } from './fields.ts';

const change = way(
  'change',
  'Change',
  {
    billing: 'Billing mode and capacity',
    newIndex: 'A new index',
    indexes: 'Indexes that there are',
    protection: 'Deletion protection',
    streamSpecification: 'Stream of changes',
    onDemandThroughput: 'On-demand throughput',
    warmThroughput: 'Warm throughput',
    sseSpecification: 'Encryption',
    tableClass: 'Table class',
    replicas: 'Replicas',
  },
  { tooltip: 'DynamoDB changes one thing at a time, as a rule.' },
);

/** A setting must be said where it is the change that was chosen. */
function changed(...choices: readonly (keyof typeof change.choices)[]): Words {
  return { shown: change.is(...choices), required: true };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export const updateTable = defineOperation({
  id: 'updateTable',
  group: 'tableOperation',
  label: 'Update table',
  description: 'Change the capacity, the indexes or other settings of a DynamoDB table, and wait until it can be used',
  keywords: [
    'UpdateTable',
    'alter table',
    'change table',
    'capacity',
    'throughput',
    'billing mode',
    'create index',
    'add index',
    'replica',
  ],
  resultExpression: '{table: response.response.TableDescription}',
  exampleResponse: { TableDescription: { TableName: 'orders', TableStatus: 'ACTIVE' } },
  iamActions: { needed: ['UpdateTable'], also: { ...toWait, ...toReplicate } },
  writes: true,
  tables: ownTable,
  regions: ({ replicaUpdates = [] }) =>
    replicaUpdates.flatMap((update, index) =>
      Object.entries(update).flatMap(([kind, { RegionName }]: [string, { RegionName?: string | undefined }]) =>
        RegionName === undefined ? [] : [{ path: ['replicaUpdates', index, kind, 'RegionName'], name: RegionName }],
      ),
    ),
  input: {
    tableName,
    ...billingFields(changed('billing')),
    globalSecondaryIndexUpdates: structure('Changes of global secondary indexes', globalSecondaryIndexUpdates, {
      tooltip:
        'DynamoDB creates or deletes one index at a time. A new index needs the attribute definitions of its key.',
      placeholder:
        '[{"Create": {"IndexName": "by-status", "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}]',
      ...changed('newIndex', 'indexes'),
      // A table that becomes provisioned needs the capacity of its indexes in the same call.
      otherwise: 'advanced',
    }).optional(),
    attributeDefinitions: structure('Attribute definitions', attributeDefinitions, {
      tooltip: 'The type of each attribute in the key of a new index.',
      placeholder: '[{"AttributeName": "status", "AttributeType": "S"}]',
      ...changed('newIndex'),
    }).optional(),
    deletionProtection: onOrOff('Deletion protection', {
      tooltip: 'If on, the table cannot be deleted.',
      ...changed('protection'),
    }).optional(),
    ...settingFields((setting) => changed(setting)),
    replicaUpdates: structure('Changes of replicas', replicaUpdates, {
      tooltip: 'Copies of the table in other regions.',
      placeholder: '[{"Create": {"RegionName": "eu-west-1"}}]',
      ...changed('replicas'),
    }).optional(),
    wait: wait('the table, its indexes and its replicas can be used'),
  },
  prepare(input, faults) {
    const { tableName, attributeDefinitions, globalSecondaryIndexUpdates, replicaUpdates, wait = true } = input;
    addFaults(faults, capacityFaults(input));
    addFaults(faults, indexChangeFaults(globalSecondaryIndexUpdates));
    addFaults(faults, undefinedKeyFaults(createdKeySchemas(globalSecondaryIndexUpdates), attributeDefinitions ?? []));
    const changes = {
      BillingMode: input.billingModeStr,
      ...tableSettingsOf(input),
      GlobalSecondaryIndexUpdates: globalSecondaryIndexUpdates,
      DeletionProtectionEnabled: input.deletionProtection,
      ReplicaUpdates: replicaUpdates,
    };
    if (Object.values(changes).every((change) => change === undefined)) {
      faults.push({ path: [], expected: 'something to change beside the `tableName`', got: 'nothing' });
    }
    const request = { TableName: tableName, AttributeDefinitions: attributeDefinitions, ...changes };
    return { request, parts: changedParts(globalSecondaryIndexUpdates, replicaUpdates), wait };
  },
  async run(dynamodb, { request, parts, wait }) {
    const { TableDescription } = await changeTable('UpdateTable', () => dynamodb.send(new UpdateTableCommand(request)));
    const table = wait ? await awaitUpdated(dynamodb, request.TableName, parts, TableDescription) : TableDescription;
    return { TableDescription: described(table) };
  },
});
