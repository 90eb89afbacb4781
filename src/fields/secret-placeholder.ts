/** Matches a place where a secret is put in, like `{{secrets.AWS_KEY}}`. The first group is its name. */
export const SECRET_PLACEHOLDER = /\{\{\s*secrets\.([^\s{}]+)\s*\}\}/g;

/** Whether a text has a place where a secret is put in, like `{{secrets.AWS_KEY}}`. */
export function namesSecret(text: string): boolean {
  return text.includes('{{') && text.search(SECRET_PLACEHOLDER) >= 0;
}
