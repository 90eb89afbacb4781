import { reservedWords } from './reserved-words.ts';

const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const MAX_LENGTH = 50;

/**
 * Whether a name needs a placeholder in an expression. `REMOVE` does: it is a keyword, although AWS's list of reserved words does
 * not have it.
 */
export function needsAlias(name: string): boolean {
  if (!PLAIN_NAME.test(name)) return true;
  const word = name.toUpperCase();
  return reservedWords.has(word) || word === 'REMOVE';
}

/** The placeholders of one request: those that the task gave, and new ones. No two of them are the same. */
export class Placeholders<T> {
  private readonly sign: '#' | ':';
  protected readonly given: Record<string, T>;
  private made: Record<string, T> | undefined;
  /** How many placeholders were made that read alike. */
  private counts: Map<string, number> | undefined;

  constructor(sign: '#' | ':', given: Record<string, T>) {
    this.sign = sign;
    this.given = given;
  }

  /** Makes a new placeholder for `meaning` that reads like `name`, like `#user_name` for `user-name`. */
  add(name: string, meaning: T): string {
    const stem = this.sign + readable(name, this.sign === '#' ? 'name' : 'value');
    this.made ??= {};
    this.counts ??= new Map();
    let count = this.counts.get(stem) ?? 0;
    let placeholder: string;
    do {
      placeholder = count === 0 ? stem : `${stem}_${count}`;
      count++;
    } while (placeholder in this.made || Object.hasOwn(this.given, placeholder));
    this.counts.set(stem, count);
    this.made[placeholder] = meaning;
    return placeholder;
  }

  /** Gives what each placeholder stands for; undefined if there is none, because AWS refuses an empty map. */
  all(): Record<string, T> | undefined {
    if (this.made !== undefined) return { ...this.given, ...this.made };
    return isEmpty(this.given) ? undefined : this.given;
  }
}

/** The placeholders of names. A name that needs one has the same in all expressions of a request. */
export class Aliases extends Placeholders<string> {
  private byName: Map<string, string> | undefined;

  constructor(given: Record<string, string>) {
    super('#', given);
  }

  /** Gives a name as it can stand in an expression: itself, or its placeholder. */
  of(name: string): string {
    return needsAlias(name) ? this.placeholderOf(name) : name;
  }

  /** Gives the placeholder of a name that needs one. */
  placeholderOf(name: string): string {
    this.byName ??= new Map(Object.entries(this.given).map(([placeholder, meaning]) => [meaning, placeholder]));
    let placeholder = this.byName.get(name);
    if (placeholder === undefined) {
      placeholder = this.add(name, name);
      this.byName.set(name, placeholder);
    }
    return placeholder;
  }
}

function readable(name: string, otherwise: string): string {
  const text = name
    .slice(0, MAX_LENGTH)
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return text === '' ? otherwise : text;
}

function isEmpty(map: object): boolean {
  for (const _ in map) return false;
  return true;
}
