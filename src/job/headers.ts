import { LRUCache } from 'lru-cache';
import { Failure } from '../failure/failure.ts';
import { toFailure } from '../failure/of-aws.ts';
import { compile, type Expression, FeelError, FeelSyntaxError } from '../feel/index.ts';
import { parseDuration } from '../json/duration.ts';
import { isObject, type JsonObject, parseJson } from '../json/json.ts';
import { A_PROCESS_VARIABLE, isTaskVariable } from './task-variables.ts';

/** What the form calls the task headers. */
export const headerLabels = {
  resultVariable: 'Result variable',
  resultExpression: 'Result expression',
  errorExpression: 'Error expression',
  retryBackoff: 'Retry back-off',
  jobTimeout: 'Time limit',
} as const;

type HeaderName = keyof typeof headerLabels;

/** Names a task header in a message, with what the form calls it. */
export function formatHeader(header: HeaderName): string {
  return `The task header ${header} (${headerLabels[header]})`;
}

/** An expression of a task header, and the header's name. */
export interface HeaderExpression {
  readonly header: HeaderName;
  readonly text: string;
  readonly expression: Expression;
}

/** What the task headers of a job say: how its result becomes variables, how it ends, how long it may run. */
export interface TaskHeaders {
  readonly resultVariable: string | undefined;
  readonly resultExpression: HeaderExpression | undefined;
  readonly errorExpression: HeaderExpression | undefined;
  /** How long to wait before a failed job is tried again, in milliseconds. */
  readonly retryBackoffMs: number;
  /** How long the job may run, in milliseconds; undefined means no limit. */
  readonly jobTimeoutMs: number | undefined;
  /** The failure (configuration) of headers that are wrong. The other headers count all the same. */
  readonly failure: Failure | undefined;
}

const DEFAULT_RETRY_BACKOFF_MS = 10_000;
/** How many tasks have their headers kept: those used last. */
const MAX_KEPT = 1_000;
/** How many characters of headers are kept in all. With its expressions, ready to run, each takes 40 to 110 bytes of memory. */
const MAX_KEPT_LENGTHS = 500_000;
/** Headers of more characters are read again for each job, because a few of them would push out all others. */
const MAX_KEPT_LENGTH = 50_000;

/**
 * Makes a reader of task headers. All jobs of a task have the same headers, so they are read once and kept. Compiled expressions
 * are kept here only, where one look-up finds all that a task says.
 * @returns a reader that never throws
 */
export function keepHeaders(): (customHeaders: string) => TaskHeaders {
  return keepTexts(readHeaders);
}

/** Makes a reader of task headers that keeps what it has read of those used last. */
export function keepTexts<Headers extends object>(
  read: (customHeaders: string) => Headers,
): (customHeaders: string) => Headers {
  const kept = new LRUCache<string, Headers>({
    max: MAX_KEPT,
    maxSize: MAX_KEPT_LENGTHS,
    maxEntrySize: MAX_KEPT_LENGTH,
    sizeCalculation: (_headers, { length }) => length || 1,
    memoMethod: read,
  });
  return (customHeaders) => kept.memo(customHeaders);
}

function readHeaders(customHeaders: string): TaskHeaders {
  const failures: Failure[] = [];
  /** Reads one header. If it cannot be read, the others are still read. */
  const collect = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      failures.push(toFailure(error));
      return undefined;
    }
  };
  const headers = collect(() => parseHeaders(customHeaders)) ?? {};
  collect(() => refuseForeignTemplate(headers));
  const read = {
    resultVariable: collect(() => notOfTheTask('resultVariable', readText(headers, 'resultVariable'))),
    resultExpression: collect(() => readExpression(headers, 'resultExpression')),
    errorExpression: collect(() => readExpression(headers, 'errorExpression')),
    retryBackoffMs: collect(() => readDurationMs(headers, 'retryBackoff')) ?? DEFAULT_RETRY_BACKOFF_MS,
    jobTimeoutMs: collect(() => readTimeLimitMs(headers)),
  };
  return { ...read, failure: inOne(failures) };
}

function inOne([first, ...others]: readonly Failure[]): Failure | undefined {
  return first?.retell({ message: [first, ...others].map(({ message }) => message).join(' ') });
}

/**
 * Reads the text of all headers.
 * @throws Failure (configuration) when the text is no JSON object
 */
export function parseHeaders(customHeaders: string): JsonObject {
  try {
    const headers = parseJson(customHeaders);
    if (isObject(headers)) return headers;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Failure('configuration', 'The task headers of the job are no JSON object.');
}

/** How the ids of the element templates of Camunda's own connector begin. */
const FOREIGN_TEMPLATE = 'io.camunda.connectors.AWSDynamoDB';

/**
 * Refuses a task with Camunda's own template. It expects another result: its expressions would give null, and nobody would be
 * told.
 * @throws Failure (configuration) for such a task
 */
function refuseForeignTemplate(headers: JsonObject): void {
  const id = readText(headers, 'elementTemplateId');
  if (id === undefined || !id.startsWith(FOREIGN_TEMPLATE)) return;
  throw new Failure(
    'configuration',
    `The task was made with the element template ${id} of Camunda's own connector, whose results have another shape. ` +
      'Leave its job type io.camunda:aws-dynamodb:1 as it was, and let the worker serve that (DYNAMODB_WORKER_CAMUNDA_COMPATIBLE=true). ' +
      'Or rewrite the task with `camunda-dynamodb-worker migrate`.',
  );
}

function notOfTheTask(header: HeaderName, name: string | undefined): string | undefined {
  if (name === undefined || !isTaskVariable(name)) return name;
  const message = `${formatHeader(header)}: expected the name of ${A_PROCESS_VARIABLE}, got ${JSON.stringify(name)}.`;
  throw new Failure('configuration', message);
}

/** Gives the text of a header. A blank one counts as absent. */
function readText(headers: JsonObject, name: string): string | undefined {
  const value = headers[name];
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

function readExpression(headers: JsonObject, header: HeaderName): HeaderExpression | undefined {
  const text = readText(headers, header)?.replace(/^=\s*/, '');
  if (text === undefined || text === '') return undefined;
  try {
    return { header, text, expression: compile(text) };
  } catch (error) {
    if (!(error instanceof FeelSyntaxError || error instanceof FeelError)) throw error;
    const where = error instanceof FeelSyntaxError ? ` at line ${error.line}, column ${error.column}` : '';
    const message = `${formatHeader(header)} is no FEEL expression: ${error.message}${where} of: ${text}`;
    throw new Failure('configuration', message, { cause: error });
  }
}

function readDurationMs(headers: JsonObject, name: HeaderName): number | undefined {
  const text = readText(headers, name);
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new Failure(
    'configuration',
    `${formatHeader(name)}: expected an ISO 8601 duration like PT30S, got ${JSON.stringify(text)}.`,
  );
}

function readTimeLimitMs(headers: JsonObject): number | undefined {
  const milliseconds = readDurationMs(headers, 'jobTimeout');
  if (milliseconds !== 0) return milliseconds;
  const got = JSON.stringify(readText(headers, 'jobTimeout'));
  throw new Failure('configuration', `${formatHeader('jobTimeout')}: expected a duration above zero, got ${got}.`);
}
