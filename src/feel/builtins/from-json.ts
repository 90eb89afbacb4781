import type { Call } from '../builtin.ts';
import { fromDouble, fromText } from '../number.ts';
import { FeelContext, type Value } from '../values.ts';
import { growing } from './growth.ts';

const maxDepth = 1000;
const maxDigits = 1000;

/** Is thrown when a text is not JSON. */
class NoJson extends Error {}

/**
 * Reads the first JSON value of a text and ignores the rest, as the engine does. Numbers with a point or an exponent are doubles.
 * Gives undefined when there is no value.
 */
export function fromJson(call: Call, text: string): Value | undefined {
  call.spend(text.length);
  try {
    return new JsonReader(call, text).value(0);
  } catch (error) {
    if (error instanceof NoJson) return undefined;
    throw error;
  }
}

class JsonReader {
  readonly #text: string;
  readonly #call: Call;
  #position = 0;

  constructor(call: Call, text: string) {
    this.#call = call;
    this.#text = text;
  }

  value(depth: number): Value {
    if (depth > maxDepth) throw new NoJson();
    this.#call.within(depth);
    this.#call.spend(1);
    this.#blanks();
    switch (this.#text.charAt(this.#position)) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(depth: number): Value {
    const entries = new Map<string, Value>();
    const pay = growing((size) => this.#call.spendList(size));
    this.#position++;
    this.#blanks();
    if (this.#take('}')) return new FeelContext(entries);
    do {
      this.#blanks();
      const key = this.#string();
      this.#blanks();
      if (!this.#take(':')) throw new NoJson();
      entries.set(key, this.value(depth + 1));
      pay(entries.size);
      this.#blanks();
    } while (this.#take(','));
    if (!this.#take('}')) throw new NoJson();
    return new FeelContext(entries);
  }

  #list(depth: number): Value {
    const items: Value[] = [];
    const pay = growing((size) => this.#call.spendList(size));
    this.#position++;
    this.#blanks();
    if (this.#take(']')) return items;
    do {
      items.push(this.value(depth + 1));
      pay(items.length);
      this.#blanks();
    } while (this.#take(','));
    if (!this.#take(']')) throw new NoJson();
    return items;
  }

  #string(): string {
    const literal = this.#match(/"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y);
    try {
      return JSON.parse(literal) as string;
    } catch {
      throw new NoJson();
    }
  }

  #word(): Value {
    const word = this.#match(/(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![^\s,\]}])|(?:true|false|null)(?!\w))/y);
    switch (word) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
        if (word.length > maxDigits) throw new NoJson();
        if (/^-?\d+$/.test(word)) return fromText(word) ?? null;
        return Number.isFinite(Number(word)) ? fromDouble(Number(word)) : null;
    }
  }

  #blanks(): void {
    this.#match(/[ \t\n\r]*/y);
  }

  #take(char: string): boolean {
    if (this.#text.charAt(this.#position) !== char) return false;
    this.#position++;
    return true;
  }

  #match(expression: RegExp): string {
    expression.lastIndex = this.#position;
    const match = expression.exec(this.#text)?.[0];
    if (match === undefined) throw new NoJson();
    this.#position += match.length;
    return match;
  }
}
