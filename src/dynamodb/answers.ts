import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { extentOf, NestingError, setMember } from '../json/json.ts';
import { callOf } from './abortable.ts';
import { refuseOtherErrorShape, refuseOtherShape, type Schema } from './shapes.ts';

/** The part of a client that reads answers. */
interface Reader {
  deserializeResponse(
    operation: { readonly name: string; readonly output: Schema },
    context: object,
    response: Answer,
  ): Promise<object>;
  deserializeMetadata(response: Answer): object;
}

interface Answer {
  readonly statusCode: number;
  /** Read whole before. */
  body?: Buffer;
}

const OPENING_BRACE = '{'.charCodeAt(0);
/** A member of this name. Within a text, a quotation mark has a backslash before it. */
const PROTO_NAME = /(?<!\\)"__proto__"(?=\s*:)/g;

/**
 * Levels of nesting of an answer. A level of an item takes two, for the type of a value and what is in it: the 32 that DynamoDB
 * allows are 64, and a few more around them.
 */
const MAX_LEVELS = 200;

/** Members that have items in them: these are refused where they are decoded, for it takes time to go through them. */
const ITEMS: ReadonlySet<string> = new Set(['Attributes', 'Item', 'Items', 'Responses']);

/** Commands that answer with items: JSON itself says all that is in them, but for binary values. */
const DATA_COMMANDS = new Set([
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

/**
 * Mends what the SDK's reader does wrong: it takes an empty answer, or a list, for one without members, so that an item seems not
 * to be there; it gives on values of other types than the API has; it loses the value of an attribute named `__proto__`; and it
 * copies every value of an answer that JSON.parse has made already, which takes half of the work of reading a page. For a client
 * that reads answers whole.
 */
export function mendAnswers({ config }: DynamoDBClient): void {
  const protocol = config.protocol as unknown as Reader;
  const read = protocol.deserializeResponse.bind(protocol);
  protocol.deserializeResponse = async (operation, context, response) => {
    const bytes = response.body ?? Buffer.alloc(0);
    await callOf(response)?.makeRoom?.(bytes.length);
    if (bytes[0] !== OPENING_BRACE) throw new SyntaxError(`expected a JSON object, got ${beginningOf(bytes)}`);
    if (response.statusCode === 200 && DATA_COMMANDS.has(operation.name))
      return Object.assign(readData(bytes, operation.output), { $metadata: protocol.deserializeMetadata(response) });
    extentOf(bytes.toString('latin1'), MAX_LEVELS);
    const answer = parse(bytes);
    if (response.statusCode >= 300) refuseOtherErrorShape(answer);
    else refuseOtherShape(operation.output, answer, ITEMS);
    return bytes.includes('"__proto__"') ? readRenamed(bytes.toString()) : read(operation, context, response);

    async function readRenamed(text: string): Promise<object> {
      let standIn = '__proto__ ';
      while (text.includes(standIn)) standIn += ' ';
      response.body = Buffer.from(text.replace(PROTO_NAME, JSON.stringify(standIn)));
      try {
        return nameBack(await read(operation, context, response), standIn);
      } catch (error) {
        throw nameBack(error, standIn);
      }
    }
  };
}

/**
 * Reads an answer of items as the SDK would, but in place. Only binary values are not as JSON gives them.
 * @throws SyntaxError when it is not JSON; NestingError when it is nested as no answer of DynamoDB is
 */
function readData(bytes: Buffer, schema: Schema): object {
  const answer = parse(bytes);
  for (const name in answer) {
    if (answer[name] === null) delete answer[name];
    else if (!ITEMS.has(name)) refuseNested(answer[name], 1);
  }
  refuseOtherShape(schema, answer, ITEMS);
  if (bytes.includes('"B"') || bytes.includes('"BS"')) readBinary(answer, 0);
  return answer;
}

/** @throws SyntaxError that shows how the answer begins: the parser's own would say what it did not expect where */
function parse(bytes: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(bytes.toString()) as Record<string, unknown>;
  } catch {
    throw new SyntaxError(`expected a JSON object, got ${bytes.length} bytes that are none: ${beginningOf(bytes)}`);
  }
}

function refuseNested(value: unknown, levels: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (levels === MAX_LEVELS) throw new NestingError(MAX_LEVELS);
  for (const member of Object.values(value)) refuseNested(member, levels + 1);
}

/** Under the names of the binary types only attribute values have text: what is named so by others is an object or a number. */
function readBinary(value: unknown, levels: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (levels === MAX_LEVELS) throw new NestingError(MAX_LEVELS);
  if (Array.isArray(value)) {
    for (const element of value) readBinary(element, levels + 1);
    return;
  }
  const members = value as Record<string, unknown>;
  // Most values, and with nothing in them.
  if (typeof members.S === 'string' || typeof members.N === 'string') return;
  for (const name in members) {
    const member = members[name];
    if (name === 'B' && typeof member === 'string') members[name] = Buffer.from(member, 'base64');
    else if (name === 'BS' && Array.isArray(member)) members[name] = member.map((text) => Buffer.from(text, 'base64'));
    else readBinary(member, levels + 1);
  }
}

function beginningOf(bytes: Buffer): string {
  return bytes.length === 0 ? 'nothing' : JSON.stringify(bytes.toString('utf8', 0, 40));
}

/** Names the members called `standIn` `__proto__`, at any depth. */
function nameBack<T>(value: T, standIn: string): T {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const members = value as Record<string, unknown>;
  for (const [name, member] of Object.entries(members)) {
    nameBack(member, standIn);
    if (name !== standIn) continue;
    delete members[name];
    setMember(members, '__proto__', member);
  }
  return value;
}
