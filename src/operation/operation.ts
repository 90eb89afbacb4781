import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { OutputFormat } from '../attributes/decode.ts';
import type { InputFormat } from '../attributes/encode.ts';
import { type Fault, faultsOf } from '../failure/faults.ts';
import { fieldFor } from '../fields/data-field.ts';
import { choice, flag } from '../fields/field.ts';
import { type JsonObject, presentMembers } from '../json/json.ts';
import type { TableKeys } from '../keys/table-keys.ts';
import type { IamActions } from './iam-actions.ts';
import type { AttributesDecoder } from './response.ts';

export type OperationGroup = 'tableOperation' | 'itemOperation';

/** What an operation asks DynamoDB with: each call is counted, and ends when the job's time does. */
export interface DynamoDb {
  readonly send: DynamoDBClient['send'];
  /** Waits so many milliseconds, or until the job's time is over. */
  pause(milliseconds: number): Promise<void>;
  /** How many milliseconds the job may still take; Infinity without a limit. */
  timeLeft(): number;
  /** How many bytes of JSON the items may have that an operation gathers page by page. */
  readonly maxItemsBytes: number;
  /** How many bytes of JSON the variables may have with which a job ends. */
  readonly maxResultBytes: number;
  /**
   * Whether the operator lets the job touch a table; undefined where he has no rule on tables. Only for names that DynamoDB told:
   * those that an input names have been looked at before.
   */
  readonly allowsTable?: ((tableName: string) => boolean) | undefined;
  /** The keys of the tables that the connection has seen. They are looked up for all its jobs, and not counted as calls of one. */
  readonly tableKeys: TableKeys;
  /** Notes how far the work has come: `error.position`, should it fail from here on. */
  reached(position: JsonObject): void;
  /** Notes that what the operation is to do is done: should it fail after that, the failure says so. */
  done(): void;
  /** An idempotency token of at most 36 characters, the same whenever this job asks for the same. */
  tokenFor(content: object): string;
}

interface OperationWords {
  /** The value of `input.tableOperation` or `input.itemOperation`, and the action in the result. */
  readonly id: string;
  readonly group: OperationGroup;
  readonly label: string;
  readonly description: string;
  /** What a modeler may type to find it. */
  readonly keywords: readonly string[];
  /** For `docs/connections.md`. */
  readonly iamActions: IamActions;
}

/** Something that an input names, and where; or, in place of its name, what is expected there for anybody to know it. */
export type Named = { readonly path: readonly PropertyKey[] } & (
  | { readonly name: string }
  | { readonly unclear: string; readonly got: string }
);

/** What a job would touch: the rules of the operator are held against it before AWS is asked anything. */
export interface Touched {
  /** Whether it changes items, tables or their settings. */
  readonly writes: boolean;
  /** The tables that the job names, by name or ARN. */
  readonly tables: readonly Named[];
  /** The regions that it names beside that of its connection. */
  readonly regions: readonly Named[];
}

/** What the inputs of an operation touch, as `Touched`, with paths from `input` on. */
interface Touching<Input> {
  readonly writes: boolean | ((input: Input) => boolean);
  readonly tables: (input: Input) => readonly Named[];
  readonly regions?: (input: Input) => readonly Named[];
}

type Fields = Record<string, z.ZodType>;
type Input<Shape extends Fields> = z.output<z.ZodObject<Shape>>;

interface Definition<Shape extends Fields, Call> extends OperationWords, Touching<Input<Shape>> {
  readonly input: Shape;
  /** The action in the result, where that is not the id. */
  readonly action?: (input: Input<Shape>) => string;
  /** Asks DynamoDB and gives its response, member for member. */
  readonly run: (dynamodb: DynamoDb, call: Call, decode: AttributesDecoder) => Promise<JsonObject>;
}

interface Preparing<Shape extends Fields, Call> {
  /** What the fields mean together, ready to be asked. All that does not fit is added to `faults`, with paths from `input` on. */
  readonly prepare: (input: Input<Shape>, faults: Fault[]) => Call;
}

