import { BillingMode, CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { addFaults } from '../failure/faults.ts';
import { flag, text } from '../fields/field.ts';
import { structure } from '../fields/structure-field.ts';
import { way } from '../fields/way.ts';
import { defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { ownTable } from '../operation/tables.ts';
import { awaitActive } from '../tables/await-table.ts';
import { createOrFind } from '../tables/create-or-find.ts';
import { indexCapacityFaults, indexKeySchemas, newIndexFields } from '../tables/index-fields.ts';
import { newKeyFields, newKeysOf } from '../tables/key-fields.ts';
import {
  billingFields,
  capacityFaults,
  isProvisioned,
  settingFields,
  tableSettingsOf,
} from '../tables/table-fields.ts';
import { isReady } from '../tables/table-parts.ts';
import { tags } from '../tables/table-shapes.ts';
import { setMissingTimeToLive, setTimeToLive } from '../tables/time-to-live.ts';
import { tableName, wait } from './fields.ts';

const expiry = way(
  'expiry',
  'Items',
  { none: 'Stay until they are deleted', attribute: 'Are deleted after the time in an attribute' },
  { tooltip: 'Whether the table has a time to live.', advanced: true },
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const createTable = defineOperation({
  id: 'createTable',
  group: 'tableOperation',
  label: 'Create table',
  description: 'Create a DynamoDB table and wait until it can be used',
  keywords: ['CreateTable', 'new table', 'add table', 'make table'],
  resultExpression: '{table: response.response.TableDescription}',
  exampleResponse: {
    TableDescription: {
      TableName: 'orders',
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders',
    },
  },
  iamActions: {
    needed: ['CreateTable'],
    also: {
      DescribeTable: 'to wait until it is done, and with `ifNotExists`',
      TagResource: 'with `tags`',
      UpdateTimeToLive: 'with `timeToLiveAttribute`',
      DescribeTimeToLive: 'with `timeToLiveAttribute` and `ifNotExists`',
    },
  },
  writes: true,
  tables: ownTable,
  input: {
    tableName,
    ...newKeyFields,
    ...newIndexFields,
    ...billingFields({ initial: BillingMode.PAY_PER_REQUEST, required: true, advanced: true }),
    ...settingFields(() => ({ advanced: true })),
    timeToLiveAttribute: text('Time to live attribute', {
      tooltip: 'Items are deleted after the time in this attribute, in seconds since 1970.',
      placeholder: 'expiresAt',
      advanced: true,
      shown: expiry.is('attribute'),
      required: true,
    }).optional(),
    tags: structure('Tags', tags, {
      tooltip: 'Names and values, for reports of costs and for policies.',
      placeholder: '{"team": "sales"}',
      advanced: true,
    }).optional(),
    deletionProtection: flag('Deletion protection', {
      tooltip: 'The table cannot be deleted until this is switched off.',
      guards: true,
      advanced: true,
    }).optional(),
    ifNotExists: flag('Only if it does not exist', {
      tooltip:
        'Also succeeds if a table with the same keys exists. That table stays as it is, but gets the time to live if it has none.',
    }).optional(),
    // The time to live can be set only when the table can be used.
    wait: wait('the table and its indexes can be used', { shown: expiry.is('none') }),
  },
  prepare(input, faults) {
    const keys = newKeysOf(input, indexKeySchemas(input), faults);
    addFaults(faults, capacityFaults(input));
    if (isProvisioned(input)) addFaults(faults, indexCapacityFaults(input));
    if (input.timeToLiveAttribute !== undefined && input.wait === false) {
      const expected = 'true with a `timeToLiveAttribute`, which can be set only when the table can be used';
      faults.push({ path: ['wait'], expected, got: 'false' });
    }
    return { ...input, keys };
  },
  async run(dynamodb, input) {
    const { tableName, timeToLiveAttribute, wait = true } = input;
    const request = new CreateTableCommand({
      TableName: tableName,
      ...input.keys,
      GlobalSecondaryIndexes: input.globalSecondaryIndexes,
      LocalSecondaryIndexes: input.localSecondaryIndexes,
      BillingMode:
        input.billingModeStr ?? (isProvisioned(input) ? BillingMode.PROVISIONED : BillingMode.PAY_PER_REQUEST),
      ...tableSettingsOf(input),
      Tags: input.tags,
      DeletionProtectionEnabled: input.deletionProtection ?? false,
    });
    let { table, existing } = await createOrFind(dynamodb, request, input);
    if (wait && !isReady(table)) table = await awaitActive(dynamodb, tableName, existing);
    if (timeToLiveAttribute !== undefined) {
      // An earlier try of this job may have made the table, and been cut off before this.
      if (existing) await setMissingTimeToLive(dynamodb, tableName, timeToLiveAttribute);
      else await setTimeToLive(dynamodb, tableName, timeToLiveAttribute, true);
    }
    return { TableDescription: described(table) };
  },
});
