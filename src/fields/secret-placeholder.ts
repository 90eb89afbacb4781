/** A place in a text where a secret is put in, like `{{secrets.AWS_KEY}}`; the name is its first group. */
export const SECRET_PLACEHOLDER = /\{\{\s*secrets\.([^\s{}]+)\s*\}\}/g;

/** Whether a text asks for a secret, like `{{secrets.AWS_KEY}}`. */
export function namesSecret(text: string): boolean {
  return text.includes('{{') && text.search(SECRET_PLACEHOLDER) >= 0;
}
