import { evaluate, FeelFunction, SyntaxError as ParseError } from 'feelin';

/** An expression that cannot be parsed: where (from 1), and what is wrong there. */
export class FeelSyntaxError extends Error {
  override readonly name = 'FeelSyntaxError';
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** An expression that was parsed, but cannot be evaluated. */
export class FeelError extends Error {
  override readonly name = 'FeelError';
}

/** A parsed expression. */
export interface Expression {
  /**
   * Evaluates over a context of JSON values. What is missing or does not fit gives null and a warning.
   * @throws FeelError when there is no value
   */
  evaluate(context: Readonly<Record<string, unknown>>): { value: unknown; warnings: string[] };
}

/** The functions that Camunda's connectors add to FEEL, see https://docs.camunda.io/docs/components/connectors/use-connectors/#error-expression. */
const connectorFunctions = {
  bpmnError: new FeelFunction(
    (errorCode, errorMessage, variables) => present({ errorType: 'bpmnError', errorCode, errorMessage, variables }),
    ['errorCode', 'errorMessage', 'variables'],
  ),
  jobError: new FeelFunction(
    (errorMessage, variables, retries, retryBackoff) =>
      present({ errorType: 'jobError', errorMessage, variables, retries, retryBackoff }),
    ['errorMessage', 'variables', 'retries', 'retryBackoff'],
  ),
  ignoreError: new FeelFunction((variables) => present({ errorType: 'ignoreError', variables }), ['variables']),
};

/**
 * Parses a FEEL expression, without a leading `=`.
 * @throws FeelSyntaxError when it is none
 */
export function compile(text: string): Expression {
  run(text, {});
  return { evaluate: (context) => run(text, context) };
}

function run(text: string, context: Readonly<Record<string, unknown>>) {
  try {
    const { value, warnings } = evaluate(text, { ...context, ...connectorFunctions }, 'camunda');
    return { value: toJson(value), warnings: warnings.map(({ message }) => message) };
  } catch (error) {
    if (!(error instanceof ParseError)) throw new FeelError((error as Error).message);
    const before = text.slice(0, error.position.from).split('\n');
    throw new FeelSyntaxError(error.message, before.length, (before.at(-1) as string).length + 1);
  }
}

/** What a FEEL value is in JSON: temporal values as ISO text, functions and what is no number as null. */
function toJson(value: unknown): unknown {
  if (value === undefined || value === null || typeof value === 'function' || value instanceof FeelFunction)
    return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(toJson);
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON();
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]));
}

function present(context: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(context).filter(([, member]) => member !== undefined && member !== null));
}
