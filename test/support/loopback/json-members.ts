const MARK = /["{}[\],]/g;

/**
 * Cuts a JSON object into its members, each with the text of its value, so that no number loses a digit.
 * @param text valid JSON
 */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = text.indexOf('{') + 1;
  for (;;) {
    const start = text.indexOf('"', at);
    if (start < 0 || /[^\s,]/.test(text.slice(at, start))) return members;
    const end = endOfString(text, start);
    const valueStart = text.indexOf(':', end) + 1;
    at = endOfValue(text, valueStart);
    members.set(JSON.parse(text.slice(start, end)) as string, text.slice(valueStart, at).trim());
  }
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  MARK.lastIndex = start;
  for (let match = MARK.exec(text); match; match = MARK.exec(text)) {
    const [mark] = match;
    if (mark === '"') MARK.lastIndex = endOfString(text, match.index);
    else if (depth === 0 && (mark === ',' || mark === '}')) return match.index;
    else if (mark === '{' || mark === '[') depth += 1;
    else if (mark !== ',') depth -= 1;
  }
  throw new Error('The text is no JSON object');
}

/** Finds the end of a string of JSON. */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at += 1;
  }
}
