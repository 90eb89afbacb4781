import { flag, text } from '../fields/field.ts';
import { defineOperation } from '../operation/operation.ts';
import { described } from '../operation/response.ts';
import { ownTable } from '../operation/tables.ts';
import { setTimeToLive } from '../tables/time-to-live.ts';
import { tableName } from './fields.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export const updateTimeToLive = defineOperation({
  id: 'updateTimeToLive',
  group: 'tableOperation',
  label: 'Update time to live',
  description: 'Let DynamoDB delete each item after the time in one of its attributes, or stop that',
  keywords: ['UpdateTimeToLive', 'TTL', 'time to live', 'expire', 'expiry', 'expiration'],
  resultExpression: '{expiry: response.response.TimeToLiveSpecification}',
  exampleResponse: { TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } },
  iamActions: { needed: ['UpdateTimeToLive'], also: { DescribeTimeToLive: 'to know what is set already' } },
  writes: true,
  tables: ownTable,
  input: {
    tableName,
    timeToLiveAttribute: text('Time to live attribute', {
      tooltip: 'The attribute with the time after which an item is deleted, in seconds since 1970.',
      placeholder: 'expiresAt',
    }),
    enabled: flag('Delete expired items', {
      tooltip: 'Without it, DynamoDB stops deleting them. The default is on.',
      initial: true,
    }).optional(),
  },
  async run(dynamodb, { tableName, timeToLiveAttribute, enabled = true }) {
    const specification = await setTimeToLive(dynamodb, tableName, timeToLiveAttribute, enabled);
    return { TimeToLiveSpecification: described(specification) };
  },
});
