import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { setMember } from './json.ts';

/** The part of a client that reads answers. */
interface Reader {
  deserializeResponse(
    operation: unknown,
    context: { streamCollector(body: unknown): Promise<Uint8Array> },
    response: { body?: unknown },
  ): Promise<object>;
}

const OPENING_BRACE = '{'.charCodeAt(0);
/** A member of this name. Within a text, a quotation mark has a backslash before it. */
const PROTO_NAME = /(?<!\\)"__proto__"(?=\s*:)/g;

/**
 * Mends what the SDK's reader does wrong: it takes an empty answer, or a list, for one without members, so that an item seems not
 * to be there; and it loses the value of an attribute named `__proto__`.
 */
export function mendAnswers({ config }: DynamoDBClient): void {
  const protocol = config.protocol as unknown as Reader;
  const read = protocol.deserializeResponse.bind(protocol);
  protocol.deserializeResponse = async (operation, context, response) => {
    const { buffer, byteOffset, byteLength } = await context.streamCollector(response.body);
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    response.body = bytes;
    if (bytes[0] !== OPENING_BRACE) throw new SyntaxError(`expected a JSON object, got ${beginningOf(bytes)}`);
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
