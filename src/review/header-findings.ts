import type { FlowElement, Header } from '../diagram/diagram.ts';
import type { SourceText } from '../diagram/source.ts';
import { Failure } from '../failure/failure.ts';
import { FeelSyntaxError } from '../feel/errors.ts';
import { type PartlyKnown, Unknown } from '../feel/inspection/unknown.ts';
import type { CallUse, NameUse } from '../feel/inspection/uses.ts';
import { NO_FAILURE } from '../job/error-variable.ts';
import { type HeaderExpression, keepHeaders, type TaskHeaders } from '../job/headers.ts';
import { decide, mapResult } from '../job/mapping.ts';
import { isObject, type Json, type JsonObject, setMember, stringifyJson } from '../json/json.ts';
import { type DiagramExpression, MOST_TOLD, placeOfName, readExpression, shownName } from './expression.ts';
import type { Said } from './finding.ts';
import { mostSimilar } from './similar.ts';

/** What the headers of a task say, as far as they could be read. */
export interface ReadHeaders {
  /** The variables that the result becomes; undefined if they are not known. */
  readonly results: readonly string[] | undefined;
  /** The codes of BPMN errors that the error expression throws, each with its place; undefined if they are not known. */
  readonly codes: readonly ThrownCode[] | undefined;
  /** The variables that BPMN errors bring with them; undefined if they are not known. */
  readonly errorVariables: readonly string[] | undefined;
}

export interface ThrownCode {
  readonly code: string;
  readonly place: ReturnType<SourceText['placeOf']>;
}

const headersOf = keepHeaders();

/** The headers that the worker reads. */
const KNOWN = [
  'elementTemplateId',
  'resultVariable',
  'resultExpression',
  'errorExpression',
  'retryBackoff',
  'jobTimeout',
];

/** Reads the headers of a task. Adds to `said` what is wrong with them. */
export function readHeaders({ headers }: FlowElement, said: Said[]): ReadHeaders {
  for (const header of headers) {
    if (KNOWN.includes(header.key)) refused(header, said);
    if (header.key === 'resultVariable') unreadable(header, said);
    if (!KNOWN.includes(header.key)) misspelt(header, said);
  }
  const variable = textOf(headers, 'resultVariable');
  const result = expressionOf(headers, 'resultExpression', said);
  if (result !== undefined) {
    said.push(...pathFindings(result, 'resultExpression', RESULT), ...resultFindings(result));
  }
  const results = resultsOf(variable, headers, result);
  const error = expressionOf(headers, 'errorExpression', said);
  if (error !== undefined) {
    // If the task gives variables, the expression has these, else the members of the result.
    const given = variable === undefined && result === undefined ? RESULT.names : results;
    const scope = { ...ERROR, names: given && [...DECIDING, ...given] };
    said.push(...pathFindings(error, 'errorExpression', scope), ...decisionFindings(error));
  }
  return { results, ...thrownBy(headers, error) };
}

/** Adds that FEEL cannot read a result variable by its name as it is. */
function unreadable({ key, value }: Header, said: Said[]): void {
  const name = value.value.trim();
  if (!/[\s+*/-]/.test(name)) return;
  const message = `FEEL reads the variable ${shownName(name)} between backticks only: choose a name of letters, digits and _`;
  said.push({ rule: 'header-name', place: value.placeOf(), field: key, message });
}

/** Adds that a header which the worker does not read looks like one that it reads. */
function misspelt({ key, value }: Header, said: Said[]): void {
  const meant = mostSimilar(key, KNOWN);
  if (meant === undefined) return;
  const message = `The worker reads no header ${key}. Is ${meant} meant?`;
  said.push({ rule: 'header-name', place: value.placeOf(), field: key, message });
}

/** Adds what the worker says of one header. */
function refused({ key, value }: Header, said: Said[]): void {
  const { failure } = headersOf(stringifyJson({ [key]: value.value }));
  if (failure === undefined) return;
  // What is no FEEL is told where the expression is read.
  if (!(failure.cause instanceof FeelSyntaxError))
    said.push({ rule: 'header', place: value.placeOf(), field: key, message: failure.message });
}

