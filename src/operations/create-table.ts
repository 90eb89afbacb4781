import { CreateTableCommand, ResourceInUseException, type TableDescription } from '@aws-sdk/client-dynamodb';
import { Failure, toFailure } from '../errors.ts';
import { describeValue, type Fault } from '../faults.ts';
import { defineOperation } from '../operation.ts';
import { described } from '../response.ts';
import { choice, flag, text, wholeNumber } from '../template/field.ts';
import { awaitActive, beingDeleted, findTable } from './await-table.ts';
import { tableName, wait } from './fields.ts';
import { checkKeys, keysOf } from './table-keys.ts';

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
    readCapacityUnits: wholeNumber('Read capacity units', 0, provisioned).optional(),
    writeCapacityUnits: wholeNumber('Write capacity units', 0, provisioned).optional(),
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
        if ((input[name] ?? 0) > 0) continue;
        const expected = 'a whole number from 1 for a provisioned table';
        faults.push({ path: [name], expected, got: describeValue(input[name]) });
      }
    }
    return faults;
  },
  async run(dynamodb, input) {
    const { tableName, ifNotExists, wait = true } = input;
    const keys = keysOf(input);
    let table: TableDescription | undefined;
    let existing = false;
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
      if (!(error instanceof ResourceInUseException)) throw error;
      if (!ifNotExists) throw inTheWay(error);
      existing = true;
      table = await findTable(dynamodb, tableName);
      if (table === undefined || table.TableStatus === 'DELETING') throw beingDeleted(tableName);
      checkKeys(tableName, keys, table);
    }
    if (wait && table?.TableStatus !== 'ACTIVE') {
      table = await awaitActive(dynamodb, tableName, existing);
    }
    return { TableDescription: described(table) };
  },
});

interface CapacityFields {
  readonly billingModeStr?: 'PROVISIONED' | 'PAY_PER_REQUEST' | undefined;
  readonly readCapacityUnits?: number | undefined;
  readonly writeCapacityUnits?: number | undefined;
}

function billingMode(input: CapacityFields) {
  const units = input.readCapacityUnits ?? input.writeCapacityUnits;
  return input.billingModeStr ?? (units === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED');
}

/** The failure where a table is that the task would make. */
function inTheWay(error: ResourceInUseException): Failure {
  const failure = toFailure(error);
  const hint =
    'An earlier try of this task that was cut off may have made it: with ifNotExists, a table with the same keys is a success.';
  return new Failure(failure.class, `${failure.message}. ${hint}`, {
    type: error.name,
    ...(failure.requestId !== undefined && { requestId: failure.requestId }),
    cause: error,
  });
}
