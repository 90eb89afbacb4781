/** Matches a place where a secret is put in, like `{{secrets.AWS_KEY}}`. The first group is its name. */
export const SECRET_PLACEHOLDER = /\{\{\s*secrets\.([^\s{}]+)\s*\}\}/g;

/** Whether a text has a place where a secret is put in, like `{{secrets.AWS_KEY}}`. */
export function namesSecret(text: string): boolean {
  return text.includes('{{') && text.search(SECRET_PLACEHOLDER) >= 0;
}

/** A placeholder in braces of any kind. The group is what it holds. */
const IN_BRACES = /[$#%]?\{{1,3}([^{}]*)\}{1,3}/g;
/** What is meant for a secret, in whatever spelling, with what stands around it at most. The groups: whose secret, and its name. */
const MEANT = /^[\s=$#%"'<({[]*(camunda\s*\.\s*)?secrets?\s*[.:]\s*`?([\w.-]*)[\s%"'`>)}\]]*$/i;

/** What somebody meant for the placeholder of a secret. */
interface MisspeltSecret {
  /** As it is written. Nothing else of the text, which may be a key. */
  readonly placeholder: string;
  readonly name: string | undefined;
  /** Whether it is a secret of the engine, like `camunda.secrets.AWS_KEY`, which a worker gets only if no engine has put it in. */
  readonly ofEngine: boolean;
}

/** Finds what somebody meant for a placeholder of a secret and no worker replaces, like `secrets.AWS_KEY` or `${secrets.AWS_KEY}`. */
export function misspeltSecret(text: string): MisspeltSecret | undefined {
  const rest = namesSecret(text) ? text.replace(SECRET_PLACEHOLDER, ' ') : text;
  const bare = MEANT.exec(rest);
  if (bare !== null) return misspelt(rest.trim(), bare);
  if (!rest.includes('{')) return undefined;
  for (const [placeholder, held = ''] of rest.matchAll(IN_BRACES)) {
    const meant = MEANT.exec(held);
    if (meant !== null) return misspelt(placeholder, meant);
    if (placeholder.startsWith('{{')) return { placeholder: '{{…}}', name: undefined, ofEngine: false };
  }
  return undefined;
}

function misspelt(placeholder: string, [, engine, name]: RegExpExecArray): MisspeltSecret {
  return { placeholder, name: name || undefined, ofEngine: engine !== undefined };
}
