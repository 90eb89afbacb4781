import { DOMParser, type Element } from '@xmldom/xmldom';
import { DiagramError, type Place, START } from './diagram-error.ts';

/** A text of a file, like the value of an attribute, that knows where each of its characters stands. */
export class SourceText {
  /** The text as it is meant: entities are replaced. */
  readonly value: string;
  private readonly source: Source;
  /** Where each character stands in the source; at the end, where the text ends. */
  private readonly offsets: readonly number[];

  constructor(value: string, source: Source, offsets: readonly number[]) {
    this.value = value;
    this.source = source;
    this.offsets = offsets;
  }

  /** The place of the character at an index. */
  placeOf(index = 0): Place {
    const at = Math.min(Math.max(index, 0), this.offsets.length - 1);
    return this.source.placeOf(this.offsets[at] as number);
  }

  /** A part of the text, which knows its places, too. */
  from(start: number): SourceText {
    return new SourceText(this.value.slice(start), this.source, this.offsets.slice(start));
  }
}

/** The longest file that is read, in characters: the engine takes no request of more bytes. */
const MAX_LENGTH = 4 * 1024 * 1024;
/** How many tags, attributes, comments and the like a file may have. A drawn diagram of 5,000 tasks has fewer. */
const MAX_PARTS = 200_000;
/** How deep elements may be nested. */
const MAX_DEPTH = 200;
/** What XML counts as the end of a line, beside the line feed. https://www.w3.org/TR/xml11/#sec-line-ends */
const LINE_ENDS = /\r[\n\u0085]|[\r\u0085\u2028]/g;

/** Markup that has no elements in it. */
const CLOSED: readonly (readonly [start: string, end: string, what: string])[] = [
  ['<!--', '-->', 'A comment'],
  ['<![CDATA[', ']]>', 'A section of text'],
  ['<?', '?>', 'An instruction'],
  ['</', '>', 'A tag'],
];
const DOCTYPE = '<!DOCTYPE';

/** The text of an XML file, its elements, and where they stand. */
export class Source {
  readonly root: Element;
  private readonly text: string;
  private readonly lineStarts: number[];

  /**
   * Reads an XML file. It has no document type, so that no entity can be defined, and nothing is fetched.
   * @throws DiagramError when it is no such XML
   */
  constructor(given: string) {
    if (given.length > MAX_LENGTH) throw new DiagramError(`The file has more than ${MAX_LENGTH} characters`, START);
    this.text = given.replace(/^\ufeff/, '').replace(LINE_ENDS, '\n');
    this.lineStarts = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
    this.refuseHarm();
    this.root = this.parse();
  }

