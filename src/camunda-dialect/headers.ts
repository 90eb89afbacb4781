import { compile, type Expression, FeelError, FeelSyntaxError } from '../feel/index.ts';
import { keepTexts, parseHeaders } from '../job/headers.ts';
import type { JsonObject } from '../json/json.ts';
import { type DialectVersion, inputException, JavaException } from './exceptions.ts';
import { functionsOf } from './functions.ts';
import { parseJavaDuration } from './java-duration.ts';

/** An expression of a task header. */
export interface DialectExpression {
  /** As it is evaluated: without blanks around it and without the `=` before it. */
  readonly text: string;
  /** Ready to run; or why it cannot be. */
  readonly code: Expression | FeelSyntaxError | FeelError;
}

/** What the task headers of a job say. */
export interface DialectHeaders {
  readonly resultVariable: string | undefined;
  readonly resultExpression: DialectExpression | undefined;
  readonly errorExpression: DialectExpression | undefined;
  /** How long to wait before a failed job is tried again, in milliseconds. Undefined if the task does not say it. */
  readonly retryBackoffMs: number | JavaException | undefined;
  /** How long the job is to be locked, in milliseconds. Undefined if the task does not say it. */
  readonly jobTimeoutMs: number | JavaException | undefined;
}

/** Makes a reader of task headers that never throws. What it has read is kept, as for native jobs. */
export function keepDialectHeaders(version: DialectVersion): (customHeaders: string) => DialectHeaders {
  return keepTexts((customHeaders) => readHeaders(customHeaders, version));
}

function readHeaders(customHeaders: string, version: DialectVersion): DialectHeaders {
  try {
    return readMembers(parseHeaders(customHeaders), version);
  } catch (error) {
    return { ...readMembers({}, version), retryBackoffMs: inputException((error as Error).message, error) };
  }
}

function readMembers(headers: JsonObject, version: DialectVersion): DialectHeaders {
  const textOf = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const given = (name: string) => (textOf(name)?.trim() ? textOf(name) : undefined);
  return {
    resultVariable: given('resultVariable'),
    resultExpression: readExpression(given('resultExpression'), version),
    errorExpression: readExpression(given('errorExpression'), version),
    retryBackoffMs: readBackoff(textOf('retryBackoff')),
    jobTimeoutMs: version === '8.6' ? undefined : readTimeout(given('jobTimeout')),
  };
}

function readExpression(given: string | undefined, version: DialectVersion): DialectExpression | undefined {
  if (given === undefined) return undefined;
  const text = given.trim().replace(/^=/, '').trim();
  try {
    return { text, code: compile(text, functionsOf[version]) };
  } catch (error) {
    if (!(error instanceof FeelSyntaxError || error instanceof FeelError)) throw error;
    return { text, code: error };
  }
}

const CORE_ERRORS = 'io.camunda.connector.runtime.core.error';

/** A header that is there and empty is wrong, as in Camunda's runtime. */
function readBackoff(text: string | undefined): DialectHeaders['retryBackoffMs'] {
  if (text === undefined) return undefined;
  const milliseconds = parseJavaDuration(text);
  if (typeof milliseconds === 'number') return Math.max(0, milliseconds);
  return wrongHeader('InvalidBackOffDurationException', 'retryBackoff', 'an ISO 8601 duration like PT30S', text);
}

function readTimeout(text: string | undefined): DialectHeaders['jobTimeoutMs'] {
  if (text === undefined) return undefined;
  const milliseconds = parseJavaDuration(text);
  if (typeof milliseconds === 'number' && milliseconds > 0 && Number.isSafeInteger(Date.now() + milliseconds))
    return milliseconds;
  return wrongHeader('InvalidJobTimeoutException', 'jobTimeout', 'an ISO 8601 duration above zero like PT10M', text);
}

function wrongHeader(name: string, header: string, expected: string, got: string): JavaException {
  const message = `The task header ${header}: expected ${expected}, got ${JSON.stringify(got)}`;
  return new JavaException(`${CORE_ERRORS}.${name}`, message, { isInput: true, hasBackoff: false });
}
