/** What is certain of a statement of PartiQL without its values. */
interface Statement {
  readonly verb: Verb;
  /** The name or the ARN of its only table, as it is written. */
  readonly table: string;
}

type Verb = 'select' | 'insert' | 'update' | 'delete';

/** What a rule of the operator expects of a statement, so that its verb and table are certain. */
export const CLEAR_STATEMENT =
  'one SELECT, INSERT, UPDATE or DELETE of one table, without comments and backslashes: the operator of the worker has rules on it';

interface Token {
  readonly kind: 'word' | 'name' | 'other';
  /** A word in lower case; what is in the double quotes of a name; any other token as it stands. */
  readonly value: string;
  readonly written: string;
}

/**
 * Matches one token and the blanks before it: a word, a name in double quotes, a text in single quotes, a number, a sign, or the
 * end. No token has a backslash, which is an escape for some readers and none for others. No token is a comment or a semicolon,
 * or has anything but ASCII outside of quotes.
 */
const TOKEN =
  /[ \t\r\n]*(?:([A-Za-z_]\w*)|"([^"\\]*(?:""[^"\\]*)*)"|('[^'\\]*(?:''[^'\\]*)*'|\d+(?:\.\d+)?|-(?!-)|\/(?!\*)|[*+%=<>!.,?:|()[\]{}])|$)/y;

/** Words that begin a statement, the part of it with the table, or a statement within another. */
const STRUCTURE = new Set(
  'select insert update delete from into join union intersect except exists with let unpivot lateral'.split(' '),
);

/** The verb of a statement, by all its words of STRUCTURE in their order. */
const VERBS: Readonly<Record<string, Verb>> = {
  'select from': 'select',
  'insert into': 'insert',
  update: 'update',
  'delete from': 'delete',
};

/** The words that may follow the table; undefined if the statement may end there. */
const BEHIND: Readonly<Record<Verb, readonly (string | undefined)[]>> = {
  select: ['where', 'order', undefined],
  insert: ['value'],
  update: ['set', 'remove'],
  delete: ['where', 'returning', undefined],
};

/**
 * Reads the verb and the table of a statement if they are certain. A statement that could also be read in another way is not
 * read.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 * @returns undefined when they are not certain
 */
export function readStatement(text: string): Statement | undefined {
  const tokens = tokensOf(text);
  const places = tokens.flatMap(({ kind, value }, at) => (kind === 'word' && STRUCTURE.has(value) ? [at] : []));
  const verb = VERBS[places.map((at) => tokens[at]?.value).join(' ')];
  const [first, last = first] = places;
  if (verb === undefined || last === undefined || first !== 0) return undefined;
  // In a SELECT, what is selected stands before the table. In other statements, nothing does.
  if (verb !== 'select' && last !== places.length - 1) return undefined;
  const [table, ...rest] = tokens.slice(last + 1);
  if (table === undefined || table.kind === 'other') return undefined;
  const [behind] = verb === 'select' && table.kind === 'name' ? withoutIndex(rest) : rest;
  if (behind !== undefined && behind.kind !== 'word') return undefined;
  if (!BEHIND[verb].includes(behind?.value)) return undefined;
  return { verb, table: table.kind === 'name' ? table.value : table.written };
}

/** Gives the tokens of a text; none if a part of it is no token. */
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

/** Drops the index in `"table"."index"`, because the table alone counts. */
function withoutIndex([point, index, ...rest]: readonly Token[]): readonly (Token | undefined)[] {
  const isIndex = point?.value === '.' && point.kind === 'other' && index !== undefined && index.kind !== 'other';
  return isIndex ? rest : [point];
}
