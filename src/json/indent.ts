/** A text, a mark, or a number or word of JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]|[^\s"[\]{}:,]+/g;

/** Lays out JSON for a reader, two blanks for each level. Only blanks change: numbers keep their digits. */
export function indentJson(text: string): string {
  const parts: string[] = [];
  let level = 0;
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const isFirst = before === '{' || before === '[';
    const ends = token === '}' || token === ']';
    if (ends) level--;
    if (ends ? !isFirst : isFirst || before === ',') parts.push(`\n${'  '.repeat(level)}`);
    else if (before === ':') parts.push(' ');
    parts.push(token);
    if (token === '{' || token === '[') level++;
    before = token;
  }
  return parts.join('');
}
