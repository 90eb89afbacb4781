import type { Outcome } from '../../job/outcome.ts';
import { indentJson } from '../../json/indent.ts';
import { stringifyJson } from '../../json/json.ts';
import type { Sent } from './sent.ts';

const TO_KEEP =
  'The task has neither a result variable nor a result expression, so nothing of the result is kept. To see it, add ' +
  '"customHeaders": {"resultVariable": "result"}.';
const OF_BPMN_ERROR =
  'Zeebe is told to throw this BPMN error with the variables below. If no boundary event catches it, the process stops at an incident.';

/**
 * Says for a reader how a job ended, and what Zeebe would be told.
 * @param keepsResult whether the task says what becomes of the result
 */
export function toldOutcome(outcome: Outcome, keepsResult: boolean): string {
  const variables = indentJson(outcome.variables);
  switch (outcome.kind) {
    case 'completed':
      if (outcome.variables !== '{}')
        return `Completed. Zeebe is told to complete the job with these variables:\n${variables}`;
      return `Completed. Zeebe is told to complete the job, without variables.${keepsResult ? '' : `\n${TO_KEEP}`}`;
    case 'error':
      return `BPMN error ${outcome.code}: ${outcome.message}\n${OF_BPMN_ERROR}\n${variables}`;
    case 'failed':
      return `Failed: ${outcome.message}\n${nextTry(outcome)}\n${variables}`;
  }
}

function nextTry({ retries, backoffMs }: { retries: number; backoffMs: number }): string {
  if (retries === 0)
    return 'Zeebe is told that no retries are left, with the variables below: the process stops at an incident.';
  const left = retries === 1 ? '1 retry is left' : `${retries} retries are left`;
  return `Zeebe is told to try again after ${backoffMs / 1_000} s, with the variables below; ${left}.`;
}

/** Writes JSON with members that are JSON already, so that they keep all digits. Those that are undefined are left out. */
export function jsonOf(members: Readonly<Record<string, string | undefined>>): string {
  const written = Object.entries(members).filter(([, json]) => json !== undefined);
  return `{${written.map(([name, json]) => `${stringifyJson(name)}:${json}`).join(',')}}`;
}

/** Gives an outcome as members for `jsonOf`. */
export function outcomeMembers({ kind, variables, ...told }: Outcome): Record<string, string> {
  const others = Object.entries(told).map(([name, value]) => [name, stringifyJson(value)]);
  return { outcome: stringifyJson(kind), ...Object.fromEntries(others), variables };
}

/** Writes requests for a reader: what is asked, the headers, and the body, laid out. */
export function toldRequests(requests: readonly Sent[]): string {
  return requests
    .map(({ operation, method, url, headers, body }, index) =>
      [
        `Request ${index + 1}: ${operation}`,
        `${method} ${url}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        '',
        indentJson(body),
      ].join('\n'),
    )
    .join('\n\n');
}

/** Writes requests as JSON. Their bodies stay as they are sent. */
export function requestsAsJson(requests: readonly Sent[]): string {
  return `[${requests
    .map(({ operation, method, url, headers, body }) =>
      jsonOf({
        operation: JSON.stringify(operation),
        method: JSON.stringify(method),
        url: JSON.stringify(url),
        headers: JSON.stringify(headers),
        body,
      }),
    )
    .join(',')}]`;
}

/** Writes sentences as a list under a heading; an empty text if there are none. */
export function toldList(heading: string, sentences: readonly string[]): string {
  return sentences.length === 0 ? '' : [heading, ...sentences.map((sentence) => `- ${sentence}`)].join('\n');
}

/** Joins parts of a text, those that are there, with an empty line between two. */
export function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
