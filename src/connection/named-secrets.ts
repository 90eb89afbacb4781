import { Failure } from '../failure/failure.ts';
import { SECRET_PLACEHOLDER } from '../fields/secret-placeholder.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { KEPT_CREDENTIAL } from './authentication.ts';
import { type AskedSecret, type FindSecret, MAX_DEPTH, type SecretLookup } from './secrets.ts';

/** Secrets of which some must be asked for. */
interface AwaitedSecrets {
  /**
   * Asks for them.
   * @throws Failure when a source gives no answer; the reason of `waiter`
   */
  ask(waiter: AbortSignal): Promise<SecretLookup>;
}

/** How many secrets one job may name. An authentication has a few fields, and each name costs a look wherever secrets are. */
const MOST_NAMES = 20;

/**
 * Finds the secrets that the authentication of a job names. Gives a look-up of them at once if all are at hand, or what must be
 * awaited first.
 * @param variables those of the job, of which the same are read as in `readConnection`
 * @throws Failure when a secret is there and cannot be read, or when the job names too many
 */
export function findSecrets(variables: JsonObject, find: FindSecret): SecretLookup | AwaitedSecrets {
  const names = secretNames(variables);
  if (names.size === 0) return () => undefined;
  if (names.size > MOST_NAMES) {
    const message = `authentication: expected at most ${MOST_NAMES} secrets, got ${names.size}`;
    throw new Failure('configuration', message);
  }
  const found = new Map<string, string | undefined>();
  const asked: (readonly [name: string, secret: AskedSecret])[] = [];
  for (const name of names) {
    const secret = find(name);
    if (typeof secret === 'object') asked.push([name, secret]);
    else found.set(name, secret);
  }
  const lookUp = (name: string) => found.get(name);
  if (asked.length === 0) return lookUp;
  return {
    async ask(waiter) {
      await Promise.all(asked.map(async ([name, secret]) => void found.set(name, await secret.ask(waiter))));
      return lookUp;
    },
  };
}

function secretNames(variables: JsonObject): ReadonlySet<string> {
  const names = new Set<string>();
  const kept = variables[KEPT_CREDENTIAL];
  if (kept === undefined || kept === '') addNames(variables.authentication, names, 0);
  else if (isObject(kept)) addNames(kept.authentication, names, 0);
  return names;
}

function addNames(value: Json | undefined, names: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    if (!value.includes('{{')) return;
    for (const [, name] of value.matchAll(SECRET_PLACEHOLDER)) names.add(name as string);
  } else if (depth > MAX_DEPTH) {
    // `replaceSecrets` says that it is nested too deep.
  } else if (Array.isArray(value)) {
    for (const member of value) addNames(member, names, depth + 1);
  } else if (isObject(value)) {
    for (const name in value) addNames(value[name], names, depth + 1);
  }
}
