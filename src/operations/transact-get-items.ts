import { TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import { toKnowKeys } from '../operation/iam-actions.ts';
import { defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { refuseInvalidActions } from '../transactions/action-refusals.ts';
import { actionsOf, readActions, tablesOfActions } from '../transactions/actions.ts';
import { transact } from '../transactions/cancellation.ts';
import { returnConsumedCapacity } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export const transactGetItems = defineOperation({
  id: 'transactGetItems',
  group: 'itemOperation',
  label: 'Get items in a transaction',
  description: 'Read items of DynamoDB as they are at one moment, of one table or several',
  keywords: ['TransactGetItems', 'transact get', 'read transaction', 'consistent', 'snapshot'],
  resultExpression: '{order: response.response.Responses[1].Item}',
  exampleResponse: { Responses: [{ Item: { id: 'o-1', total: 25 } }], ConsumedCapacity: null },
  iamActions: { needed: ['GetItem'], also: toKnowKeys },
  writes: false,
  tables: tablesOfActions,
  input: {
    transactItems: readActions('Transaction', {
      tooltip: 'A list of up to 100 reads, in the shape of AWS.',
      placeholder: '[{"Get": {"TableName": "orders", "Key": {"id": "o-1"}}}]',
    }),
    returnConsumedCapacity,
  },
  prepare: (input, faults) => ({ ...input, actions: actionsOf(input.transactItems, faults) }),
  async run(dynamodb, { actions, transactItems, returnConsumedCapacity }, decode) {
    await refuseInvalidActions(dynamodb, actions, transactItems.count);
    const { Responses, ConsumedCapacity } = await transact(
      dynamodb.send(
        new TransactGetItemsCommand({
          TransactItems: actions.map(({ request }) => request),
          ReturnConsumedCapacity: returnConsumedCapacity,
        }),
      ),
      actions,
    );
    return {
      Responses: (Responses ?? []).map(({ Item }) => ({ Item: decode(Item) })),
      ConsumedCapacity: described(ConsumedCapacity),
    };
  },
});
