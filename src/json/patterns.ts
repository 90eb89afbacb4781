/** Whether a text is one of those allowed, in which `*` stands for any text. */
export function textMatcher(patterns: readonly string[]): (text: string) => boolean {
  const parts = patterns.map((pattern) => pattern.split('*'));
  return (text) => parts.some((parts) => hasParts(text, parts));
}

/** Whether an origin is one of those allowed. */
export function originMatcher(patterns: readonly string[]): (origin: string) => boolean {
  // An origin has no port where that is the usual one.
  const parts = patterns.map((pattern) =>
    pattern
      .toLowerCase()
      .replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2')
      .split('*'),
  );
  return (origin) => parts.some((parts) => hasParts(origin, parts, /^[a-z0-9._-]*$/));
}

/**
 * Whether a text consists of these parts, with any text between them. It takes time in proportion to the text: the first place
 * where a part is found leaves the most to those after it.
 * @param inner what the text between the first part and the last must be like
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
