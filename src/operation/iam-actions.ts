/**
 * What a policy of IAM must allow for an operation, in the words of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html. A transaction needs the actions
 * of the single items.
 */
export interface IamActions {
  readonly needed: readonly string[];
  /** What is of use, or needed for some fields only: action -> when. */
  readonly also?: Readonly<Record<string, string>>;
  /** On what, where that is not the table alone. */
  readonly resource?: string;
}

/** For the look at the keys of a table, which an operation takes if it may. */
export const toKnowKeys = { DescribeTable: 'to know the keys of the table' };

export const toReadBesideWrite = { GetItem: 'with `exactlyOnce`, for what it returns' };

export const toWait = { DescribeTable: 'to wait until it is done' };

/**
 * On the replica in its own region.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2gt_IAM.html
 */
export const toReplicate = {
  ...allOf(
    [
      'CreateTable',
      'CreateTableReplica',
      'Scan',
      'Query',
      'GetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'BatchWriteItem',
    ],
    'with `replicaUpdates`, for a new replica',
  ),
  ...allOf(['DeleteTable', 'DeleteTableReplica'], 'with `replicaUpdates`, to delete a replica'),
};

function allOf(actions: readonly string[], when: string): Record<string, string> {
  return Object.fromEntries(actions.map((action) => [action, when]));
}
