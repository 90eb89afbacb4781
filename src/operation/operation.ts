import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { OutputFormat } from '../attributes/decode.ts';
import type { InputFormat } from '../attributes/encode.ts';
import { Failure } from '../failure/failure.ts';
import { type Fault, MANY_FAULTS, zodFaults } from '../failure/faults.ts';
import { RefusedRequest } from '../failure/refusal.ts';
import { fieldFor } from '../fields/data-field.ts';
import { choice, flag, type Widget, widgetOf } from '../fields/field.ts';
import { labelFaults, labelNames, labelOf } from '../fields/labels.ts';
import { readingAhead } from '../fields/read-ahead.ts';
import { type JsonObject, setMember } from '../json/json.ts';
import type { TableKeys } from '../keys/table-keys.ts';
import { definitionFaults, selectors } from './definition-faults.ts';
import type { IamActions } from './iam-actions.ts';
import type { AttributesDecoder } from './response.ts';

export type OperationGroup = 'tableOperation' | 'itemOperation';

/** DynamoDB as the operation of one job uses it. */
export interface DynamoDb {
  /** Sends a call. Each call is counted for `Attempts`, and ends when the job's time is over. */
  readonly send: DynamoDBClient['send'];
  /**
   * Waits this many milliseconds.
   * @throws the reason of `signal` when that aborts before, or of the job when its time is over
   */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** The time that the job has left, in milliseconds. Infinity if the job has no limit. */
  timeLeft(): number;
  /** How large the items may be that an operation gathers page by page, in bytes of JSON. */
  readonly maxItemsBytes: number;
  /**
   * Says that of an answer only so many bytes of memory are kept: others may have the rest. Waits if it is more than the answer took.
   * @throws Failure (connection or execution) when the worker has too little memory
   */
  keepOnly(answer: object, bytes: number): Promise<void>;
  /**
   * Does work on an answer that lets others have their turn: it is to be done at once, without a call in between, and `keepOnly` is to
   * follow at once. Jobs that wait for memory meanwhile wait for it too.
   * @throws as `work`
   */
  beforeKeeping<T>(work: () => Promise<T>): Promise<T>;
  /** How large the variables may be with which a job ends, in bytes of JSON. */
  readonly maxResultBytes: number;
  /**
   * Whether the operator lets the job touch a table that DynamoDB has named. Undefined if there is no rule on tables. The tables
   * that the input names have been checked before.
   */
  readonly allowsTable?: ((tableName: string) => boolean) | undefined;
  /** The keys of tables. All jobs of a connection share them, so their lookups do not count as calls of one job. */
  readonly tableKeys: TableKeys;
  /** Notes how far the work has come. If it fails later, this is `error.position`. */
  reached(position: JsonObject): void;
  /** Notes that the operation has done its work. If the job fails later, the message says so. */
  done(): void;
  /** Gives an idempotency token of at most 36 characters. It is the same whenever this job asks with the same content. */
  tokenFor(content: object): string;
}

interface OperationWords {
  /** The value of `input.tableOperation` or `input.itemOperation`, and the action in the result. */
  readonly id: string;
  readonly group: OperationGroup;
  readonly label: string;
  readonly description: string;
  /** Words that a modeler may type to find the operation. */
  readonly keywords: readonly string[];
  /** A result expression as an example, as it stands after `=`: `{order: response.response.Item}`. */
  readonly resultExpression?: string;
  /** The `response` of a result as an example. The Modeler offers its members in expressions. */
  readonly exampleResponse?: JsonObject;
  /** The actions that a policy must allow, as `docs/connections.md` shows them. */
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
  /** Gives the action in the result, if it is not the id. */
  readonly action?: (input: Input<Shape>) => string;
  /** Calls DynamoDB and gives the `response` of the result, with AWS's members under AWS's names. */
  readonly run: (dynamodb: DynamoDb, call: Call, decode: AttributesDecoder) => Promise<JsonObject>;
}

interface Preparing<Shape extends Fields, Call> {
  /**
   * Checks the fields together, and gives what `run` takes. Adds a fault to `faults` for each mistake. Its path begins within
   * `input`, like `['tableName']`. A field's name between backticks, in what was expected, is told with its label.
   */
  readonly prepare: (input: Input<Shape>, faults: Fault[]) => Call;
}

/** How items are written. The form has them for the operations that have items. */
export const formatFields = {
  inputFormat: choice(
    'Input format',
    { json: 'Plain JSON', 'dynamodb-json': 'DynamoDB JSON' },
    {
      tooltip: 'In DynamoDB JSON, every value has its type, like <code>{"S": "text"}</code>.',
      initial: 'json',
      advanced: true,
    },
  ).optional(),
  outputFormat: choice(
    'Output format',
    { json: 'Plain JSON', 'json-typed': 'Plain JSON, types kept', 'dynamodb-json': 'DynamoDB JSON' },
    {
      tooltip: 'If the types are kept, an item that was read can be written back unchanged.',
      initial: 'json',
      advanced: true,
    },
  ).optional(),
};

/** The fields that every operation has. */
export const commonFields = {
  ...formatFields,
  debug: flag('Log request and response', {
    tooltip: 'The worker logs both at every log level, unless its operator forbids it. They have items in them.',
    advanced: true,
  }).optional(),
};

