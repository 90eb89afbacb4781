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

/** What the SDK's classes of commands have beside what its types say. */
interface CommandClass {
  getEndpointParameterInstructions?(): {
    readonly ResourceArn?: Instruction;
    readonly ResourceArnList?: Instruction;
  };
}

/** Says where in an input a parameter of the endpoint's rules stands. */
type Instruction =
  | { readonly type: 'contextParams'; readonly name: string }
  | { readonly type: 'operationContextParams'; get(input: object): unknown };

/** Gives AWS's name of a command, like `GetItem`, as the API has it. */
export function nameOf(command: object): string {
  const { schema } = command as { readonly schema?: readonly unknown[] };
  return typeof schema?.[2] === 'string' ? schema[2] : command.constructor.name.replace(/Command$/, '');
}

/**
 * Gives the ARN in the input of a command on which the endpoint depends: it is that of the account of a table. An empty text if there
 * is none. https://docs.aws.amazon.com/sdkref/latest/guide/feature-account-endpoints.html
 */
export function resourceOf(command: Pick<AnyCommand, 'input'>): string {
  const { input } = command;
  const { ResourceArn, ResourceArnList } =
    (command.constructor as unknown as CommandClass).getEndpointParameterInstructions?.() ?? {};
  const found = ResourceArn === undefined ? firstOf(valueAt(ResourceArnList, input)) : valueAt(ResourceArn, input);
  return typeof found === 'string' && found.startsWith('arn:') ? found : '';
}

function valueAt(instruction: Instruction | undefined, input: object): unknown {
  if (instruction === undefined) return undefined;
  return instruction.type === 'contextParams'
    ? (input as Readonly<Record<string, unknown>>)[instruction.name]
    : instruction.get(input);
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
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
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName?: string } | undefined>>[];
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
    return namesOf(TransactItems.flatMap((action) => Object.values(action).map((part) => part?.TableName ?? '')));
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
