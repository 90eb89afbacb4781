import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { Fields } from '../bind.ts';
import { isBlank } from '../java-text.ts';
import { tableDescription } from '../table-description.ts';
import { waitUntilActive } from '../wait-for-table.ts';
import type { DialectOperation } from './operation.ts';

const BILLING_MODES: readonly string[] = ['PROVISIONED', 'PAY_PER_REQUEST'];

/** Creates a table, waits until it is active, and gives its description. */
export const createTable: DialectOperation = {
  id: 'createTable',
  writes: true,
  bind(input, violations) {
    const fields = new Fields(input, 'input', violations);
    const tableName = fields.requiredText('tableName');
    const keys = [
      {
        name: fields.requiredText('partitionKey'),
        role: fields.requiredText('partitionKeyRole'),
        type: fields.requiredText('partitionKeyType'),
      },
    ];
    const sortKey = {
      name: fields.text('sortKey'),
      role: fields.text('sortKeyRole'),
      type: fields.text('sortKeyType'),
    };
    const ReadCapacityUnits = fields.requiredWhole('readCapacityUnits');
    const WriteCapacityUnits = fields.requiredWhole('writeCapacityUnits');
    const billingMode = fields.requiredText('billingModeStr');
    const DeletionProtectionEnabled = fields.flag('deletionProtection');
    if (sortKey.name !== null && !isBlank(sortKey.name)) keys.push(sortKey as (typeof keys)[0]);
    const request = {
      TableName: tableName,
      KeySchema: keys.map(({ name, role }) => ({ AttributeName: name, ...(role !== null && { KeyType: role }) })),
      AttributeDefinitions: keys.map(({ name, type }) => ({
        AttributeName: name,
        ...(type !== null && { AttributeType: type }),
      })),
      // The literal text is what the SDK for Java sends of a mode that it does not know.
      BillingMode: BILLING_MODES.includes(billingMode) ? billingMode : 'null',
      ...(billingMode === 'PROVISIONED' && { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } }),
      DeletionProtectionEnabled,
    };
    return {
      tableName,
      async run(dynamodb) {
        // AWS judges roles, types and modes, so they go as they are.
        await dynamodb.send(new CreateTableCommand(request as CreateTableCommandInput));
        return tableDescription(await waitUntilActive(dynamodb, tableName));
      },
    };
  },
};