/** The last header of a key counts, as in JSON. */
function textOf(headers: readonly Header[], key: string): string | undefined {
  return headers.findLast((header) => header.key === key)?.value.value.trim() || undefined;
}

function expressionIn(value: SourceText): SourceText {
  return value.from(/^\s*=?\s*/.exec(value.value)?.[0].length ?? 0);
}

function expressionOf(headers: readonly Header[], key: string, said: Said[]): DiagramExpression | undefined {
  const header = headers.findLast((each) => each.key === key);
  const text = header && expressionIn(header.value);
  if (text === undefined || text.value.trim() === '') return undefined;
  return readExpression(text, { field: key, isOfHeader: true }, said);
}

function resultsOf(
  variable: string | undefined,
  headers: readonly Header[],
  result: DiagramExpression | undefined,
): readonly string[] | undefined {
  const own = variable === undefined ? [] : [variable];
  if (textOf(headers, 'resultExpression') === undefined) return own;
  const keys = result?.inspection.keys;
  return keys && [...own, ...keys];
}

/** What an expression of a header can read. */
interface HeaderScope {
  /** The names; undefined if they are not known. */
  readonly names: readonly string[] | undefined;
  /** The members of names that have no others. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  readonly words: string;
}

const RESULT: HeaderScope = {
  names: ['action', 'status', 'response'],
  members: { response: ['action', 'status', 'response'] },
  words:
    'A result expression reads response alone: its action, its status, and its response, which is what DynamoDB answered',
};

const ERROR_MEMBERS = Object.keys(NO_FAILURE);
const DECIDING = ['error', 'response', 'job'];
const ERROR: HeaderScope = {
  names: DECIDING,
  members: {
    response: ['error', 'action', 'status', 'response'],
    'response.error': ERROR_MEMBERS,
    error: ERROR_MEMBERS,
    job: ['retries'],
  },
  words: 'An error expression reads error, response, job, and the variables that the result becomes',
};

/** Finds paths that are null whatever DynamoDB answers. */
function pathFindings({ text, inspection }: DiagramExpression, field: string, scope: HeaderScope): Said[] {
  const wrong = new Map<string, readonly string[]>();
  for (const use of inspection.names) {
    const message = pathMessage(use, inspection.optionalNames, scope);
    if (message !== undefined) wrong.set(message, use.path);
  }
  return [...wrong]
    .slice(0, MOST_TOLD)
    .map(([message, path]) => ({ rule: 'result-path', place: placeOfPath(text, path), field, message }));
}

function pathMessage(
  { path: [head = '', member, third], isInFilter }: NameUse,
  optionalNames: ReadonlySet<string>,
  scope: HeaderScope,
): string | undefined {
  if (isInFilter || optionalNames.has(head)) return undefined;
  if (scope.names !== undefined && !scope.names.includes(head))
    return `${shownName(head)} is null here. ${scope.words}, and no other variable of the process`;
  return member === undefined ? undefined : nullPath([head, member], third, scope);
}

function nullPath(
  [head, member]: readonly [string, string],
  third: string | undefined,
  { members }: HeaderScope,
): string | undefined {
  const known = members[head];
  if (known === undefined) return undefined;
  if (!known.includes(member)) {
    const hint =
      head === 'response' && /^[A-Z]/.test(member) ? `. What DynamoDB answered is in response.response.${member}` : '';
    return `${head}.${member} is null: ${head} has ${known.join(', ')}${hint}`;
  }
  const within = members[`${head}.${member}`];
  if (third === undefined) return undefined;
  if (within !== undefined && !within.includes(third))
    return `${head}.${member}.${third} is null: it has ${within.join(', ')}`;
  if (head === 'response' && member === 'response' && /^[a-z]/.test(third)) {
    const meant = `${third[0]?.toUpperCase()}${third.slice(1)}`;
    return `response.response.${third} is null: the names in it are those of AWS, like response.response.${meant}`;
  }
  return undefined;
}

function placeOfPath(text: SourceText, path: readonly string[]) {
  const written = path.slice(0, 3).join('.');
  const at = text.value.indexOf(written);
  return at < 0 ? placeOfName(text, path[0] as string) : text.placeOf(at);
}

/** Asks the worker what it would say to a result expression that gives this. */
function resultFindings({ text, inspection: { value, keys } }: DiagramExpression): Said[] {
  const given = value instanceof Unknown ? keys && Object.fromEntries(keys.map((key) => [key, null])) : value;
  if (given === undefined) return [];
  return unlessRefused('resultExpression', text, given, (resultExpression) => {
    mapResult({ resultVariable: undefined, resultExpression } as TaskHeaders, {});
  });
}

/** Asks the worker what it would say to the decisions of an error expression. */
function decisionFindings({ text, inspection: { value, calls } }: DiagramExpression): Said[] {
  const decisions = calls.filter(({ name, fault }) => Object.hasOwn(USUAL, name) && fault === undefined);
  const values = decisions.length === 0 ? (value instanceof Unknown ? [] : [value]) : decisions.map(decisionOf);
  return values.flatMap((given) =>
    unlessRefused('errorExpression', text, given, (expression) => {
      decide(expression, {});
    }),
  );
}

/** What stands for an argument that is not known. */
const USUAL: Readonly<Record<string, JsonObject>> = {
  bpmnError: { errorCode: 'CODE', errorMessage: '', variables: {} },
  jobError: { errorMessage: '', variables: {}, retries: 0, retryBackoff: 'PT1S' },
  ignoreError: { variables: {} },
};

function decisionOf({ name, args }: CallUse): PartlyKnown {
  const usual = USUAL[name] ?? {};
  const decision: Record<string, PartlyKnown> = { errorType: name };
  for (const [parameter, value] of args)
    setMember(decision, parameter, value instanceof Unknown ? usual[parameter] : value);
  return decision;
}

/** Gives what the worker refuses, if it refuses this value of an expression. */
function unlessRefused(
  header: HeaderExpression['header'],
  text: SourceText,
  value: PartlyKnown,
  use: (expression: HeaderExpression) => void,
): Said[] {
  const evaluation = { value: known(value), warnings: [] };
  try {
    use({ header, text: text.value, expression: { evaluate: () => evaluation } });
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [{ rule: 'header', place: text.placeOf(), field: header, message: error.message }];
  }
}

/** The same with null for what is not known. */
function known(value: PartlyKnown): Json {
  if (value instanceof Unknown) return null;
  if (Array.isArray(value)) return value.map(known);
  if (!isObject(value)) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, known(member)]));
}

