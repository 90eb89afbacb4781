import { type ExpressionReader, PATH } from './expression-reader.ts';

/** What differs between the kinds of expressions. */
export interface Language {
  readonly functions: readonly string[];
  /** Whether a dash within a name belongs to it. */
  readonly dashes: boolean;
}

const OPERAND = `${PATH} or the placeholder of a value, like ":value",`;

const NUMBER = /^[0-9]+(?:\.[0-9]+)*(?:e-?[0-9]+)?$/i;
const CONSTANT = /^(?:true|false|null)$/i;

/** Reads a path, the placeholder of a value, a function, or one of these in parentheses. */
function readOperand(reader: ExpressionReader, language: Language): void {
  if (reader.isSymbol('(')) reader.inParentheses(() => readOperand(reader, language));
  else readSimpleOperand(reader, language);
}

/**
 * Reads an operand where people write values, but refuses `true`, `false` and `null`. AWS would refuse `paid = true`, and the
 * worker must not make it ask for an attribute `true`.
 */
export function readValueOperand(reader: ExpressionReader, language: Language): void {
  if (isConstant(reader)) throw reader.error(OPERAND);
  readOperand(reader, language);
}

/** Reads an operand without parentheses around it. Gives whether it is a function. */
export function readSimpleOperand(reader: ExpressionReader, language: Language): boolean {
  const first = reader.peek();
  if (first.kind === 'value') {
    reader.value();
    return false;
  }
  if (first.kind === 'word' && reader.isSymbol('(', 1)) {
    readFunction(reader, language);
    return true;
  }
  const { start, end } = reader.path(language.dashes, OPERAND);
  const path = { ...first, start, end };
  if (NUMBER.test(reader.textOf(path))) throw reader.error(OPERAND, path);
  return false;
}

function readFunction(reader: ExpressionReader, language: Language): void {
  const name = reader.textOf(reader.peek());
  if (!language.functions.includes(name)) {
    throw reader.error(`one of the functions ${language.functions.join(', ')}`);
  }
  reader.next();
  reader.inParentheses(() => {
    readOperand(reader, language);
    while (reader.passSymbol(',')) readValueOperand(reader, language);
  });
}

/** Whether a word comes next that people write for a value, like `true`, and is not the beginning of a path or a longer name. */
function isConstant(reader: ExpressionReader): boolean {
  if (reader.peek().kind !== 'word' || !CONSTANT.test(reader.textOf(reader.peek()))) return false;
  return !['.', '[', '-'].some((symbol) => reader.isSymbol(symbol, 1));
}
