import { CreateTableCommand, ResourceInUseException, type TableDescription } from '@aws-sdk/client-dynamodb';
import { Failure } from '../errors.ts';
import type { Fault } from '../faults.ts';
import { defineOperation } from '../operation.ts';
import { described } from '../response.ts';
import { choice, flag, text, wholeNumber } from '../template/field.ts';
import { awaitTable, findTable } from './await-table.ts';
import { tableName, wait } from './fields.ts';

const types = { S: 'String', N: 'Number', B: 'Binary' };
const provisioned = { onlyWith: { field: 'billingModeStr', choice: 'PROVISIONED' } };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const createTable = defineOperation({
  id: 'createTable',
  group: 'tableOperation',
  label: 'Create table',
  description: 'Create a table and wait until it can be used',
  keywords: ['new table', 'add table'],
  input: {
    tableName,
    partitionKey: text('Partition key', { placeholder: 'id' }),
    partitionKeyType: choice('Partition key type', types, { initial: 'S' }),
    partitionKeyRole: choice(
      'Partition key role',
      { HASH: 'Hash' },
      { tooltip: 'There is no other.', advanced: true },
    ).optional(),
    sortKey: text('Sort key', { tooltip: 'Only if items are told apart by a second attribute.' }).optional(),
    sortKeyType: choice('Sort key type', types, { tooltip: 'Needed with a sort key.' }).optional(),
    sortKeyRole: choice(
      'Sort key role',
      { RANGE: 'Range' },
      { tooltip: 'There is no other.', advanced: true },
    ).optional(),
    billingModeStr: choice(
      'Billing mode',
      { PAY_PER_REQUEST: 'On demand', PROVISIONED: 'Provisioned' },
      { tooltip: 'Pay for each request, or for a fixed capacity.', initial: 'PAY_PER_REQUEST' },
    ).optional(),
    readCapacityUnits: wholeNumber('Read capacity units', 1, provisioned).optional(),
    writeCapacityUnits: wholeNumber('Write capacity units', 1, provisioned).optional(),
    deletionProtection: flag('Deletion protection', {
      tooltip: 'The table cannot be deleted until this is switched off.',
    }).optional(),
    ifNotExists: flag('Only if it does not exist', {
      tooltip: 'Succeeds also when a table with the same keys is there.',
    }).optional(),
    wait: wait('the table can be used'),
  },
  check({ sortKey, sortKeyType, sortKeyRole, ...input }) {
    const missing = (name: string, expected: string): Fault => ({ path: [name], expected, got: 'nothing' });
    const faults: Fault[] = [];
    if (sortKey !== undefined && sortKeyType === undefined) {
      faults.push(missing('sortKeyType', 'one of S, N, B with a sortKey'));
    }
    if (sortKey === undefined && (sortKeyType ?? sortKeyRole) !== undefined) {
      faults.push(missing('sortKey', 'text with a sortKeyType or sortKeyRole'));
    }
    if (billingMode(input) === 'PROVISIONED') {
      for (const name of ['readCapacityUnits', 'writeCapacityUnits'] as const) {
        if (input[name] === undefined) faults.push(missing(name, 'a whole number from 1 for a provisioned table'));
      }
    }
    return faults;
  },
  async run(dynamodb, input) {
    const { tableName, ifNotExists, wait = true } = input;
    const keys = keysOf(input);
    let table: TableDescription | undefined;
    try {
      const created = await dynamodb.send(
        new CreateTableCommand({
          TableName: tableName,
          KeySchema: keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role })),
          AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
          BillingMode: billingMode(input),
          ProvisionedThroughput:
            billingMode(input) === 'PROVISIONED'
              ? { ReadCapacityUnits: input.readCapacityUnits, WriteCapacityUnits: input.writeCapacityUnits }
              : undefined,
          DeletionProtectionEnabled: input.deletionProtection ?? false,
        }),
      );
      table = created.TableDescription;
    } catch (error) {
      if (!ifNotExists || !(error instanceof ResourceInUseException)) throw error;
      table = await findTable(dynamodb, tableName);
      checkKeys(tableName, keys, table);
    }
    if (wait && table?.TableStatus !== 'ACTIVE') {
      table = await awaitTable(dynamodb, tableName, (seen) => seen?.TableStatus === 'ACTIVE');
    }
    return { TableDescription: described(table) };
  },
});

interface Key {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
  readonly role: 'HASH' | 'RANGE';
}

interface KeyFields {
  readonly partitionKey: string;
  readonly partitionKeyType: Key['type'];
  readonly sortKey?: string | undefined;
  readonly sortKeyType?: Key['type'] | undefined;
}

interface CapacityFields {
  readonly billingModeStr?: 'PROVISIONED' | 'PAY_PER_REQUEST' | undefined;
  readonly readCapacityUnits?: number | undefined;
  readonly writeCapacityUnits?: number | undefined;
}

function keysOf(input: KeyFields): Key[] {
  const partition: Key = { name: input.partitionKey, type: input.partitionKeyType, role: 'HASH' };
  if (input.sortKey === undefined || input.sortKeyType === undefined) return [partition];
  return [partition, { name: input.sortKey, type: input.sortKeyType, role: 'RANGE' }];
}

function billingMode(input: CapacityFields) {
  const units = input.readCapacityUnits ?? input.writeCapacityUnits;
  return input.billingModeStr ?? (units === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED');
}

/** @throws Failure when the table that is there has other keys, or is about to go */
function checkKeys(tableName: string, wanted: readonly Key[], table: TableDescription | undefined): void {
  if (table === undefined || table.TableStatus === 'DELETING') {
    throw new Failure('connection', `The table ${tableName} is being deleted; it can be created when it is gone.`);
  }
  const types = new Map(
    table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const found = (table.KeySchema ?? []).map(
    ({ AttributeName, KeyType }) => `${AttributeName} ${types.get(AttributeName)} ${KeyType}`,
  );
  const expected = wanted.map(({ name, type, role }) => `${name} ${type} ${role}`);
  if (found.sort().join() !== expected.sort().join()) {
    throw new Failure(
      'execution',
      `The table ${tableName} exists with other keys: expected ${expected.join(', ')}, found ${found.join(', ')}.`,
    );
  }
}