function thrownBy(
  headers: readonly Header[],
  error: DiagramExpression | undefined,
): Pick<ReadHeaders, 'codes' | 'errorVariables'> {
  if (textOf(headers, 'errorExpression') === undefined) return { codes: [], errorVariables: [] };
  // A context may be written by hand, without the function.
  if (error === undefined || error.text.value.includes('errorType'))
    return { codes: undefined, errorVariables: undefined };
  const { calls } = error.inspection;
  const thrown = calls.filter(({ name }) => name === 'bpmnError');
  const isDecided =
    calls.some(({ name }) => Object.hasOwn(USUAL, name)) || !(error.inspection.value instanceof Unknown);
  const codes = thrown.map(({ args }) => args.get('errorCode'));
  const variables = thrown.map(({ args }) => args.get('variables') ?? {});
  return {
    codes:
      isDecided && codes.every((code) => typeof code === 'string')
        ? codes.map((code) => thrownCode(error.text, code))
        : undefined,
    errorVariables: variables.every((each) => isObject(each) && !(each instanceof Unknown))
      ? variables.flatMap((each) => Object.keys(each as object))
      : undefined,
  };
}

function thrownCode(text: SourceText, code: string): ThrownCode {
  const at = text.value.indexOf(JSON.stringify(code));
  return { code, place: text.placeOf(Math.max(at, 0)) };
}
