import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HttpResponse } from '@smithy/core/protocols';
import { extentOf, NestingError } from '../json/extent.ts';
import { setMember } from '../json/json.ts';
import { dataCommands } from './commands.ts';
import type { WholeAnswer } from './http-call.ts';
import { refuseOtherErrorShape, refuseOtherShape, type Schema } from './shapes.ts';

/** The part of the SDK that knows how requests and answers are written. */
export interface Protocol {
  readonly serializer: { write(schema: Schema, input: object): void; flush(): string | Uint8Array };
  deserializeResponse(operation: OperationShape, context: object, response: HttpResponse): Promise<object>;
  deserializeMetadata(response: HttpResponse): Metadata;
}

/** What the SDK knows of an operation of AWS's API. */
export interface OperationShape {
  readonly name: string;
  readonly input: Schema;
  readonly output: Schema;
}

/** What comes with each answer and each error. */
export interface Metadata {
  readonly httpStatusCode?: number | undefined;
  readonly requestId?: string | undefined;
  attempts?: number | undefined;
  totalRetryDelay?: number | undefined;
  /** Whether a signature by the right clock may help. */
  clockSkewCorrected?: boolean;
}

/** An answer of the SDK's shape. */
export interface Answer {
  readonly $metadata: Metadata;
}

const OPENING_BRACE = '{'.charCodeAt(0);
/** What may stand before a value in JSON. */
const BLANKS: ReadonlySet<number | undefined> = new Set([...' \t\r\n'].map((blank) => blank.charCodeAt(0)));
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
 * Reads an answer. It does what the SDK's reader does, and more where that is wrong:
 * - It takes an empty answer, or a list, for an answer without members, so that an item seems not to exist.
 * - It passes on values of other types than the API has.
 * - It loses the value of an attribute with the name `__proto__`.
 * - It copies every value that JSON.parse has made already, which takes half of the work of reading a page.
 * @throws the exception that the answer is, as the SDK has it; SyntaxError when it is no JSON or has another shape
 */
export async function readAnswer(
  { config }: DynamoDBClient,
  operation: OperationShape,
  { response, bytes }: WholeAnswer,
): Promise<Answer> {
  const protocol = config.protocol as unknown as Protocol;
  try {
    // Such a refusal has its name in a header, and needs no body.
    if (bytes.length === 0 && response.statusCode >= 300 && response.headers['x-amzn-errortype'] !== undefined)
      return await readBySdk(protocol, operation, config, response, bytes);
    if (!isObject(bytes)) throw new SyntaxError(`expected a JSON object, got ${beginningOf(bytes)}`);
    // JSON.parse gives an answer with items as it should be, except for binary values.
    if (response.statusCode === 200 && dataCommands.has(operation.name))
      return Object.assign(readData(bytes, operation.output), { $metadata: protocol.deserializeMetadata(response) });
    extentOf(bytes.toString('latin1'), MAX_LEVELS);
    const answer = parse(bytes.toString());
    if (response.statusCode >= 300) refuseOtherErrorShape(answer);
    else refuseOtherShape(operation.output, answer, ITEMS);
    return await readBySdk(protocol, operation, config, response, bytes);
  } catch (thrown) {
    throw withResponse(thrown as Error, response, protocol);
  }
}

function isObject(bytes: Buffer): boolean {
  let at = 0;
  while (BLANKS.has(bytes[at])) at++;
  return bytes[at] === OPENING_BRACE;
}

/** Lets the SDK read an answer. An attribute with the name `__proto__` has another name meanwhile. */
async function readBySdk(
  protocol: Protocol,
  operation: OperationShape,
  context: object,
  response: HttpResponse,
  bytes: Buffer,
): Promise<Answer> {
  const read = async (body: Buffer) => {
    response.body = body;
    return (await protocol.deserializeResponse(operation, context, response)) as Answer;
  };
  if (!bytes.includes('"__proto__"')) return read(bytes);
  const text = bytes.toString();
  let standIn = '__proto__ ';
  while (text.includes(standIn)) standIn += ' ';
  try {
    return nameBack(await read(Buffer.from(text.replace(PROTO_NAME, JSON.stringify(standIn)))), standIn);
  } catch (error) {
    throw nameBack(error, standIn);
  }
}

/** Adds to an error what the SDK adds: the response, which is hidden, and the metadata of an answer that could not be read. */
function withResponse(error: Error, response: HttpResponse, protocol: Protocol): Error {
  Object.defineProperty(error, '$response', { value: response });
  return '$metadata' in error ? error : Object.assign(error, { $metadata: protocol.deserializeMetadata(response) });
}

/**
 * Reads an answer with items as the SDK would, but without a copy. Only binary values differ from what JSON.parse gives.
 * @throws SyntaxError when the answer is no JSON or has another shape; NestingError when it is nested as no answer of DynamoDB is
 */
function readData(bytes: Buffer, schema: Schema): object {
  const text = bytes.toString();
  const answer = parse(text);
  for (const name in answer) {
    if (answer[name] === null) delete answer[name];
    else if (!ITEMS.has(name)) refuseNested(answer[name], 1);
  }
  refuseOtherShape(schema, answer, ITEMS);
  if (mayHaveBinary(text)) readBinary(answer, 0);
  return answer;
}

/** Whether a text has `"B"` or `"BS"` in it. To look for the letter, which is rare, takes a hundredth of the time. */
function mayHaveBinary(text: string): boolean {
  for (let at = text.indexOf('B'); at !== -1; at = text.indexOf('B', at + 1)) {
    if (text[at - 1] !== '"') continue;
    if (text[at + 1] === '"' || (text[at + 1] === 'S' && text[at + 2] === '"')) return true;
  }
  return false;
}

/**
 * Parses an answer.
 * @throws SyntaxError that shows how the answer begins; the parser's own error would say only what it did not expect, and where
 */
function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    const bytes = Buffer.from(text);
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
