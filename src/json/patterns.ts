/** Makes a test that tells whether a text matches one of the patterns. `*` stands for any text. */
export function textMatcher(patterns: readonly string[]): (text: string) => boolean {
  const parts = patterns.map((pattern) => pattern.split('*'));
  return (text) => parts.some((parts) => hasParts(text, parts));
}

/**
 * Makes a test that tells whether an origin, like `https://dynamodb.example.com`, matches one of the patterns, like
 * `https://*.example.com`. `*` stands for any part of a host name, so it matches no colon and no slash.
 */
export function originMatcher(patterns: readonly string[]): (origin: string) => boolean {
  // An origin leaves out the default port of its scheme.
  const parts = patterns.map((pattern) =>
    pattern
      .toLowerCase()
      .replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2')
      .split('*'),
  );
  return (origin) => parts.some((parts) => hasParts(origin, parts, /^[a-z0-9._-]*$/));
}

/**
 * Whether a text consists of these parts in their order, with any text between them. The time grows in proportion to the text:
 * taking the first match of a part leaves the most text to the parts after it, so no other match need be tried.
 * @param inner matches the text that is allowed between the first part and the last
 */
function hasParts(text: string, parts: readonly string[], inner?: RegExp): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const between = text.slice(first.length, text.length - last.length);
  if (inner !== undefined && !inner.test(between)) return false;
  let from = 0;
  for (const part of others) {
    const at = between.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}
