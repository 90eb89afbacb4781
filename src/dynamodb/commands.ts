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

/** What the SDK puts behind AWS's names of commands. */
const COMMAND = 'Command';

/** Gives the name of a command as AWS's reference has it, like `GetItem`. */
export function nameOf(command: object): string {
  const { name } = command.constructor;
  return name.endsWith(COMMAND) ? name.slice(0, -COMMAND.length) : name;
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

/**
 * Gives the tables of an input as one text if one of them is named by ARN, or else an empty text. The endpoint may be that of the
 * account of the first. https://docs.aws.amazon.com/sdkref/latest/guide/feature-account-endpoints.html
 */
export function resourcesIn(input: object): string {
  const { TableName, RequestItems, TransactItems, Statement } = input as NamesTables;
  if (TableName !== undefined) return isArn(TableName) ? TableName : '';
  if (Statement !== undefined) return '';
  const names: unknown[] = Object.keys(RequestItems ?? {});
  for (const action of TransactItems ?? []) for (const part of Object.values(action)) names.push(part?.TableName);
  // A command of tables may name a backup, an export or a stream.
  if (names.length === 0) names.push(...Object.values(input).filter(isArn));
  return names.some(isArn) ? names.join(' ') : '';
}

function isArn(name: unknown): boolean {
  return typeof name === 'string' && name.startsWith('arn:');
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
