import type { Place } from '../diagram/diagram-error.ts';
import type { SourceText } from '../diagram/source.ts';
import { FeelSyntaxError } from '../feel/errors.ts';
import { functionNames } from '../feel/inspection/functions.ts';
import { type Inspection, inspect } from '../feel/inspection/inspect.ts';
import type { CallUse } from '../feel/inspection/uses.ts';
import type { Said } from './finding.ts';
import { mostSimilar } from './similar.ts';

/** Of one expression, the first names are told, this many: looking for each takes time, and nobody reads more of them at once. */
export const MOST_TOLD = 50;

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
 * Reads an expression without its leading `=`. Adds what is wrong with it to `said`: that it is no FEEL, functions that do not
 * exist, or variables that an entry of a context hides.
 */
export function readExpression(text: SourceText, where: Where, said: Said[]): DiagramExpression | undefined {
  const dialect = { hasConnectorFunctions: where.isOfHeader };
  try {
    const inspection = inspect(text.value, dialect);
    const wrong = new Map(inspection.calls.flatMap((call) => (call.fault === undefined ? [] : [[call.name, call]])));
    for (const call of [...wrong.values()].slice(0, MOST_TOLD)) {
      const message = callMessage(call, functionNames(dialect));
      said.push({ rule: 'feel-function', place: placeOfName(text, call.name, '('), field: where.field, message });
    }
    said.push(...hiddenFindings(text, inspection, where.field));
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

function callMessage({ name, fault }: CallUse, names: readonly string[]): string {
  if (fault === 'arguments') return `The function ${shownName(name)} takes no such arguments: the call gives null`;
  const meant = mostSimilar(name, names);
  return `There is no function ${shownName(name)}: the call gives null${meant === undefined ? '' : `. Is ${meant} meant?`}`;
}

function hiddenFindings(text: SourceText, { hiddenPaths }: Inspection, field: string): Said[] {
  const paths = new Map(hiddenPaths.map((path) => [path.join('.'), shownName(path[0] as string)]));
  return [...paths].slice(0, MOST_TOLD).map(([path, name]) => {
    const message = `${field} reads ${shownName(path)} below an entry ${name} of the same context: FEEL takes the entry, not the variable. Let the entry ${name} be the last one`;
    return { rule: 'hidden-variable', place: placeOfName(text, path), field, message };
  });
}

/** The place of a FEEL syntax error. */
function placeOfError(text: SourceText, { line, column }: FeelSyntaxError): Place {
  const before = text.value.split('\n').slice(0, line - 1);
  return text.placeOf(before.reduce((length, each) => length + each.length + 1, 0) + column - 1);
}

/** The place where an expression has a name, outside of its texts; that of its beginning if it cannot be found. */
export function placeOfName(text: SourceText, name: string, follower = ''): Place {
  const blank = text.value.replace(/"(?:\\.|[^"\\])*"/gs, (quoted) => ' '.repeat(quoted.length));
  for (let at = blank.indexOf(name); at >= 0; at = blank.indexOf(name, at + 1)) {
    const [before = '', after = ''] = [blank[at - 1], blank[at + name.length]];
    if (/[\w.$]/.test(before) || /[\w$]/.test(after)) continue;
    if (
      follower === '' ||
      blank
        .slice(at + name.length)
        .trimStart()
        .startsWith(follower)
    )
      return text.placeOf(at);
  }
  return text.placeOf();
}

const LONGEST_NAME = 100;

/** A name as messages show it. */
export function shownName(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
