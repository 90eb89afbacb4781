import type { FoundSecret } from '../connection/secrets.ts';
import { Failure } from '../failure/failure.ts';
import { isObject, type Json, parseJson } from '../json/json.ts';

/** The name of a secret, and the member of its JSON that is meant, if one is. */
interface MemberName {
  readonly id: string;
  readonly member: string | undefined;
}

/** Reads a name like `orders` or `orders:accessKey`. The names of AWS's secrets and parameters have no colon. */
export function memberName(name: string): MemberName {
  const colon = name.indexOf(':');
  return colon < 0 ? { id: name, member: undefined } : { id: name.slice(0, colon), member: name.slice(colon + 1) };
}

/** Gives the member of a secret that is found, or will be. */
export function memberOf(found: FoundSecret, { id, member }: MemberName): FoundSecret {
  if (member === undefined || found === undefined) return found;
  if (typeof found === 'string') return readMember(found, id, member);
  return {
    async ask(waiter) {
      const value = await found.ask(waiter);
      return value === undefined ? undefined : readMember(value, id, member);
    },
  };
}

/** @throws Failure (configuration) when the secret is no object as JSON, or the member is no text. It does not show the secret */
function readMember(text: string, id: string, member: string): string | undefined {
  const value = asJson(text);
  if (!isObject(value)) {
    const message = `The secret ${id}:${member}: expected an object as JSON in the secret ${id}, got something else.`;
    throw new Failure('configuration', message);
  }
  const found = Object.hasOwn(value, member) ? value[member] : undefined;
  if (found === undefined || typeof found === 'string') return found;
  throw new Failure('configuration', `The secret ${id}:${member}: expected a text, got another value of JSON.`);
}

function asJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    // Whoever asks says what was expected. The parser's message would quote the secret.
    return undefined;
  }
}
