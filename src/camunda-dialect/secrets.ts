import type { AskedSecret, FoundSecret } from '../connection/secrets.ts';
import { STOPPED } from '../job/run-job.ts';
import type { Waiting } from '../job/time-limit.ts';
import type { Policy } from '../policy/policy.ts';
import { inputException, JavaException } from './exceptions.ts';
import { type Place, placesBare, placesInBraces } from './secret-places.ts';

/** Bounds what a job can make the worker do: names of secrets, rounds of replacing, and characters of what comes out. */
const MOST_NAMES = 100;
const MOST_ROUNDS = 100;
const MOST_CHARACTERS = 16 * 2 ** 20;

/** A text whose secrets are put in, and what was put in. */
interface Replaced {
  readonly text: string;
  readonly secrets: readonly string[];
}

/**
 * Puts in secrets wherever the JSON text of a job's variables has a placeholder, data and names of members included, as Camunda's
 * connector runtime does. A name that the operator does not allow stays as it is.
 * @param wait waits for secrets that a source must be asked for
 * @throws JavaException (ConnectorInputException) when a secret is missing, or when there are too many
 */
export async function putInSecrets(text: string, policy: Policy, wait: Waiting): Promise<Replaced> {
  if (!text.includes('secrets.')) return { text, secrets: [] };
  const known = new Map<string, string | undefined>();
  for (;;) {
    const unasked = new Map<string, AskedSecret>();
    const replaced = inBothSpellings(text, (name) => secretOf(name, { policy, text, known, unasked }));
    if (unasked.size === 0) {
      const secrets = [...known.values()].filter((value) => value !== undefined);
      return { text: replaced, secrets };
    }
    await ask(unasked, known, wait);
  }
}

/** What secrets are looked for in, and what is known of them. */
interface Search {
  readonly policy: Policy;
  /** The variables as they came. */
  readonly text: string;
  readonly known: Map<string, string | undefined>;
  readonly unasked: Map<string, AskedSecret>;
}

/** Gives the value of a name; undefined if it stays as it is, or is not known yet. */
function secretOf(name: string, { policy, text, known, unasked }: Search): string | undefined {
  if (!policy.allowsSecret(name) || unasked.has(name)) return undefined;
  if (!known.has(name)) {
    if (known.size + unasked.size === MOST_NAMES)
      throw inputException(`The variables of the job name more than ${MOST_NAMES} secrets`);
    const found = find(name, policy);
    if (typeof found === 'object') {
      unasked.set(name, found);
      return undefined;
    }
    known.set(name, found);
  }
  const value = known.get(name);
  // A name that only stands in another secret is a part of that.
  if (value === undefined)
    throw inputException(`Secret with name '${text.includes(name) ? name : '***'}' is not available`);
  return value;
}

function find(name: string, policy: Policy): FoundSecret {
  try {
    return policy.secret(name);
  } catch (error) {
    throw notFetched(error);
  }
}

async function ask(unasked: Map<string, AskedSecret>, known: Map<string, string | undefined>, wait: Waiting) {
  try {
    await wait((signal) =>
      Promise.all([...unasked].map(async ([name, secret]) => void known.set(name, await secret.ask(signal)))),
    );
  } catch (error) {
    throw error === STOPPED ? error : notFetched(error);
  }
}

/** Secrets that cannot be fetched could not be hidden either. So nothing else is told of the job. */
function notFetched(cause: unknown): JavaException {
  const message = `Fetching secrets failed, original error can't be displayed as the error message might contain secrets: ${(cause as Error).message}`;
  return new JavaException('java.lang.RuntimeException', message, { cause, hasBackoff: false });
}

type Lookup = (name: string) => string | undefined;

function inBothSpellings(text: string, secretOf: Lookup): string {
  return inRounds(inRounds(text, placesInBraces, secretOf), placesBare, secretOf);
}

/**
 * Replaces all places of one spelling, once for each place that there was at first: a value that is put in may have a placeholder
 * itself. A round that changes nothing is the last.
 */
function inRounds(text: string, placesOf: (text: string) => readonly Place[], secretOf: Lookup): string {
  let current = text;
  let places = placesOf(text);
  for (let rounds = Math.min(places.length, MOST_ROUNDS); rounds > 0; rounds--) {
    const next = putIn(current, places, secretOf);
    if (next === current) break;
    current = next;
    places = placesOf(current);
  }
  return current;
}

/** @throws JavaException (ConnectorInputException) when the text gets too long */
function putIn(text: string, places: readonly Place[], secretOf: Lookup): string {
  const parts: string[] = [];
  let from = 0;
  let length = text.length;
  for (const { start, end, name } of places) {
    const value = secretOf(name);
    if (value === undefined) continue;
    const inJson = JSON.stringify(value).slice(1, -1);
    length += inJson.length - (end - start);
    if (length > MOST_CHARACTERS)
      throw inputException(
        `The variables of the job, with their secrets, have more than ${MOST_CHARACTERS} characters`,
      );
    parts.push(text.slice(from, start), inJson);
    from = end;
  }
  return from === 0 ? text : parts.join('') + text.slice(from);
}
