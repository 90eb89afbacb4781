/** Words that FEEL does not read as names. */
const RESERVED =
  /^(?:null|true|false|function|in|return|then|else|satisfies|and|or|if|for|some|every|not|time|date|duration)$/;

/** Writes a name as FEEL reads it: between backticks if it is none of letters, digits and _. */
export function writeName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !RESERVED.test(name) ? name : `\`${name}\``;
}

/** Writes the key of a context in FEEL. */
export function writeKey(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) && !RESERVED.test(key) ? key : JSON.stringify(key);
}

/** Gives a name that stands nowhere in a text. */
export function freshName(wanted: string, text: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}${count}`;
    if (!text.includes(name)) return name;
  }
}
