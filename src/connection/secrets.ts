import { describeKind, describeValue, type Fault } from '../failure/faults.ts';
import { misspeltSecret, namesSecret, SECRET_PLACEHOLDER } from '../fields/secret-placeholder.ts';
import { isObject, type Json, setMember } from '../json/json.ts';

/** Gives the secret of a name, or undefined when there is none. */
export type SecretLookup = (name: string) => string | undefined;

/** A secret that a source must be asked for before it is known. */
export interface AskedSecret {
  /**
   * Asks the source.
   * @param waiter aborts when whoever asked has gone
   * @throws Failure when the source gives no answer; the reason of `waiter`
   */
  ask(waiter: AbortSignal): Promise<string | undefined>;
}

/** What is known of a secret: its value, undefined if there is none, or who must be asked first. */
export type FoundSecret = string | undefined | AskedSecret;

/**
 * Finds the secret of a name, at hand or not.
 * @throws Failure when it is there and cannot be read
 */
export type FindSecret = (name: string) => FoundSecret;

/** Secrets, and what messages say of where they are looked for. */
export interface SecretsAtHand {
  readonly secret: SecretLookup;
  /** The places in which the secret of a name is looked for. If undefined, messages do not tell them. */
  readonly secretPlaces?: ((name: string) => string) | undefined;
}

/** Says the same of a secret that is missing and of one that is forbidden: nobody learns which secrets there are. */
function missingSecret(name: string, places: SecretsAtHand['secretPlaces']): string {
  const where = places === undefined ? '' : ` (looked for in ${places(name)})`;
  return `the secret ${name} beside the worker${where}, where its operator allows it (DYNAMODB_WORKER_ALLOW_SECRETS)`;
}

/**
 * What is expected instead of the placeholder of an engine's secret. An engine puts in the value where an input of the task itself
 * has the reference as FEEL; the placeholder arrives as a text from elsewhere, and from engines that do not know it.
 * https://docs.camunda.io/docs/next/components/concepts/variables/
 */
function engineSecret(name: string): string {
  const reference = /^\w+$/.test(name) ? name : `\`${name}\``;
  const byEngine = `which an engine from 8.10 on puts in for =camunda.secrets.${reference}, as FEEL in an input of this task itself`;
  return `the value of the secret, ${byEngine}; or {{secrets.${name}}}, which the worker puts in`;
}

/** Values with secrets are not nested at all. The limit keeps a hostile value from overflowing the stack. */
export const MAX_DEPTH = 10;

/**
 * Copies a value, and replaces each `{{secrets.NAME}}` by the secret. A secret that looks like a placeholder is not replaced
 * again. Adds a fault to `faults` for each secret that is missing, and for each placeholder that is misspelt: it would be sent as
 * a key.
 * @param path the path of the value, for the faults
 */
export function replaceSecrets(value: Json, secrets: SecretsAtHand, path: PropertyKey[], faults: Fault[]): Json {
  if (typeof value === 'string') {
    const misspelt = misspeltSecret(value);
    if (misspelt !== undefined) {
      const { placeholder, name = 'NAME', ofEngine } = misspelt;
      const expected = ofEngine ? engineSecret(name) : `a secret as {{secrets.${name}}}`;
      faults.push({ path, expected, got: describeValue(placeholder), about: 'secret' });
    }
    if (!namesSecret(value)) return value;
    return value.replace(SECRET_PLACEHOLDER, (placeholder, name: string) => {
      const secret = secrets.secret(name);
      if (secret === undefined) {
        const expected = missingSecret(name, secrets.secretPlaces);
        faults.push({ path, expected, got: describeKind(undefined), about: 'secret' });
      }
      return secret ?? placeholder;
    });
  }
  if (path.length > MAX_DEPTH) {
    faults.push({ path, expected: `at most ${MAX_DEPTH} levels of nesting`, got: describeKind(value) });
    return null;
  }
  if (Array.isArray(value))
    return value.map((member, index) => replaceSecrets(member, secrets, [...path, index], faults));
  if (!isObject(value)) return value;
  const copy: { [key: string]: Json } = {};
  for (const name in value)
    setMember(copy, name, replaceSecrets(value[name] as Json, secrets, [...path, name], faults));
  return copy;
}
