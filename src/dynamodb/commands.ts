import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readStatement } from '../policy/statement.ts';
import { tableOf } from '../policy/table-name.ts';

/** A command of the client, before or after it is sent. */
export type AnyCommand = Parameters<DynamoDBClient['send']>[0];

/** The commands that items go through. They answer with items, and can say what they consumed. */
export const dataCommands: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'ExecuteStatement',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
]);

/** Gives the name of a command as AWS's reference has it, like `GetItem`. */
export function nameOf(command: object): string {
  return command.constructor.name.replace(/Command$/, '');
}

/** Whether a statement of PartiQL only reads. */
export function isReading(statement: string): boolean {
  return /^\s*select\b/i.test(statement);
}

/** The parts of inputs that name tables, by name or ARN. */
interface NamesTables {
  readonly TableName?: string;
  readonly RequestItems?: object;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName?: string }>>[];
  readonly Statement?: string;
}

/** Gives the names of the tables that the input of a command names, each once. Those of a statement only if they are certain. */
export function tablesIn(input: object): readonly string[] {
  const { TableName, RequestItems, TransactItems, Statement } = input as NamesTables;
  if (TableName !== undefined) return namesOf([TableName]);
  if (RequestItems !== undefined) return namesOf(Object.keys(RequestItems));
  if (TransactItems !== undefined) {
    return namesOf(TransactItems.flatMap((action) => Object.values(action).map(({ TableName = '' }) => TableName)));
  }
  return Statement === undefined ? [] : namesOf([readStatement(Statement)?.table ?? '']);
}

function namesOf(namesOrArns: readonly string[]): readonly string[] {
  if (namesOrArns.length === 1) {
    const name = tableOf(namesOrArns[0] as string);
    return name === undefined ? [] : [name];
  }
  return [...new Set(namesOrArns.flatMap((nameOrArn) => tableOf(nameOrArn) ?? []))];
}
