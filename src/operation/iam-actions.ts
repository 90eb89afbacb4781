/**
 * The actions that an IAM policy must allow for an operation. The names are those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html. A transaction needs the actions
 * of its single items.
 */
export interface IamActions {
  readonly needed: readonly string[];
  /** Actions that are useful, or needed only for some fields. Each has a text that says when, like `with tags`. */
  readonly also?: Readonly<Record<string, string>>;
  /** The resource of the actions, like `all tables`. Without it, the table alone. */
  readonly resource?: string;
}

/** For the lookup of a table's keys, which an operation does if it is allowed to. */
export const toKnowKeys = { DescribeTable: 'to know the keys of the table' };

export const toReadBesideWrite = { GetItem: 'with `exactlyOnce`, for what it returns' };

export const toWait = { DescribeTable: 'to wait until it is done' };

/**
 * For the replicas of a table. AWS needs these actions on the replica, in its own region.
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
