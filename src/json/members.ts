const [TAB, LINE_FEED, RETURN, BLANK] = [9, 10, 13, 32];
const [QUOTE, COMMA, COLON, BACKSLASH] = [34, 44, 58, 92];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/**
 * Cuts a JSON object into its members, without reading their values. The values share memory with `json`. Of members with the same
 * name the last counts, as for `JSON.parse`.
 * @param json in UTF-8
 * @returns the JSON of each value, by the member's name. What is within a value is not checked: the value of `{"a":[tru]}` is given
 * @throws SyntaxError when `json` is not one object, or ends too early
 */
export function membersOf(json: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  cut(json, [OPEN_OBJECT, CLOSE_OBJECT], (start) => {
    if (json[start] !== QUOTE) throw unexpected('a name', json, start);
    const end = endOfString(json, start);
    const colon = behindBlanks(json, end);
    if (json[colon] !== COLON) throw unexpected('a colon', json, colon);
    const value = behindBlanks(json, colon + 1);
    const valueEnd = endOfValue(json, value);
    members.set(JSON.parse(json.toString('utf8', start, end)) as string, json.subarray(value, valueEnd));
    return valueEnd;
  });
  return members;
}

/**
 * Cuts a JSON list into its elements, without reading them. They share memory with `json`.
 * @param json in UTF-8
 * @returns the JSON of each element. What is within an element is not checked
 * @throws SyntaxError when `json` is not one list, or ends too early
 */
export function elementsOf(json: Buffer): Buffer[] {
  const elements: Buffer[] = [];
  cut(json, [OPEN_LIST, CLOSE_LIST], (start) => {
    const end = endOfValue(json, start);
    elements.push(json.subarray(start, end));
    return end;
  });
  return elements;
}

/**
 * Goes through what commas separate between two brackets.
 * @param take is told where each part starts, and gives the place behind it
 */
function cut(json: Buffer, [open, close]: readonly [number, number], take: (start: number) => number): void {
  const start = behindBlanks(json, 0);
  if (json[start] !== open) throw unexpected(`a ${String.fromCharCode(open)}`, json, start);
  let at = behindBlanks(json, start + 1);
  if (json[at] !== close) {
    at = behindBlanks(json, take(at));
    while (json[at] === COMMA) at = behindBlanks(json, take(behindBlanks(json, at + 1)));
  }
  if (json[at] !== close) throw unexpected(`a ${String.fromCharCode(close)}`, json, at);
  const end = behindBlanks(json, at + 1);
  if (end < json.length) throw unexpected('the end', json, end);
}

function unexpected(expected: string, json: Buffer, at: number): SyntaxError {
  const got = at < json.length ? JSON.stringify(json.toString('utf8', at, at + 20)) : 'the end';
  return new SyntaxError(`expected ${expected} at byte ${at} of the JSON, got ${got}`);
}

function isBlank(byte: number | undefined): boolean {
  return byte === BLANK || byte === LINE_FEED || byte === RETURN || byte === TAB;
}

function behindBlanks(json: Buffer, start: number): number {
  let at = start;
  while (isBlank(json[at])) at++;
  return at;
}

/** Where the value ends that starts here: the place behind it. */
function endOfValue(json: Buffer, start: number): number {
  switch (json[start]) {
    case QUOTE:
      return endOfString(json, start);
    case OPEN_LIST:
    case OPEN_OBJECT:
      return endOfBrackets(json, start);
    default:
      return endOfWord(json, start);
  }
}

function endOfString(json: Buffer, start: number): number {
  let quote = start;
  do {
    quote = json.indexOf(QUOTE, quote + 1);
    if (quote < 0) throw unexpected('the end of a text', json, json.length);
  } while (isEscaped(json, quote));
  return quote + 1;
}

/** Whether the quotation mark belongs to a text: then an odd number of backslashes is before it. */
function isEscaped(json: Buffer, quote: number): boolean {
  let at = quote;
  while (json[at - 1] === BACKSLASH) at--;
  return (quote - at) % 2 === 1;
}

function endOfBrackets(json: Buffer, start: number): number {
  let levels = 0;
  for (let at = start; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at) - 1;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) levels++;
    else if ((byte === CLOSE_LIST || byte === CLOSE_OBJECT) && --levels === 0) return at + 1;
  }
  throw unexpected('a closing bracket', json, json.length);
}

/** Where a number, or a word like `true`, ends. */
function endOfWord(json: Buffer, start: number): number {
  let at = start;
  for (; at < json.length; at++) {
    const byte = json[at];
    if (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT || isBlank(byte)) break;
  }
  if (at === start) throw unexpected('a value', json, at);
  return at;
}
