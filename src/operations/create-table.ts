import {
  BillingMode,
  CreateTableCommand,
  type GlobalSecondaryIndex,
  ResourceInUseException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Failure } from '../failure/failure.ts';
import type { Fault } from '../failure/faults.ts';
import { retold } from '../failure/retold.ts';
import { flag, text } from '../fields/field.ts';
import { structure } from '../fields/structure-field.ts';
import { type DynamoDb, defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { ownTable } from '../operation/tables.ts';
import { awaitActive, beingDeleted, findTable } from '../tables/await-table.ts';
import { checkKeys, type NewKeys, newKeyFields, newKeysOf, type PlacedKeySchema } from '../tables/key-fields.ts';
import {
  billingFields,
  capacityOf,
  checkCapacity,
  isProvisioned,
  storageFields,
  throughputFields,
} from '../tables/table-fields.ts';
import { isReady } from '../tables/table-parts.ts';
import { globalSecondaryIndexes, localSecondaryIndexes, tags } from '../tables/table-shapes.ts';
import { setMissingTimeToLive, setTimeToLive } from '../tables/time-to-live.ts';
import { tableName, wait } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const createTable = defineOperation({
  id: 'createTable',
  group: 'tableOperation',
  label: 'Create table',
  description: 'Create a table and wait until it can be used',
  keywords: ['new table', 'add table', 'index'],
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
    globalSecondaryIndexes: structure('Global secondary indexes', globalSecondaryIndexes, {
      tooltip: 'Needs the attribute definitions of their keys.',
      placeholder:
        '[{"IndexName": "by-status", "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}]',
      advanced: true,
    }).optional(),
    localSecondaryIndexes: structure('Local secondary indexes', localSecondaryIndexes, {
      tooltip: 'Needs the attribute definitions of their sort keys. They cannot be changed later.',
      advanced: true,
    }).optional(),
    ...billingFields,
    ...throughputFields,
    timeToLiveAttribute: text('Time to live attribute', {
      tooltip: 'Items are deleted after the time in this attribute, in seconds since 1970.',
      placeholder: 'expiresAt',
    }).optional(),
    ...storageFields,
    tags: structure('Tags', tags, { placeholder: '{"team": "sales"}', advanced: true }).optional(),
    deletionProtection: flag('Deletion protection', {
      tooltip: 'The table cannot be deleted until this is switched off.',
    }).optional(),
    ifNotExists: flag('Only if it does not exist', {
      tooltip:
        'Succeeds also when a table with the same keys is there. It stays as it is, but gets the time to live if it has none.',
    }).optional(),
    wait: wait('the table and its indexes can be used'),
  },
  prepare(input, faults) {
    const { globalSecondaryIndexes = [], localSecondaryIndexes = [] } = input;
    const keys = newKeysOf(
      input,
      [
        ...keySchemasOf('globalSecondaryIndexes', globalSecondaryIndexes),
        ...keySchemasOf('localSecondaryIndexes', localSecondaryIndexes),
      ],
      faults,
    );
    checkCapacity(input, faults);
    if (isProvisioned(input)) checkIndexCapacity(globalSecondaryIndexes, faults);
    if (input.timeToLiveAttribute !== undefined && input.wait === false) {
      const expected = 'true with a timeToLiveAttribute, which can be set only when the table can be used';
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
      ProvisionedThroughput: capacityOf(input),
      OnDemandThroughput: input.onDemandThroughput,
      WarmThroughput: input.warmThroughput,
      StreamSpecification: input.streamSpecification,
      SSESpecification: input.sseSpecification,
      TableClass: input.tableClass,
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

interface Found {
  readonly table: TableDescription | undefined;
  /** Whether it was there before. */
  readonly existing: boolean;
}

/** @throws Failure when there is another table of this name already */
async function createOrFind(
  dynamodb: DynamoDb,
  request: CreateTableCommand,
  { tableName, keys, ifNotExists }: { tableName: string; keys: NewKeys; ifNotExists?: boolean | undefined },
): Promise<Found> {
  try {
    const { TableDescription } = await dynamodb.send(request);
    return { table: TableDescription, existing: false };
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    if (!ifNotExists) throw inTheWay(error);
    const table = await findTable(dynamodb, tableName);
    if (table === undefined || table.TableStatus === 'DELETING') throw beingDeleted(tableName);
    checkKeys(tableName, keys, table);
    return { table, existing: true };
  }
}

function keySchemasOf(field: string, indexes: readonly Pick<GlobalSecondaryIndex, 'KeySchema'>[]): PlacedKeySchema[] {
  return indexes.map(({ KeySchema = [] }, index) => ({ path: [field, index, 'KeySchema'], keySchema: KeySchema }));
}

function checkIndexCapacity(indexes: readonly GlobalSecondaryIndex[], faults: Fault[]): void {
  for (const [index, { ProvisionedThroughput }] of indexes.entries()) {
    if (ProvisionedThroughput !== undefined) continue;
    const path = ['globalSecondaryIndexes', index, 'ProvisionedThroughput'];
    const expected = 'the capacity of the index, as the table is provisioned';
    faults.push({ path, expected, got: 'nothing' });
  }
}

/** The failure where a table is that the task would make. */
function inTheWay(error: ResourceInUseException): Failure {
  const hint =
    'An earlier try of this task that was cut off may have made it: with ifNotExists, a table with the same keys is a success.';
  return retold(error, (said) => `${said}. ${hint}`);
}
