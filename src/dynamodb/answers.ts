import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { extentOf, NestingError } from '../json/extent.ts';
import { setMember } from '../json/json.ts';
import { callOf } from './abortable.ts';
import { dataCommands } from './commands.ts';
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
  /** The whole body, which has been read before. */
  body?: Buffer;
}

const OPENING_BRACE = '{'.charCodeAt(0);
/** Matches a member with the name `__proto__`. Within a text, a backslash would stand before the quotation mark. */
const PROTO_NAME = /(?<!\\)"__proto__"(?=\s*:)/g;

/**
 * How many levels of nesting an answer may have. A level of an item takes two: one for the type of a value, one for what is in
 * it. DynamoDB allows 32 levels, which are 64, and there are a few more around them.
 */
const MAX_LEVELS = 200;

/** Members with items in them. Their nesting is checked when they are decoded, because it takes time to go through them. */
const ITEMS: ReadonlySet<string> = new Set(['Attributes', 'Item', 'Items', 'Responses']);

/**
 * Mends what the SDK's reader of answers does wrong, for a client that reads answers whole (`readWhole`):
 * - It takes an empty answer, or a list, for an answer without members, so that an item seems not to exist.
 * - It passes on values of other types than the API has.
 * - It loses the value of an attribute with the name `__proto__`.
 * - It copies every value that JSON.parse has made already, which takes half of the work of reading a page.
 */
export function mendAnswers({ config }: DynamoDBClient): void {
  const protocol = config.protocol as unknown as Reader;
  const read = protocol.deserializeResponse.bind(protocol);
  protocol.deserializeResponse = async (operation, context, response) => {
    const bytes = response.body ?? Buffer.alloc(0);
    await callOf(response)?.makeRoom?.(bytes.length);
    if (bytes[0] !== OPENING_BRACE) throw new SyntaxError(`expected a JSON object, got ${beginningOf(bytes)}`);
    // JSON.parse gives an answer with items as it should be, except for binary values.
    if (response.statusCode === 200 && dataCommands.has(operation.name))
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
 * Reads an answer with items as the SDK would, but without a copy. Only binary values differ from what JSON.parse gives.
 * @throws SyntaxError when the answer is no JSON or has another shape; NestingError when it is nested as no answer of DynamoDB is
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

/**
 * Parses an answer.
 * @throws SyntaxError that shows how the answer begins; the parser's own error would say only what it did not expect, and where
 */
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

/**
 * Decodes binary values in place. Under the names `B` and `BS`, only attribute values have texts: other members with such a name
 * have an object or a number.
 * @throws NestingError when the answer is nested as no answer of DynamoDB is
 */
export function readBinary(value: unknown, levels: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (levels === MAX_LEVELS) throw new NestingError(MAX_LEVELS);
  if (Array.isArray(value)) {
    for (const element of value) readBinary(element, levels + 1);
    return;
  }
  const members = value as Record<string, unknown>;
  // Most values are of these types, and have nothing in them.
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

/** Gives the members with the name `standIn` the name `__proto__`, at any depth. */
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
