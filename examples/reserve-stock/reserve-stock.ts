import {
  type CancellationReason,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { defineOperation, Failure, text, wholeNumber } from 'camunda-dynamodb-worker';

/** Takes pieces of an article from the stock and writes down for which order: both, or neither. */
export const reserveStock = defineOperation({
  id: 'reserveStock',
  group: 'itemOperation',
  label: 'Reserve stock',
  description: 'Take pieces of an article from the stock, for one order',
  keywords: ['stock', 'reserve', 'warehouse', 'order'],
  iamActions: { needed: ['UpdateItem', 'PutItem'], resource: 'the tables of the stock and of the reservations' },
  writes: true,
  tables: ({ stockTable, reservationTable }) => [
    { path: ['stockTable'], name: stockTable },
    { path: ['reservationTable'], name: reservationTable },
  ],
  input: {
    stockTable: text('Stock table', { placeholder: 'stock', tooltip: 'Its key is <code>article</code>.' }),
    reservationTable: text('Reservation table', {
      placeholder: 'reservations',
      tooltip: 'Its key is <code>order</code>.',
    }),
    article: text('Article', { placeholder: 'chair' }),
    quantity: wholeNumber('Quantity', 1, { placeholder: '2' }),
    order: text('Order', { tooltip: 'An order reserves once.', placeholder: 'o-1' }),
  },
  async run(dynamodb, { stockTable, reservationTable, article, quantity, order }, decode) {
    const taken = { N: String(quantity) };
    const reservation = { order: { S: order }, article: { S: article }, quantity: taken };
    const writes = [
      {
        Update: {
          TableName: stockTable,
          Key: { article: { S: article } },
          UpdateExpression: 'SET available = available - :taken',
          ConditionExpression: 'available >= :taken',
          ExpressionAttributeValues: { ':taken': taken },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
        },
      },
      {
        Put: {
          TableName: reservationTable,
          Item: reservation,
          ConditionExpression: 'attribute_not_exists(#order)',
          ExpressionAttributeNames: { '#order': 'order' },
        },
      },
    ];
    // A job that is run again has the same token: within ten minutes nothing is written a second time.
    const command = new TransactWriteItemsCommand({
      TransactItems: writes,
      ClientRequestToken: dynamodb.tokenFor(writes),
    });
    try {
      await dynamodb.send(command);
    } catch (error) {
      const [stock, reserved] = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
      if (isRefused(stock)) {
        const left = stock.Item?.available?.N ?? '0';
        const message = `${quantity} of ${article} are wanted, and ${left} are there`;
        throw new Failure('execution', message, { type: 'OutOfStock', item: stock.Item, cause: error });
      }
      if (isRefused(reserved)) {
        throw new Failure('execution', `${order} has reserved already`, { type: 'AlreadyReserved', cause: error });
      }
      throw error;
    }
    return { Item: decode(reservation) };
  },
});

function isRefused(reason: CancellationReason | undefined): reason is CancellationReason {
  return reason?.Code === 'ConditionalCheckFailed';
}
