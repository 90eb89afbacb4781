import { describeKind, type Fault } from '../failure/faults.ts';
import { namesSecret, SECRET_PLACEHOLDER } from '../fields/secret-placeholder.ts';
import { isObject, type Json, setMember } from '../json/json.ts';

/** Looks a secret up by its name; undefined when there is none. */
export type SecretLookup = (name: string) => string | undefined;

/** Places in which secrets are replaced are not nested at all; this keeps hostile ones from the end of the stack. */
const MAX_DEPTH = 10;

/**
 * A copy of `value` in which each `{{secrets.NAME}}` is replaced by the secret. What is put in is final: a secret that looks
 * like a placeholder is not replaced again. A secret that is missing is added to `faults`.
 */
export function replaceSecrets(value: Json, lookup: SecretLookup, path: PropertyKey[], faults: Fault[]): Json {
  if (typeof value === 'string') {
    if (!namesSecret(value)) return value;
    return value.replace(SECRET_PLACEHOLDER, (placeholder, name: string) => {
      const secret = lookup(name);
      if (secret === undefined)
        faults.push({ path, expected: `the secret ${name} beside the worker`, got: describeKind(undefined) });
      return secret ?? placeholder;
    });
  }
  if (path.length > MAX_DEPTH) {
    faults.push({ path, expected: `at most ${MAX_DEPTH} levels of nesting`, got: describeKind(value) });
    return null;
  }
  if (Array.isArray(value))
    return value.map((member, index) => replaceSecrets(member, lookup, [...path, index], faults));
  if (!isObject(value)) return value;
  const copy: { [key: string]: Json } = {};
  for (const name in value) setMember(copy, name, replaceSecrets(value[name] as Json, lookup, [...path, name], faults));
  return copy;
}

/**
 * Replaces what must not be read in a text by `***`, also as a JSON text spells it, and in upper or lower case, for addresses come
 * back in lower case. Texts of fewer than four characters are no secrets.
 */
export function mask(text: string, secrets: readonly string[]): string {
  const spelled = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const longestFirst = spelled.filter(({ length }) => length >= 4).sort((a, b) => b.length - a.length);
  return longestFirst.reduce(withoutSecret, text);
}

/** A regular expression would do, but for a secret that is too long for one. */
function withoutSecret(text: string, secret: string): string {
  const lower = inLowerCase(text);
  const wanted = inLowerCase(secret);
  let masked = '';
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    masked += `${text.slice(from, at)}***`;
    from = at + wanted.length;
  }
  return masked + text.slice(from);
}

/** Of ASCII letters only, so that no text changes its length. */
function inLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
