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

/** Gives the same of a command under way, of which a middleware has the context. */
export function nameIn(context: object): string {
  const { commandName = '' } = context as { readonly commandName?: string };
  return commandName.replace(/Command$/, '');
}

/** Whether a statement of PartiQL only reads. */
export function isReading(statement: string): boolean {
  return /^\s*select\b/i.test(statement);
}

/** Whether a statement of PartiQL writes, by its first word behind comments. */
export function isWriting(statement: string): boolean {
  return /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:insert|update|delete)\b/i.test(statement);
}

/** The parts of inputs that name tables, by name or ARN. */
interface NamesTables {
  readonly TableName?: string;
  readonly RequestItems?: object;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName?: string }>>[];
  readonly Statement?: string;
}

/**
 * Gives the names of the tables that the input of a command names, each once.
 * @returns undefined when it names one, and it is not certain which: a statement that can be read in several ways, or no name at all
 */
export function tablesIn(input: object): readonly string[] | undefined {
  const { TableName, RequestItems, TransactItems, Statement } = input as NamesTables;
  if (TableName !== undefined) {
    const name = tableOf(TableName);
    return name === undefined ? undefined : [name];
  }
  if (RequestItems !== undefined) return namesOf(Object.keys(RequestItems));
  if (TransactItems !== undefined) {
    return namesOf(TransactItems.flatMap((action) => Object.values(action).map(({ TableName = '' }) => TableName)));
  }
  return Statement === undefined ? [] : namesOf([readStatement(Statement)?.table ?? '']);
}

function namesOf(namesOrArns: readonly string[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const nameOrArn of namesOrArns) {
    const name = tableOf(nameOrArn);
    if (name === undefined) return undefined;
    names.add(name);
  }
  return [...names];
}
