import { trim } from './java-text.ts';

/** Where a text has the placeholder of a secret. */
export interface Place {
  readonly start: number;
  /** Behind it. */
  readonly end: number;
  /** The name of the secret. */
  readonly name: string;
}

/** How a placeholder in braces begins. Java's `\s` knows six characters. */
const BEGINNING = /\{\{[ \t\n\v\f\r]*secrets\./g;
const BLANKS = /[ \t\n\v\f\r]+/g;

/**
 * Finds the placeholders `{{secrets.NAME}}`. A name is anything without blanks, up to the first two braces behind its first
 * character; blanks may be around it. The text is gone through once, however many placeholders it begins: a regular expression
 * for the whole would look through the rest of the text for each.
 */
export function placesInBraces(text: string): Place[] {
  const places: Place[] = [];
  const blanks = matcher(BLANKS, text);
  const braces = finder(text, '}}');
  for (BEGINNING.lastIndex = 0; ; ) {
    const beginning = BEGINNING.exec(text);
    if (beginning === null) return places;
    const named = BEGINNING.lastIndex;
    const [blank, behindBlank] = blanks(named);
    if (blank === named) continue;
    const inWord = braces(named + 1);
    const close = inWord < blank ? inWord : behindBlank;
    if (!text.startsWith('}}', close)) continue;
    places.push({ start: beginning.index, end: close + 2, name: trim(text.slice(named, close)) });
    BEGINNING.lastIndex = close + 2;
  }
}

const BARE = /secrets\.((?:[a-zA-Z0-9]+[/._-])*[a-zA-Z0-9]+)/g;

/** Finds `secrets.NAME` anywhere, within longer words too. A name is letters and digits, with single `/`, `.`, `_` or `-` in it. */
export function placesBare(text: string): Place[] {
  return Array.from(text.matchAll(BARE), ({ 0: { length }, 1: name = '', index }) => ({
    start: index,
    end: index + length,
    name,
  }));
}

/** Gives where a part is next from a place on, the end of the text if nowhere. Places must not become less from call to call. */
function finder(text: string, part: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) found = text.indexOf(part, from);
    if (found === -1) found = text.length;
    return found;
  };
}

/** Does the same for a pattern: gives where its next match begins and where it ends. */
function matcher(pattern: RegExp, text: string): (from: number) => readonly [start: number, end: number] {
  let found: readonly [number, number] = [-1, -1];
  return (from) => {
    if (found[0] < from) {
      pattern.lastIndex = from;
      const match = pattern.exec(text);
      found = match === null ? [text.length, text.length] : [match.index, pattern.lastIndex];
    }
    return found;
  };
}
