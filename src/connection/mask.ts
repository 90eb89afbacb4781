/** Texts of fewer characters are no secrets. */
const SHORTEST_SECRET = 4;
/** From this many characters on, the beginning of a secret counts as the secret: a message may have been cut in its middle. */
const TELLING_START = 64;

/**
 * Replaces each secret in a text by `***`, in one pass over the text, whatever the number of secrets. Found are a secret as it
 * is, as JSON spells it and as an address spells it (percent-encoded), in upper and lower case: host names come back in lower case.
 * @param longest how many characters the masked text may have; what is behind them is not looked at
 */
export function mask(text: string, secrets: Iterable<string>, longest = Number.POSITIVE_INFINITY): string {
  const spellings = spellingsOf(secrets);
  const lower = inLowerCase(text);
  let masked = '';
  let from = 0;
  for (let at = 0; at + SHORTEST_SECRET <= lower.length && masked.length + at - from < longest; ) {
    const length = lengthOfSecret(lower, at, spellings);
    if (length === 0) at++;
    else {
      masked += `${text.slice(from, at)}***`;
      at += length;
      from = at;
    }
  }
  return (masked + text.slice(from)).slice(0, longest);
}

/** Secrets as they may be spelled, in lower case. */
interface Spellings {
  /** Those up to the telling start, by their length, the longest first. */
  readonly short: readonly (readonly [length: number, ReadonlySet<string>])[];
  /** Longer ones, by their telling start. */
  readonly long: ReadonlyMap<string, readonly string[]>;
}

function spellingsOf(secrets: Iterable<string>): Spellings {
  const short = new Map<number, Set<string>>();
  const long = new Map<string, string[]>();
  for (const secret of new Set(secrets)) {
    if (secret.length < SHORTEST_SECRET) continue;
    const encoded = encodeURIComponent(secret.toWellFormed());
    for (const spelling of new Set([secret, JSON.stringify(secret).slice(1, -1), encoded].map(inLowerCase))) {
      const start = spelling.slice(0, TELLING_START);
      if (spelling.length > TELLING_START) listIn(long, start).push(spelling);
      else setIn(short, spelling.length).add(spelling);
    }
  }
  return { short: [...short].sort(([one], [other]) => other - one), long };
}

function listIn(lists: Map<string, string[]>, start: string): string[] {
  const list = lists.get(start) ?? [];
  lists.set(start, list);
  return list;
}

function setIn(sets: Map<number, Set<string>>, length: number): Set<string> {
  const set = sets.get(length) ?? new Set();
  sets.set(length, set);
  return set;
}

/** How many characters of the text at `at` are a secret, or the beginning of a long one; 0 for none. */
function lengthOfSecret(lower: string, at: number, { short, long }: Spellings): number {
  if (long.size > 0) {
    const alike = long.get(lower.slice(at, at + TELLING_START)) ?? [];
    const lengths = alike.map((spelling) => agreement(lower, at, spelling));
    if (lengths.length > 0) return lengths.reduce((most, length) => Math.max(most, length));
  }
  for (const [length, spellings] of short) if (spellings.has(lower.slice(at, at + length))) return length;
  return 0;
}

/** How many characters are the same. Each is looked at once: the text goes on behind them. */
function agreement(text: string, at: number, spelling: string): number {
  let length = TELLING_START;
  while (length < spelling.length && text.charCodeAt(at + length) === spelling.charCodeAt(length)) length++;
  return length;
}

const ASCII = /^[\0-\x7f]*$/;

/** Of ASCII letters only, so that no text changes its length. */
function inLowerCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