/** The fields that every operation has. */
export const commonFields = {
  inputFormat: choice(
    'Input format',
    { json: 'Plain JSON', 'dynamodb-json': 'DynamoDB JSON' },
    {
      tooltip: 'DynamoDB JSON has a type with every value, like <code>{"S": "text"}</code>.',
      initial: 'json',
      advanced: true,
    },
  ).optional(),
  outputFormat: choice(
    'Output format',
    { json: 'Plain JSON', 'json-typed': 'Plain JSON, types kept', 'dynamodb-json': 'DynamoDB JSON' },
    {
      tooltip: 'With the types kept, an item that was read can be written back unchanged.',
      initial: 'json',
      advanced: true,
    },
  ).optional(),
  debug: flag('Log request and response', {
    tooltip: 'Whatever the log level of the worker is, unless its operator forbids it. They have items in them.',
    advanced: true,
  }).optional(),
};

/** An input that passed all checks. */
export interface PreparedCall {
  readonly action: string;
  readonly touched: Touched;
  readonly debug: boolean;
  readonly outputFormat: OutputFormat;
  run(dynamodb: DynamoDb, decode: AttributesDecoder): Promise<JsonObject>;
}

/** One thing that can be done with DynamoDB: its words and fields for the Modeler, its checks, its calls. */
export interface Operation extends OperationWords {
  /** Whether it changes items, tables or their settings: `sometimes`, where that depends on the input. */
  readonly writes: boolean | 'sometimes';
  /** All fields by name, the common ones last. */
  readonly fields: Readonly<Record<string, z.ZodType>>;
  /** Checks an input. Gives the call, or everything that is wrong with the input. */
  prepare(input: JsonObject): PreparedCall | readonly Fault[];
}

/** Makes an operation of its definition. Without a `prepare`, its `run` is given the input itself. */
export function defineOperation<Shape extends Fields, Call>(
  definition: Definition<Shape, Call> & Preparing<Shape, Call>,
): Operation;
export function defineOperation<Shape extends Fields>(definition: Definition<Shape, Input<Shape>>): Operation;
export function defineOperation<Shape extends Fields, Call>(
  definition: Definition<Shape, Call | Input<Shape>> & Partial<Preparing<Shape, Call>>,
): Operation {
  const { id, group, label, description, keywords, iamActions, writes, tables, run } = definition;
  // A definition in JavaScript may have forgotten them: the rules of an operator would then let it do anything.
  if (!['boolean', 'function'].includes(typeof writes) || typeof tables !== 'function')
    throw new TypeError(`The operation ${id} does not say what it touches: expected writes and tables.`);
  const fields = { ...definition.input, ...commonFields };
  const schemas = { json: schemaFor('json', fields), 'dynamodb-json': schemaFor('dynamodb-json', fields) };
  const fieldNames = `a field of ${id}, one of ${Object.keys(fields).join(', ')}`;
  return {
    id,
    group,
    label,
    description,
    keywords,
    iamActions,
    writes: typeof writes === 'function' ? 'sometimes' : writes,
    fields,
    prepare(given) {
      const members = presentMembers(given);
      for (const name of selectors) delete members[name];
      const parsed = schemas[members.inputFormat === 'dynamodb-json' ? 'dynamodb-json' : 'json'].safeParse(members);
      if (!parsed.success) return faultsOf(parsed.error, given, ['input'], fieldNames);
      const input = parsed.data as Input<Shape> & { debug?: boolean; outputFormat?: OutputFormat };
      const faults: Fault[] = [];
      const call = definition.prepare === undefined ? input : definition.prepare(input, faults);
      if (faults.length > 0) return faults.map((fault) => ({ ...fault, path: ['input', ...fault.path] }));
      return {
        action: definition.action?.(input) ?? id,
        touched: touchedBy(definition, input),
        debug: input.debug ?? false,
        outputFormat: input.outputFormat ?? 'json',
        run: (dynamodb, decode) => run(dynamodb, call, decode),
      };
    },
  };
}

function touchedBy<Input>({ writes, tables, regions }: Touching<Input>, input: Input): Touched {
  const within = ({ path, ...named }: Named) => ({ ...named, path: ['input', ...path] }) as Named;
  return {
    writes: typeof writes === 'function' ? writes(input) : writes,
    tables: tables(input).map(within),
    regions: (regions?.(input) ?? []).map(within),
  };
}

function schemaFor(format: InputFormat, fields: Record<string, z.ZodType>) {
  return z.strictObject(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldFor(format, field)])),
  );
}

/** The names by which a job says which operation it wants: no fields of any operation. */
const selectors = ['operationGroup', 'tableOperation', 'itemOperation', 'type'];