  placeOf(offset: number): Place {
    let [low, high] = [0, this.lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.lineStarts[low] as number) + 1 };
  }

  placeOfElement({ lineNumber = 1, columnNumber = 1 }: Element): Place {
    return { line: lineNumber, column: columnNumber };
  }

  /** The value of an attribute; undefined if the element has none of this name, written as in the file, with its prefix. */
  attribute(element: Element, name: string): SourceText | undefined {
    const found = element.getAttributeNode(name);
    if (found === null) return undefined;
    const { lineNumber = 1, columnNumber = 1 } = element;
    let at = (this.lineStarts[lineNumber - 1] ?? 0) + columnNumber - 1;
    const pattern = /[^\s=<>/"']+|=|"[^"]*"|'[^']*'/y;
    let before = '';
    for (at += 1; at < this.text.length && this.text[at] !== '>'; ) {
      pattern.lastIndex = at;
      const [token] = pattern.exec(this.text) ?? [];
      if (token === undefined) at++;
      else if (/^["']/.test(token) && before === name) return this.decoded(at + 1, at + token.length - 1);
      else {
        if (token !== '=') before = token;
        at += token.length;
      }
    }
    // The parser found it, so it is there; only its place is not known.
    return new SourceText(found.value, this, [at]);
  }

  /** The text in an element. Its characters all have the place of the element. */
  content(element: Element): SourceText {
    const { line, column } = this.placeOfElement(element);
    return new SourceText(element.textContent ?? '', this, [(this.lineStarts[line - 1] ?? 0) + column - 1]);
  }

  /** Reads the characters between the quotes of an attribute. White space in it counts as blanks, unless it is escaped. */
  private decoded(start: number, end: number): SourceText {
    let value = '';
    const offsets: number[] = [];
    for (let at = start; at < end; ) {
      const [entity] = (this.text[at] === '&' && /^&[^;]{1,10};/.exec(this.text.slice(at, at + 12))) || [];
      const character = entity === undefined ? (this.text[at] as string).replace(/[\n\t]/, ' ') : meaningOf(entity);
      for (let unit = 0; unit < character.length; unit++) offsets.push(at);
      value += character;
      at += entity?.length ?? 1;
    }
    return new SourceText(value, this, [...offsets, end]);
  }

  /**
   * Looks at all markup once, before the parser does. Refuses a document type, and what would take the parser long.
   * @throws DiagramError
   */
  private refuseHarm(): void {
    const { text } = this;
    let depth = 0;
    let parts = 0;
    for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
      const start = at;
      const closed = CLOSED.find(([opening]) => text.startsWith(opening, at));
      parts++;
      if (closed !== undefined) {
        const [opening, end, what] = closed;
        at = this.behind(end, at + opening.length, `${what} is not closed`, at);
        if (opening === '</') depth--;
        else if (opening === '<?' && !/^<\?[\p{L}_:]/u.test(text.slice(start, start + 4)))
          throw new DiagramError('No XML: an instruction (<?…?>) without a name', this.placeOf(start));
      } else if (text.slice(at, at + DOCTYPE.length).toUpperCase() === DOCTYPE) {
        throw new DiagramError('A document type (<!DOCTYPE …>) is not allowed', this.placeOf(at));
      } else {
        const tag = this.tagAt(at);
        at = tag.end;
        parts += tag.attributes;
        if (!tag.isEmpty) depth++;
      }
      if (depth > MAX_DEPTH)
        throw new DiagramError(`More than ${MAX_DEPTH} elements within elements`, this.placeOf(start));
      if (parts > MAX_PARTS)
        throw new DiagramError(`More than ${MAX_PARTS} tags, attributes and comments`, this.placeOf(start));
    }
  }

  /** Gives the place behind the next `end`. */
  private behind(end: string, from: number, fault: string, opened: number): number {
    const at = this.text.indexOf(end, from);
    if (at < 0) throw new DiagramError(`No XML: ${fault}`, this.placeOf(opened));
    return at + end.length;
  }

  /** Finds the end of a tag that opens an element: the first `>` that is in no attribute. */
  private tagAt(start: number) {
    const { text } = this;
    let attributes = 0;
    for (let at = start + 1; at < text.length; ) {
      const character = text[at] as string;
      if (character === '"' || character === "'") {
        at = this.behind(character, at + 1, `expected ${character} at the end of an attribute`, at);
        attributes++;
      } else if (character === '>') return { end: at + 1, isEmpty: text[at - 1] === '/', attributes };
      else if (character === '<') break;
      else at++;
    }
    throw new DiagramError('No XML: a tag is not closed', this.placeOf(start));
  }

  /** @throws DiagramError */
  private parse(): Element {
    let fault: DiagramError | undefined;
    // What the parser forgives, the Modeler and the engine do not.
    const onError = (
      _level: string,
      message: string,
      context: { locator?: { lineNumber?: number; columnNumber?: number } },
    ) => {
      // A replacement character is a character like any other: whether the bytes are text has been seen before.
      if (message.startsWith('Unicode replacement character')) return;
      const { lineNumber = 1, columnNumber = 1 } = context.locator ?? {};
      fault ??= new DiagramError(`No XML: ${message}`, {
        line: Math.max(lineNumber, 1),
        column: Math.max(columnNumber, 1),
      });
      throw fault;
    };
    try {
      const { documentElement } = new DOMParser({ onError }).parseFromString(this.text, 'text/xml');
      if (documentElement !== null) return documentElement;
    } catch (error) {
      throw fault ?? new DiagramError(`No XML: ${(error as Error).message}`, START);
    }
    throw new DiagramError('No XML: there is no element in it', START);
  }
}

const NAMED = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
]);

const MAX_CODE_POINT = 0x10ffff;

function meaningOf(entity: string): string {
  const named = NAMED.get(entity);
  if (named !== undefined) return named;
  const [, hex, digits = ''] = /^&#(x)?([0-9a-f]+);$/i.exec(entity) ?? [];
  const code = Number.parseInt(digits, hex === undefined ? 10 : 16);
  return code <= MAX_CODE_POINT ? String.fromCodePoint(code) : entity;
}
