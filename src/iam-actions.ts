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
