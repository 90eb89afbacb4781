import type { FlowElement, Header } from '../diagram/diagram.ts';
import { FeelSyntaxError } from '../feel/index.ts';
import { inspect } from '../feel/inspection/inspect.ts';
import { rewriteError } from './error-expression.ts';
import type { Remarks } from './finding.ts';
import { Unrewritable } from './reading.ts';
import { type Results, rewriteResult, wholeResult } from './result-expression.ts';
import { withResultVariable } from './result-variable.ts';
import { type CamundaOperation, resultOf } from './results.ts';
import { readUses } from './uses.ts';

/** An expression before and after, as the report shows it. Both without `=`; undefined if there is none. */
export interface ChangedExpression {
  readonly header: 'resultExpression' | 'errorExpression';
  readonly before: string | undefined;
  readonly after: string;
  /** The variable that took the whole result, if the expression takes its place. */
  readonly variable?: string;
}

const ORDER_NOTE =
  'the attributes of the item come in the order of FEEL: DynamoDB itself gives them in no order, so nothing can depend on it';

/** Rewrites the result expression with the result variable, and the error expression of a task. */
export function rewriteHeaders(
  element: FlowElement,
  operation: CamundaOperation,
  remarks: Remarks,
): readonly ChangedExpression[] {
  const [variable, result, error] = ['resultVariable', 'resultExpression', 'errorExpression'].map((key) =>
    last(element, key),
  );
  const asked = (header: Header | undefined) => (what: string) => {
    if (header !== undefined)
      remarks.refuse(
        header.key,
        header.value.placeOf(),
        `it gives or reads ${what}, which no result of this worker has`,
      );
    return 'null';
  };
  const results = (header: Header | undefined): Results => ({
    root: resultOf(operation),
    missing: asked(header),
    others: [],
  });
  const name = variable?.value.value.trim() ?? '';
  const rewritten = rewriteOne(result, remarks, (text) => rewriteResult(readUses(text), results(result)));
  const after =
    name === ''
      ? rewritten
      : guarded(variable, rewritten, remarks, () =>
          withResultVariable(name, () => wholeResult(results(variable)), rewritten),
        );
  if (after?.includes('get entries(')) {
    const { key, value } = (result ?? variable) as Header;
    remarks.note(key, value.placeOf(), ORDER_NOTE);
  }
  const changed: ChangedExpression[] = [];
  if (after !== undefined)
    changed.push({ header: 'resultExpression', before: textOf(result), after, ...(name !== '' && { variable: name }) });
  const keys = keysOf(textOf(result) ?? 'null');
  const outputs = keys && [...keys, ...(name === '' ? [] : [name])];
  const decided = rewriteOne(error, remarks, (text) => {
    const { text: done, notes } = rewriteError(readUses(text), {
      outputs,
      results: { ...results(error), others: ['error', 'job'] },
    });
    for (const note of notes) remarks.note('errorExpression', (error as Header).value.placeOf(), note);
    return done;
  });
  if (decided !== undefined) changed.push({ header: 'errorExpression', before: textOf(error), after: decided });
  return changed;
}

function last({ headers }: FlowElement, key: string): Header | undefined {
  return headers.findLast((header) => header.key === key);
}

/** The text of an expression, without `=`; undefined if it is blank. */
function textOf(header: Header | undefined): string | undefined {
  return header?.value.value.trim().replace(/^=\s*/, '') || undefined;
}

/** The functions of Camunda's runtime that this worker does not have. */
const LACKING = ['backoff', 'createDocument'];

function rewriteOne(
  header: Header | undefined,
  remarks: Remarks,
  rewrite: (text: string) => string,
): string | undefined {
  const text = textOf(header);
  if (header === undefined || text === undefined) return undefined;
  return guarded(header, text, remarks, () => {
    for (const name of readUses(text).calls.filter((each) => LACKING.includes(each)))
      remarks.refuse(header.key, header.value.placeOf(), `it calls ${name}, which this worker does not have`);
    return rewrite(text);
  });
}

/** Gives what `rewrite` gives; what stays the same if that is not possible, which is told. */
function guarded(
  header: Header | undefined,
  same: string | undefined,
  remarks: Remarks,
  rewrite: () => string,
): string | undefined {
  try {
    return rewrite();
  } catch (error) {
    if (!(error instanceof Unrewritable || error instanceof FeelSyntaxError) || header === undefined) throw error;
    const message = error instanceof Unrewritable ? error.message : `it is no FEEL expression: ${error.message}`;
    remarks.refuse(header.key, header.value.placeOf(), message);
    return same;
  }
}

function keysOf(text: string): readonly string[] | undefined {
  try {
    return inspect(text, { hasConnectorFunctions: true }).keys;
  } catch (error) {
    if (!(error instanceof FeelSyntaxError)) throw error;
    return undefined;
  }
}
