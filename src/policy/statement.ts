/** What can be said of a statement of PartiQL without its values. */
interface Statement {
  readonly verb: Verb;
  /** The name or the ARN of its only table, as it is written. */
  readonly table: string;
}

type Verb = 'select' | 'insert' | 'update' | 'delete';

/** What an operator's rule asks of a statement: that it can be known. */
export const CLEAR_STATEMENT =
  'one SELECT, INSERT, UPDATE or DELETE of one table, without comments and backslashes: the operator of the worker has rules on it';

interface Token {
  readonly kind: 'word' | 'name' | 'other';
  /** Of a word, in lower case; of a name in double quotes, what is in them; of others, as it stands. */
  readonly value: string;
  readonly written: string;
}

/**
 * One token and the blanks before it: a word, a name in double quotes, a text in single quotes, a number, a sign, or the end.
 * A backslash is an escape for some readers and none for others, so nothing here has one. Neither has it comments, semicolons,
 * or anything but ASCII outside of quotes.
 */
const TOKEN =
  /[ \t\r\n]*(?:([A-Za-z_]\w*)|"([^"\\]*(?:""[^"\\]*)*)"|('[^'\\]*(?:''[^'\\]*)*'|\d+(?:\.\d+)?|-(?!-)|\/(?!\*)|[*+%=<>!.,?:|()[\]{}])|$)/y;

/** Words that begin a statement, a table's part of it, or a statement within another. */
const STRUCTURE = new Set(
  'select insert update delete from into join union intersect except exists with let unpivot lateral'.split(' '),
);

/** The words of structure of a whole statement, in their order. */
const VERBS: Readonly<Record<string, Verb>> = {
  'select from': 'select',
  'insert into': 'insert',
  update: 'update',
  'delete from': 'delete',
};

/** The word behind the table; none where the statement may end there. */
const BEHIND: Readonly<Record<Verb, readonly (string | undefined)[]>> = {
  select: ['where', 'order', undefined],
  insert: ['value'],
  update: ['set', 'remove'],
  delete: ['where', 'returning', undefined],
};

/**
 * Reads the verb and the table of a statement, where they are certain: what could be read in another way too is not read.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 * @returns undefined when they are not certain
 */
export function readStatement(text: string): Statement | undefined {
  const tokens = tokensOf(text);
  const places = tokens.flatMap(({ kind, value }, at) => (kind === 'word' && STRUCTURE.has(value) ? [at] : []));
  const verb = VERBS[places.map((at) => tokens[at]?.value).join(' ')];
  const [first, last = first] = places;
  if (verb === undefined || last === undefined || first !== 0) return undefined;
  // Only what is selected may stand before the table.
  if (verb !== 'select' && last !== places.length - 1) return undefined;
  const [table, ...rest] = tokens.slice(last + 1);
  if (table === undefined || table.kind === 'other') return undefined;
  const [behind] = verb === 'select' && table.kind === 'name' ? withoutIndex(rest) : rest;
  if (behind !== undefined && behind.kind !== 'word') return undefined;
  if (!BEHIND[verb].includes(behind?.value)) return undefined;
  return { verb, table: table.kind === 'name' ? table.value : table.written };
}

/** The tokens of a text; none where something in it is no token. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const [whole, word, name, other] = TOKEN.exec(text) ?? [];
    if (whole === undefined) return [];
    if (word !== undefined) tokens.push({ kind: 'word', value: word.toLowerCase(), written: word });
    else if (name !== undefined) tokens.push({ kind: 'name', value: name.replaceAll('""', '"'), written: name });
    else if (other !== undefined) tokens.push({ kind: 'other', value: other, written: other });
    else return tokens;
  }
}

/** In `"table"."index"` the table alone counts. */
function withoutIndex([point, index, ...rest]: readonly Token[]): readonly (Token | undefined)[] {
  const isIndex = point?.value === '.' && point.kind === 'other' && index !== undefined && index.kind !== 'other';
  return isIndex ? rest : [point];
}
