import { isObject, type Json, type JsonObject, setMember } from '../json/json.ts';

/** Texts with fewer characters are not masked. */
const SHORTEST_SECRET = 4;
/** The first characters of a longer secret, this many, count as the secret: a message may have been cut in its middle. */
const TELLING_START = 64;
/** Base64 with fewer characters is not looked for, because it is found by chance. */
const SHORTEST_BASE64 = 8;

/**
 * Replaces secrets in a text by `***`. The masked text has at most `longest` characters; the text behind them is not looked at.
 */
export type Mask = (text: string, longest?: number) => string;

/**
 * Masks a text in one pass over it, whatever the number of secrets. Finds a secret as it is, as JSON spells it, as an address
 * spells it (percent-encoded), and as a binary value that contains it is spelled (base64). Upper and lower case do not matter,
 * because host names come back in lower case.
 * @param longest how many characters the masked text may have; the text behind them is not looked at
 */
export function mask(text: string, secrets: Iterable<string>, longest?: number): string {
  return maskOf(secrets)(text, longest);
}

/** Does the same as `mask` for many texts with the same secrets: their spellings are made once, when the first text comes. */
export function maskOf(secrets: Iterable<string>): Mask {
  let made: Spellings | undefined;
  return (text, longest = Number.POSITIVE_INFINITY) => {
    made ??= spellingsOf(secrets);
    return made.starts.size === 0 ? text.slice(0, longest) : masked(text, made, longest);
  };
}

/** Masks every text of a value, also the names of members. Members that get the same name are numbered. */
export function maskJson(value: Json, mask: Mask): Json {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((element) => maskJson(element, mask));
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  let number = 1;
  for (const name in value) {
    const told = mask(name);
    let free = told;
    while (Object.hasOwn(copy, free)) free = `${told} ${++number}`;
    setMember(copy, free, maskJson(value[name] as Json, mask));
  }
  return copy;
}

function masked(text: string, spellings: Spellings, longest: number): string {
  const lower = inLowerCase(text);
  let told = '';
  let from = 0;
  for (let at = 0; at + SHORTEST_SECRET <= lower.length && told.length + at - from < longest; ) {
    const length = lengthOfSecret(lower, at, spellings);
    if (length === 0) at++;
    else {
      told += `${text.slice(from, at)}***`;
      at += length;
      from = at;
    }
  }
  return (told + text.slice(from)).slice(0, longest);
}

/** The spellings of secrets, in lower case. */
interface Spellings {
  /** Spellings of at most TELLING_START characters, by their length, the longest first. */
  readonly short: readonly (readonly [length: number, ReadonlySet<string>])[];
  /** Longer spellings, by their first TELLING_START characters. */
  readonly long: ReadonlyMap<string, readonly string[]>;
  /** The first SHORTEST_SECRET characters of all spellings. */
  readonly starts: ReadonlySet<string>;
  /** 1 for the code of each character that a spelling begins with. Most places of a text are passed with one look at it. */
  readonly firstCodes: Uint8Array;
}

function spellingsOf(secrets: Iterable<string>): Spellings {
  const short = new Map<number, Set<string>>();
  const long = new Map<string, string[]>();
  const starts = new Set<string>();
  const firstCodes = new Uint8Array(2 ** 16);
  for (const secret of new Set(secrets)) {
    if (secret.length < SHORTEST_SECRET) continue;
    for (const spelling of new Set(spellingsOfOne(secret).map(inLowerCase))) {
      const start = spelling.slice(0, TELLING_START);
      if (spelling.length > TELLING_START) listIn(long, start).push(spelling);
      else setIn(short, spelling.length).add(spelling);
      starts.add(spelling.slice(0, SHORTEST_SECRET));
      firstCodes[spelling.charCodeAt(0)] = 1;
    }
  }
  return { short: [...short].sort(([one], [other]) => other - one), long, starts, firstCodes };
}

function spellingsOfOne(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  // As AWS's SDK does it, by RFC 3986.
  const strictlyEncoded = encoded.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  const inBase64 = base64SpellingsOf(Buffer.from(secret));
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encoded,
    strictlyEncoded,
    ...inBase64,
    ...inBase64.map((spelling) => spelling.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/**
 * Gives the spellings of bytes in base64. Three bytes become four characters, so there are three spellings. They leave out
 * characters at the ends that depend on other bytes too.
 */
function base64SpellingsOf(bytes: Buffer): string[] {
  return [0, 1, 2]
    .map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
      return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    })
    .filter(({ length }) => length >= SHORTEST_BASE64);
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

/** Gives how many characters of the text at `at` are a secret, or the beginning of a long one; 0 if none are. */
function lengthOfSecret(lower: string, at: number, { short, long, starts, firstCodes }: Spellings): number {
  if (firstCodes[lower.charCodeAt(at)] === 0 || !starts.has(lower.slice(at, at + SHORTEST_SECRET))) return 0;
  if (long.size > 0) {
    const alike = long.get(lower.slice(at, at + TELLING_START)) ?? [];
    const lengths = alike.map((spelling) => agreement(lower, at, spelling));
    if (lengths.length > 0) return lengths.reduce((most, length) => Math.max(most, length));
  }
  for (const [length, spellings] of short) if (spellings.has(lower.slice(at, at + length))) return length;
  return 0;
}

/**
 * Gives how many characters of a text and of a long spelling are the same. Each is looked at once, because the search goes on
 * behind them.
 */
function agreement(text: string, at: number, spelling: string): number {
  let length = TELLING_START;
  while (length < spelling.length && text.charCodeAt(at + length) === spelling.charCodeAt(length)) length++;
  return length;
}

const ASCII = /^[\0-\x7f]*$/;

/** Makes only ASCII letters lower case, so that no text changes its length. */
function inLowerCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
