import type { ExpressionReader } from './expression-reader.ts';
import { type Language, readValueOperand } from './operands.ts';
import type { Path } from './tree.ts';

/** The language of values in SET, where a dash is a minus. */
const SET_VALUE: Language = { functions: ['if_not_exists', 'list_append'], dashes: false };

type Action = (reader: ExpressionReader) => Path;

const clauses: Readonly<Record<string, Action>> = {
  SET: readSetAction,
  REMOVE: (reader) => reader.path(true).path,
  ADD: readActionWithValue,
  DELETE: readActionWithValue,
};

/**
 * Reads an update: SET, REMOVE, ADD and DELETE, each at most once. Gives the paths that it changes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function readUpdate(reader: ExpressionReader): readonly Path[] {
  const targets: Path[] = [];
  const left = new Map(Object.entries(clauses));
  do {
    const clause = [...left.keys()].find((keyword) => reader.passKeyword(keyword));
    const readAction = left.get(clause ?? '');
    if (readAction === undefined) throw reader.error(followers(left, targets.length > 0));
    left.delete(clause as string);
    reader.list(() => targets.push(readAction(reader)));
  } while (reader.peek().kind === 'word');
  reader.expectEnd(`",", ${followers(left, true)}`);
  return targets;
}

function readSetAction(reader: ExpressionReader): Path {
  const { path } = reader.path(SET_VALUE.dashes);
  if (reader.isSymbol('-')) throw reader.error('"=" (a dash is a minus in SET; a name with one needs a placeholder)');
  reader.expectSymbol('=');
  readSetValue(reader);
  return path;
}

/** Reads an operand, or the sum or difference of two. Gives whether it is a sum or a difference. */
function readSetValue(reader: ExpressionReader): boolean {
  if (!reader.isSymbol('(')) readValueOperand(reader, SET_VALUE);
  else if (reader.inParentheses(() => readSetValue(reader))) return true;
  if (!reader.passSymbol('+') && !reader.passSymbol('-')) return false;
  readValueOperand(reader, SET_VALUE);
  return true;
}

function readActionWithValue(reader: ExpressionReader): Path {
  const { path } = reader.path(true);
  if (reader.peek().kind !== 'value') throw reader.error('the placeholder of a value, like ":value",');
  reader.value();
  return path;
}

function followers(left: ReadonlyMap<string, unknown>, orEnd: boolean): string {
  return [...left.keys(), ...(orEnd ? ['the end'] : [])].join(' or ');
}
