/** Matches a place where a secret is put in, like `{{secrets.AWS_KEY}}`. The first group is its name. */
export const SECRET_PLACEHOLDER = /\{\{\s*secrets\.([^\s{}]+)\s*\}\}/g;

/** Whether a text has a place where a secret is put in, like `{{secrets.AWS_KEY}}`. */
export function namesSecret(text: string): boolean {
  return text.includes('{{') && text.search(SECRET_PLACEHOLDER) >= 0;
}

/** A placeholder in braces of any kind. The group is what it holds. */
const IN_BRACES = /[$#%]?\{{1,3}([^{}]*)\}{1,3}/g;
/** What is meant for a secret, in whatever spelling, with what stands around it at most. The group is the name. */
const MEANT = /^[\s=$#%"'<({[]*(?:camunda\s*\.\s*)?secrets?\s*[.:]\s*([\w.-]*)[\s%"'>)}\]]*$/i;

/**
 * Finds what somebody meant for a placeholder of a secret and no worker replaces, like `secrets.AWS_KEY` or `${secrets.AWS_KEY}`.
 * Gives it as it is written, and the name in it, if there is one. Gives nothing else of the text, which may be a key.
 */
export function misspeltSecret(text: string): { placeholder: string; name: string | undefined } | undefined {
  const rest = namesSecret(text) ? text.replace(SECRET_PLACEHOLDER, ' ') : text;
  const bare = MEANT.exec(rest);
  if (bare !== null) return { placeholder: rest.trim(), name: bare[1] || undefined };
  if (!rest.includes('{')) return undefined;
  for (const [placeholder, held = ''] of rest.matchAll(IN_BRACES)) {
    const meant = MEANT.exec(held);
    if (meant !== null) return { placeholder, name: meant[1] || undefined };
    if (placeholder.startsWith('{{')) return { placeholder: '{{…}}', name: undefined };
  }
  return undefined;
}
