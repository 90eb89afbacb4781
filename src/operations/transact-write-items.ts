import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { totals } from '../batches/totals.ts';
import { describeValue } from '../failure/faults.ts';
import { text } from '../fields/field.ts';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { refuseInvalidActions } from '../transactions/action-refusals.ts';
import { actionsOf, tablesOfActions, writeActions } from '../transactions/actions.ts';
import { transact } from '../transactions/cancellation.ts';
import { writeCostFields } from './fields.ts';

const MAX_TOKEN_LENGTH = 36;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactWriteItems = defineOperation({
  id: 'transactWriteItems',
  group: 'itemOperation',
  label: 'Write items in a transaction',
  description: 'Put, update, delete and check items of DynamoDB, all together or not at all',
  keywords: [
    'TransactWriteItems',
    'transact write',
    'transaction',
    'atomic',
    'all or nothing',
    'condition check',
    'ACID',
  ],
  resultExpression: '{written: response.status}',
  exampleResponse: { ItemCollectionMetrics: null, ConsumedCapacity: null },
  iamActions: {
    needed: [],
    also: {
      PutItem: 'for `Put`',
      UpdateItem: 'for `Update`',
      DeleteItem: 'for `Delete`',
      ConditionCheckItem: 'for `ConditionCheck`',
      ...toKnowKeys,
    },
  },
  writes: true,
  tables: tablesOfActions,
  input: {
    transactItems: writeActions('Transaction', {
      tooltip:
        'A list of up to 100 actions, in the shape of AWS. Each is a <code>Put</code>, <code>Update</code>, <code>Delete</code> or <code>ConditionCheck</code>.',
      placeholder: '[{"Put": {"TableName": "orders", "Item": {"id": "o-1"}}}]',
    }),
    clientRequestToken: text('Client request token', {
      tooltip:
        'The same transaction with the same token is done only once within ten minutes. The default is a token of the task, so that a task that is tried again does it once.',
      advanced: true,
    }).optional(),
    ...writeCostFields,
  },
  prepare(input, faults) {
    const { clientRequestToken: token } = input;
    if (token !== undefined && token.length > MAX_TOKEN_LENGTH) {
      const expected = `text of at most ${MAX_TOKEN_LENGTH} characters`;
      faults.push({ path: ['clientRequestToken'], expected, got: describeValue(token) });
    }
    return { ...input, actions: actionsOf(input.transactItems, faults) };
  },
  async run(dynamodb, { actions, ...input }, decode) {
    await refuseInvalidActions(dynamodb, actions, input.transactItems.count);
    const requests = actions.map(({ request }) => request);
    const sums = totals();
    sums.add(
      await transact(
        dynamodb.send(
          new TransactWriteItemsCommand({
            TransactItems: requests,
            ClientRequestToken: input.clientRequestToken ?? dynamodb.tokenFor(requests),
            ReturnConsumedCapacity: input.returnConsumedCapacity,
            ReturnItemCollectionMetrics: input.returnItemCollectionMetrics,
          }),
        ),
        actions,
      ),
    );
    return {
      ItemCollectionMetrics: sums.itemCollectionMetrics(decode),
      ConsumedCapacity: sums.consumedCapacity(),
    };
  },
});
