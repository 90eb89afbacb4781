import { describeKind, type Fault } from '../failure/faults.ts';
import { namesSecret, SECRET_PLACEHOLDER } from '../fields/secret-placeholder.ts';
import { isObject, type Json, setMember } from '../json/json.ts';

/** Gives the secret of a name, or undefined when there is none. */
export type SecretLookup = (name: string) => string | undefined;

/** Values with secrets are not nested at all. The limit keeps a hostile value from overflowing the stack. */
const MAX_DEPTH = 10;

/**
 * Copies a value and replaces each `{{secrets.NAME}}` by the secret. A secret that looks like a placeholder is not replaced again.
 * Adds a fault to `faults` for each secret that is missing.
 * @param path the path of the value, for the faults
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
 * Replaces each secret in a text by `***`. Also finds a secret as JSON escapes it, and in upper or lower case, because addresses
 * come back in lower case. Secrets of fewer than four characters are not replaced.
 */
export function mask(text: string, secrets: readonly string[]): string {
  const spelled = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const longestFirst = spelled.filter(({ length }) => length >= 4).sort((a, b) => b.length - a.length);
  return longestFirst.reduce(withoutSecret, text);
}

/** Uses no regular expression, because a secret may be too long for one. */
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

/** Changes ASCII letters only, so that the text keeps its length. */
function inLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
