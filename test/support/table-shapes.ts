/** Parts of tables as AWS has them, for tasks that make or change some. */

/** The keys `id` and `at`. */
export const keySchema = [
  { AttributeName: 'id', KeyType: 'HASH' },
  { AttributeName: 'at', KeyType: 'RANGE' },
];
export const attributeDefinitions = [
  { AttributeName: 'id', AttributeType: 'S' },
  { AttributeName: 'at', AttributeType: 'N' },
];

/** An attribute, and an index of it. */
export const status = { AttributeName: 'status', AttributeType: 'S' };
export const byStatus = {
  IndexName: 'by-status',
  KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};

/** The answer to a request after which a table can be used at once. */
export const active = { body: { TableDescription: { TableStatus: 'ACTIVE' } } };
