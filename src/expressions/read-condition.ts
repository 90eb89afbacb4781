import type { ExpressionReader } from './expression-reader.ts';
import { type Language, readSimpleOperand, readValueOperand } from './operands.ts';

/** What was read: a condition, an operand, or a function, which may be either. */
type Kind = 'condition' | 'function' | 'operand';

const CONDITION: Language = {
  functions: ['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains', 'size'],
  dashes: true,
};

const COMPARATORS = ['=', '<>', '<', '<=', '>', '>='];
const COMPARISON = `one of ${COMPARATORS.join(' ')}, BETWEEN or IN`;

/**
 * Reads a condition: comparisons and functions, combined by OR, AND and NOT. Gives whether it is an alternative: several
 * conditions with OR between them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function readCondition(reader: ExpressionReader): boolean {
  const { kind, alternative } = readAlternatives(reader);
  if (kind === 'operand') throw reader.error(COMPARISON);
  reader.expectEnd(kind === 'function' ? `${COMPARISON}, AND, OR or the end` : 'AND, OR or the end');
  return alternative;
}

function readAlternatives(reader: ExpressionReader): { kind: Kind; alternative: boolean } {
  let kind = readTogether(reader);
  const alternative = kind !== 'operand' && reader.isKeyword('OR');
  while (kind !== 'operand' && reader.passKeyword('OR')) {
    kind = readTogether(reader);
    if (kind === 'operand') throw reader.error(COMPARISON);
    kind = 'condition';
  }
  return { kind, alternative };
}

function readTogether(reader: ExpressionReader): Kind {
  let kind = readNegation(reader);
  while (kind !== 'operand' && reader.passKeyword('AND')) {
    kind = readNegation(reader);
    if (kind === 'operand') throw reader.error(COMPARISON);
    kind = 'condition';
  }
  return kind;
}

function readNegation(reader: ExpressionReader): Kind {
  if (!isNegated(reader)) return readComparison(reader);
  while (isNegated(reader)) reader.next();
  if (readComparison(reader) === 'operand') throw reader.error(COMPARISON);
  return 'condition';
}

function readComparison(reader: ExpressionReader): Kind {
  const kind = readPrimary(reader);
  if (kind === 'condition') return kind;
  if (COMPARATORS.some((comparator) => reader.passSymbol(comparator))) {
    readValueOperand(reader, CONDITION);
  } else if (reader.passKeyword('BETWEEN')) {
    readValueOperand(reader, CONDITION);
    if (!reader.passKeyword('AND')) throw reader.error('AND');
    readValueOperand(reader, CONDITION);
  } else if (reader.passKeyword('IN')) {
    reader.inParentheses(() => reader.list(() => readValueOperand(reader, CONDITION)));
  } else {
    return kind;
  }
  return 'condition';
}

/**
 * Reads what is in parentheses, or an operand without them. Parentheses may have a condition in them, or an operand that a
 * comparator follows.
 */
function readPrimary(reader: ExpressionReader): Kind {
  if (reader.isSymbol('(')) return reader.inParentheses(() => readAlternatives(reader).kind);
  return readSimpleOperand(reader, CONDITION) ? 'function' : 'operand';
}

/** Whether NOT comes next as a keyword: a condition follows it. Otherwise it is the name of an attribute. */
function isNegated(reader: ExpressionReader): boolean {
  if (!reader.isKeyword('NOT')) return false;
  if (reader.isKeyword('IN', 1)) return !reader.isSymbol('(', 2);
  if (reader.isKeyword('BETWEEN', 1)) return !beginsLimits(reader, 2);
  return beginsOperand(reader, 1);
}

/** Whether the limits of BETWEEN come there. Otherwise `BETWEEN` is the name of an attribute, and its test follows. */
function beginsLimits(reader: ExpressionReader, ahead: number): boolean {
  if (reader.isKeyword('IN', ahead)) return !reader.isSymbol('(', ahead + 1);
  if (reader.isKeyword('BETWEEN', ahead)) return reader.isKeyword('AND', ahead + 1);
  return beginsOperand(reader, ahead);
}

function beginsOperand(reader: ExpressionReader, ahead: number): boolean {
  const { kind } = reader.peek(ahead);
  return kind === 'word' || kind === 'name' || kind === 'value' || reader.isSymbol('(', ahead);
}