/** An input that has passed all checks, ready to run. */
export interface PreparedCall {
  readonly action: string;
  readonly touched: Touched;
  readonly debug: boolean;
  readonly outputFormat: OutputFormat;
  run(dynamodb: DynamoDb, decode: AttributesDecoder): Promise<JsonObject>;
}

/** One operation on DynamoDB: its words and fields for the Modeler, its checks and its calls. */
export interface Operation extends OperationWords {
  /** Whether it changes items, tables or their settings: `sometimes`, where that depends on the input. */
  readonly writes: boolean | 'sometimes';
  /** All fields by name, the common ones last. */
  readonly fields: Readonly<Record<string, z.ZodType>>;
  /** Checks the variable `input`. Gives the call, or a fault for each mistake, with a path like `['input', 'tableName']` and a label. */
  prepare(input: JsonObject): PreparedCall | readonly Fault[];
  /** The same for an input that may be large: other jobs have their turn meanwhile. */
  prepareLarge(input: JsonObject): Promise<PreparedCall | readonly Fault[]>;
}

/**
 * Makes an operation from its definition. If the definition has no `prepare`, `run` takes the checked input itself.
 * @throws TypeError that names everything that is wrong with the definition
 */
export function defineOperation<Shape extends Fields, Call>(
  definition: Definition<Shape, Call> & Preparing<Shape, Call>,
): Operation;
export function defineOperation<Shape extends Fields>(definition: Definition<Shape, Input<Shape>>): Operation;
export function defineOperation<Shape extends Fields, Call>(
  definition: Definition<Shape, Call | Input<Shape>> & Partial<Preparing<Shape, Call>>,
): Operation {
  const { id, group, label, description, keywords, resultExpression, exampleResponse, iamActions, writes, run } =
    definition;
  const wrong = definitionFaults(definition, Object.keys(commonFields));
  if (wrong.length > 0) throw new TypeError(`The operation ${id} cannot be defined: ${wrong.join('; ')}`);
  const fields = { ...definition.input, ...commonFields };
  const schemas = { json: schemaFor('json', fields), 'dynamodb-json': schemaFor('dynamodb-json', fields) };
  const fieldNames = `a field of ${id}, one of ${Object.keys(fields).join(', ')}`;
  const nullable = fieldsThat(({ mayBeNull }) => mayBeNull === true, fields);
  const guards = fieldsThat((widget) => widget.guards === true, fields);
  const prepare: Operation['prepare'] = (given) => {
    const members = saidMembers(given, fields, nullable, guards);
    const parsed = schemas[members.inputFormat === 'dynamodb-json' ? 'dynamodb-json' : 'json'].safeParse(members);
    if (!parsed.success) return labelFaults(zodFaults(parsed.error, given, ['input'], fieldNames), fields);
    const input = parsed.data as Input<Shape> & { debug?: boolean; outputFormat?: OutputFormat };
    const faults: Fault[] = [];
    const call = definition.prepare === undefined ? input : definition.prepare(input, faults);
    if (faults.length > 0) {
      return labelFaults(
        faults.map((fault) => ({ ...fault, path: ['input', ...fault.path] })),
        fields,
      );
    }
    return {
      action: definition.action?.(input) ?? id,
      touched: touchedBy(definition, input),
      debug: input.debug ?? false,
      outputFormat: input.outputFormat ?? 'json',
      async run(dynamodb, decode) {
        try {
          return await run(dynamodb, call, decode);
        } catch (error) {
          throw withLabels(error, fields);
        }
      },
    };
  };
  return {
    id,
    group,
    label,
    description,
    keywords,
    ...(resultExpression !== undefined && { resultExpression }),
    ...(exampleResponse !== undefined && { exampleResponse }),
    iamActions,
    writes: typeof writes === 'function' ? 'sometimes' : writes,
    fields,
    prepare,
    prepareLarge: (given) => readingAhead(() => prepare(given)),
  };
}

/** Gives what was thrown with the labels of the fields in its message. What DynamoDB itself has said stays as it is. */
function withLabels(thrown: unknown, fields: Fields): unknown {
  if (thrown instanceof RefusedRequest) return thrown.withLabels((name) => labelOf(fields, name));
  if (!(thrown instanceof Failure) || thrown.requestId !== undefined) return thrown;
  const message = labelNames(thrown.message, fields);
  return message === thrown.message ? thrown : thrown.retell({ message });
}

function fieldsThat(is: (widget: Widget) => boolean, fields: Fields): ReadonlySet<string> {
  const names = Object.keys(fields).filter((name) => {
    const drawn = widgetOf(fields[name] as z.ZodType);
    return drawn !== undefined && is(drawn.widget);
  });
  return new Set(names);
}

/**
 * Copies the members of an input that stand for a field. An empty text stands for a field that was left out, unless the field
 * guards; null does only in a field that says so. Selectors are no fields. Of those that are no fields at all, some are enough to say so.
 */
function saidMembers(
  given: JsonObject,
  fields: object,
  nullable: ReadonlySet<string>,
  guards: ReadonlySet<string>,
): JsonObject {
  const said: JsonObject = {};
  let unknown = 0;
  for (const name in given) {
    const isField = Object.hasOwn(fields, name);
    if (!isField && unknown === MANY_FAULTS) continue;
    const value = given[name];
    if (value === undefined || selectors.includes(name)) continue;
    if (value === null ? nullable.has(name) : value === '' && !guards.has(name)) continue;
    if (!isField) unknown++;
    setMember(said, name, value);
  }
  return said;
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
