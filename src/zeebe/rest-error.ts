import { STATUS_CODES } from 'node:http';
import { networkMessage } from '../failure/of-aws.ts';
import { GatewayError, type Verdict } from './gateway-error.ts';
import type { Answer } from './rest-call.ts';

/** What the gateway says of a call that failed. https://www.rfc-editor.org/rfc/rfc9457 */
interface Problem {
  readonly title: string;
  readonly detail: string;
}

/** An answer other than the one that was hoped for. */
interface Refusal {
  readonly error: GatewayError;
  /** Whether the gateway itself has answered, and not something before it. */
  readonly isOfGateway: boolean;
  /** Whether the authorization is refused. */
  readonly refusesAuthorization: boolean;
}

/** A member that goes out only if the gateway should know it: one of a version that is newer than 8.8. */
const OPTIONAL_MEMBERS = new Set(['tenantFilter', 'withLease', 'jobLeaseToken']);
const UNKNOWN_MEMBER = /^Request property \[([\w.]+)\] cannot be parsed/;
/** How the engine begins what it says of a command. Its titles are names like `INVALID_STATE`, those of HTTP are `Not Found`. */
const OF_ENGINE = /^Command '\w+' rejected with code '\w+'/;
const NAME = /^[A-Z][A-Z_]+$/;
const SAID_TOO_LARGE = /max_?message_?size|exceeds maximum|larger than max|too large/i;
/** A gateway that asks to be left alone for longer is asked sooner. */
const LONGEST_RETRY_AFTER_MS = 60_000;
const LONGEST_MESSAGE = 2_000;

/**
 * Reads an answer that does not say that a call has succeeded. Only a problem (RFC 9457) is the gateway's word. Others come from
 * something before it, like an ingress that is being rolled out: they say nothing of a job.
 * https://docs.camunda.io/docs/apis-tools/orchestration-cluster-api-rest/orchestration-cluster-api-rest-overview/
 * @param mask takes the secrets out of a text
 */
export function readRefusal(answer: Answer, mask: (text: string) => string): Refusal {
  const problem = problemOf(answer);
  const retryAfter = retryAfterOf(answer);
  if (problem === undefined) {
    return {
      error: new GatewayError(verdictOfOther(answer.status), mask(messageOfOther(answer)), { retryAfter }),
      isOfGateway: false,
      refusesAuthorization: answer.status === 401,
    };
  }
  const { status } = answer;
  const message = mask(`${status} ${problem.title}: ${problem.detail}`.slice(0, LONGEST_MESSAGE));
  const [, named = ''] = status === 400 ? (UNKNOWN_MEMBER.exec(problem.detail) ?? []) : [];
  const unknownMember = OPTIONAL_MEMBERS.has(named) ? named : undefined;
  const verdict = unknownMember === undefined ? verdictOf(status, problem) : 'unclear';
  return {
    error: new GatewayError(verdict, message, { retryAfter, unknownMember }),
    isOfGateway: true,
    refusesAuthorization: verdict === 'unreachable' && status === 401,
  };
}

function problemOf({ headers, body }: Answer): Problem | undefined {
  const type = typeOf(headers);
  if (!/^application\/(?:problem\+)?json$/.test(type)) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(body.toString());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { title, status, detail } = read as Readonly<Record<string, unknown>>;
  if (typeof title !== 'string' || (status === undefined && type === 'application/json')) return undefined;
  return { title, detail: typeof detail === 'string' ? detail : '' };
}

function verdictOf(status: number, problem: Problem): Verdict {
  const { title, detail } = problem;
  const isTooLarge = SAID_TOO_LARGE.test(`${title} ${detail}`);
  switch (status) {
    case 400:
      return isTooLarge ? 'tooLarge' : 'refused';
    case 401:
      // The engine says it of a job's tenant, whoever asks. Another authorization of the same client would not help.
      return OF_ENGINE.test(detail) ? 'unclear' : 'unreachable';
    case 404:
    case 409:
      // A gateway that does not know the path, or the physical tenant, answers 404 too.
      return NAME.test(title) || OF_ENGINE.test(detail) ? 'gone' : 'unclear';
    case 429:
    case 503:
      // Said of a report that is too large as well, as by gRPC.
      return title === 'RESOURCE_EXHAUSTED' ? orTooLarge('doubtful', isTooLarge) : 'unreachable';
    case 500:
      return orTooLarge('doubtful', isTooLarge);
    default:
      return verdictOfOther(status);
  }
}

function orTooLarge(verdict: Verdict, isTooLarge: boolean): Verdict {
  return isTooLarge ? 'tooLarge' : verdict;
}

/** What a status says, whoever has answered. */
function verdictOfOther(status: number): Verdict {
  if (status === 413) return 'tooLarge';
  if (status === 500) return 'doubtful';
  return status > 500 || status === 401 || status === 408 || status === 429 ? 'unreachable' : 'unclear';
}

function messageOfOther({ status, headers, body }: Answer): string {
  const said = `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  const { location } = headers;
  if (status >= 300 && status < 400 && typeof location === 'string') {
    const target = URL.canParse(location) ? new URL(location).origin : 'another path';
    return `${said}: redirects, this one to ${target}, are not followed`;
  }
  const what = body.length === 0 ? 'no text' : typeOf(headers) || 'a text of no type';
  return `${said}, with ${what}: not an answer of Zeebe's REST API, but of something before it`;
}

/** The media type of an answer, without its parameters. */
function typeOf(headers: Answer['headers']): string {
  return String(headers['content-type'] ?? '')
    .replace(/;.*/, '')
    .trim()
    .toLowerCase();
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function retryAfterOf({ headers }: Answer): number | undefined {
  const given = headers['retry-after'];
  if (typeof given !== 'string') return undefined;
  const milliseconds = /^\d+$/.test(given) ? Number(given) * 1_000 : Date.parse(given) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.min(Math.max(milliseconds, 0), LONGEST_RETRY_AFTER_MS);
}

/** Whether an answer says that the call has succeeded. A page in the place of an answer, like that of a login, says nothing. */
export function isSuccess({ status, headers }: Answer): boolean {
  return status === 204 || (status >= 200 && status < 300 && /^(?:|application\/json)$/.test(typeOf(headers)));
}

/**
 * Makes the error of a call that got no answer, or none that can be read.
 * @param mask takes the secrets out of a text
 */
export function unreachable(error: Error, mask: (text: string) => string): GatewayError {
  return new GatewayError('unreachable', mask(networkMessage(error)), { cause: error });
}
