import type { Place, SourceText } from '../diagram/source.ts';
import { FeelSyntaxError } from '../feel/errors.ts';
import { type CallUse, functionNames, type Inspection, inspect } from '../feel/inspect.ts';
import type { Said } from './finding.ts';
import { mostSimilar } from './similar.ts';

/** An expression of a diagram that could be read. */
export interface DiagramExpression {
  readonly text: SourceText;
  readonly inspection: Inspection;
}

/** Where an expression stands, and who evaluates it. */
interface Where {
  /** What it is of, like `input.item`. */
  readonly field: string;
  /** Whether it is that of a task header, which the worker evaluates, not the engine. */
  readonly isOfHeader: boolean;
}

/**
 * Reads an expression without its leading `=`. Adds what is wrong with it to `said`: that it is no FEEL, or functions that do not
 * exist.
 */
export function readExpression(text: SourceText, where: Where, said: Said[]): DiagramExpression | undefined {
  const dialect = { hasConnectorFunctions: where.isOfHeader };
  try {
    const inspection = inspect(text.value, dialect);
    for (const call of inspection.calls) {
      const message = callMessage(call, functionNames(dialect));
      if (message !== undefined)
        said.push({ rule: 'feel-function', place: placeOfName(text, call.name, '('), field: where.field, message });
    }
    return { text, inspection };
  } catch (error) {
    if (!(error instanceof FeelSyntaxError)) throw error;
    said.push({
      rule: 'feel-syntax',
      place: placeOfError(text, error),
      field: where.field,
      message: `${where.field} is no FEEL expression: ${error.message}`,
    });
    return undefined;
  }
}

function callMessage({ name, fault }: CallUse, names: readonly string[]): string | undefined {
  if (fault === 'arguments') return `The function ${name} takes no such arguments: the call gives null`;
  if (fault === undefined) return undefined;
  const meant = mostSimilar(name, names);
  return `There is no function ${name}: the call gives null${meant === undefined ? '' : `. Is ${meant} meant?`}`;
}

/** The place of a FEEL syntax error. */
function placeOfError(text: SourceText, { line, column }: FeelSyntaxError): Place {
  const before = text.value.split('\n').slice(0, line - 1);
  return text.placeOf(before.reduce((length, each) => length + each.length + 1, 0) + column - 1);
}

/** The place where an expression has a name, outside of its texts; that of its beginning if it cannot be found. */
export function placeOfName(text: SourceText, name: string, follower = ''): Place {
  const blank = text.value.replace(/"(?:\\.|[^"\\])*"/gs, (quoted) => ' '.repeat(quoted.length));
  const escaped = [name, follower].map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = new RegExp(`(?<![\\w.$])${escaped[0]}(?![\\w$])\\s*${escaped[1]}`).exec(blank);
  return text.placeOf(found?.index ?? 0);
}
