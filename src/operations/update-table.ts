import {
  type GlobalSecondaryIndexUpdate,
  type ReplicationGroupUpdate,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { onOrOff } from '../fields/field.ts';
import { structure } from '../fields/structure-field.ts';
import { toReplicate, toWait } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { ownTable } from '../operation/tables.ts';
import { awaitUpdated, type ChangedParts } from '../tables/await-table.ts';
import { checkDefined, type PlacedKeySchema } from '../tables/key-fields.ts';
import { changeTable } from '../tables/refusals.ts';
import { billingFields, capacityOf, checkCapacity, storageFields, throughputFields } from '../tables/table-fields.ts';
import { indexPart, replicaPart } from '../tables/table-parts.ts';
import { attributeDefinitions, globalSecondaryIndexUpdates, replicaUpdates } from '../tables/table-shapes.ts';
import { tableName, wait } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export const updateTable = defineOperation({
  id: 'updateTable',
  group: 'tableOperation',
  label: 'Update table',
  description: 'Change the capacity, the indexes or other settings of a table, and wait until it can be used',
  keywords: ['alter table', 'capacity', 'index', 'billing mode', 'replica'],
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
    ...billingFields,
    ...throughputFields,
    globalSecondaryIndexUpdates: structure('Changes of global secondary indexes', globalSecondaryIndexUpdates, {
      tooltip: 'DynamoDB creates or deletes one index at a time. A new one needs the attribute definitions of its key.',
      placeholder:
        '[{"Create": {"IndexName": "by-status", "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}]',
    }).optional(),
    attributeDefinitions: structure('Attribute definitions', attributeDefinitions, {
      tooltip: 'The type of each attribute in the key of a new index.',
      placeholder: '[{"AttributeName": "status", "AttributeType": "S"}]',
    }).optional(),
    deletionProtection: onOrOff('Deletion protection', {
      tooltip: 'Whether the table is kept from being deleted.',
    }).optional(),
    ...storageFields,
    replicaUpdates: structure('Changes of replicas', replicaUpdates, {
      tooltip: 'Copies of the table in other regions.',
      placeholder: '[{"Create": {"RegionName": "eu-west-1"}}]',
      advanced: true,
    }).optional(),
    wait: wait('the table, its indexes and its replicas can be used'),
  },
  prepare(input, faults) {
    const { tableName, attributeDefinitions, globalSecondaryIndexUpdates, replicaUpdates, wait = true } = input;
    checkCapacity(input, faults);
    checkDefined(newKeySchemas(globalSecondaryIndexUpdates), attributeDefinitions ?? [], faults);
    const changes = {
      BillingMode: input.billingModeStr,
      ProvisionedThroughput: capacityOf(input),
      OnDemandThroughput: input.onDemandThroughput,
      WarmThroughput: input.warmThroughput,
      GlobalSecondaryIndexUpdates: globalSecondaryIndexUpdates,
      DeletionProtectionEnabled: input.deletionProtection,
      StreamSpecification: input.streamSpecification,
      SSESpecification: input.sseSpecification,
      TableClass: input.tableClass,
      ReplicaUpdates: replicaUpdates,
    };
    if (Object.values(changes).every((change) => change === undefined)) {
      faults.push({ path: [], expected: 'something to change beside the tableName', got: 'nothing' });
    }
    const request = { TableName: tableName, AttributeDefinitions: attributeDefinitions, ...changes };
    return { request, parts: changedParts(globalSecondaryIndexUpdates, replicaUpdates), wait };
  },
  async run(dynamodb, { request, parts, wait }) {
    const { TableDescription } = await changeTable(() => dynamodb.send(new UpdateTableCommand(request)));
    const table = wait ? await awaitUpdated(dynamodb, request.TableName, parts, TableDescription) : TableDescription;
    return { TableDescription: described(table) };
  },
});

function newKeySchemas(updates: readonly GlobalSecondaryIndexUpdate[] = []): PlacedKeySchema[] {
  return updates.map(({ Create }, index) => ({
    path: ['globalSecondaryIndexUpdates', index, 'Create', 'KeySchema'],
    keySchema: Create?.KeySchema ?? [],
  }));
}

function changedParts(
  indexes: readonly GlobalSecondaryIndexUpdate[] = [],
  replicas: readonly ReplicationGroupUpdate[] = [],
): ChangedParts {
  const index = (change?: { IndexName: string | undefined }) => (change ? [indexPart(change.IndexName)] : []);
  const replica = (change?: { RegionName: string | undefined }) => (change ? [replicaPart(change.RegionName)] : []);
  return {
    kept: [
      ...indexes.flatMap(({ Create, Update }) => index(Create ?? Update)),
      ...replicas.flatMap(({ Create, Update }) => replica(Create ?? Update)),
    ],
    removed: [...indexes.flatMap(({ Delete }) => index(Delete)), ...replicas.flatMap(({ Delete }) => replica(Delete))],
  };
}
