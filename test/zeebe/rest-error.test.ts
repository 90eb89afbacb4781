import { describe, expect, test } from 'vitest';
import { maskOf } from '../../src/connection/mask.ts';
import type { Answer } from '../../src/zeebe/rest-call.ts';
import { readRefusal } from '../../src/zeebe/rest-error.ts';

const plain = (text: string) => text;
const answerOf = (status: number, type: string | undefined, body: string, headers: Answer['headers'] = {}): Answer => {
  return { status, headers: { ...(type && { 'content-type': type }), ...headers }, body: Buffer.from(body), at: 0 };
};
const problem = (status: number, title: string, detail = 'a reason') =>
  answerOf(status, 'application/problem+json', JSON.stringify({ type: 'about:blank', title, status, detail }));
const rejected = (code: string) => `Command 'COMPLETE' rejected with code '${code}': a reason`;

describe('the word of the gateway', () => {
  test.each([
    [400, 'INVALID_ARGUMENT', rejected('INVALID_ARGUMENT'), 'refused'],
    [400, 'INVALID_ARGUMENT', 'Request size is above configured maxMessageSize', 'tooLarge'],
    [400, 'Bad Request', 'Request property [variables] cannot be parsed', 'refused'],
    [401, 'AuthenticationCredentialsNotFoundException', 'no token', 'unreachable'],
    [401, 'UNAUTHORIZED', rejected('UNAUTHORIZED'), 'unclear'],
    [403, 'FORBIDDEN', rejected('FORBIDDEN'), 'unclear'],
    [404, 'NOT_FOUND', rejected('NOT_FOUND'), 'gone'],
    [404, 'Not Found', rejected('NOT_FOUND'), 'gone'],
    [404, 'Not Found', 'No static resource v2/jobs/1/completion.', 'unclear'],
    [405, 'Method Not Allowed', '', 'unclear'],
    [409, 'INVALID_STATE', rejected('INVALID_STATE'), 'gone'],
    [413, 'Payload Too Large', '', 'tooLarge'],
    [429, 'RESOURCE_EXHAUSTED', 'busy', 'doubtful'],
    [429, 'Too Many Requests', 'slow down', 'unreachable'],
    [500, 'INTERNAL', 'a reason', 'doubtful'],
    [500, 'INTERNAL', "rejected with code 'MAX_MESSAGE_SIZE_EXCEEDED'", 'tooLarge'],
    [500, 'MALFORMED_REQUEST', 'Request size is above configured maxMessageSize', 'tooLarge'],
    [502, 'ABORTED', 'the broker is gone', 'unreachable'],
    [503, 'UNAVAILABLE', 'no leader', 'unreachable'],
    [503, 'RESOURCE_EXHAUSTED', 'busy', 'doubtful'],
    [504, 'DEADLINE_EXCEEDED', 'late', 'unreachable'],
  ])('%i %s: %s → %4$s', (status, title, detail, verdict) => {
    const { error, isOfGateway } = readRefusal(problem(status, title, detail), plain);
    expect([error.verdict, isOfGateway]).toEqual([verdict, true]);
    expect(error.message).toBe(`${status} ${title}: ${detail}`);
  });

  test('can have the type of other JSON, if it has the members of a problem', () => {
    const { error } = readRefusal(
      answerOf(404, 'application/json; charset=utf-8', '{"title":"NOT_FOUND","status":404}'),
      plain,
    );
    expect(error.verdict).toBe('gone');
  });

  test.each(['withLease', 'tenantFilter', 'jobLeaseToken'])('names a member that need not be sent: %s', (name) => {
    const detail = `Request property [${name}] cannot be parsed`;
    const { error } = readRefusal(problem(400, 'Bad Request', detail), plain);
    expect([error.unknownMember, error.verdict]).toEqual([name, 'unclear']);
  });

  test('does not make a member optional that is needed', () => {
    const { error } = readRefusal(problem(400, 'Bad Request', 'Request property [type] cannot be parsed'), plain);
    expect([error.unknownMember, error.verdict]).toEqual([undefined, 'refused']);
  });

  test('is told without secrets, and not at any length', () => {
    const said = `the key is pass-word ${'x'.repeat(10_000)}`;
    const { error } = readRefusal(problem(400, 'INVALID_ARGUMENT', said), maskOf(['pass-word']));
    expect(error.message).toContain('400 INVALID_ARGUMENT: the key is *** xxx');
    expect(error.message.length).toBeLessThan(3_000);
  });
});

describe('what something before the gateway says is no verdict on a job', () => {
  test.each([
    [302, 'unclear'],
    [400, 'unclear'],
    [401, 'unreachable'],
    [403, 'unclear'],
    [404, 'unclear'],
    [408, 'unreachable'],
    [409, 'unclear'],
    [413, 'tooLarge'],
    [429, 'unreachable'],
    [500, 'doubtful'],
    [502, 'unreachable'],
    [503, 'unreachable'],
    [504, 'unreachable'],
    [521, 'unreachable'],
  ])('%i → %s', (status, verdict) => {
    const bodies: [string | undefined, string][] = [
      ['text/html', '<html><body>default backend</body></html>'],
      ['application/json', '{"error":"Not Found","status":404}'],
      ['application/json', '["title"]'],
      ['application/problem+json', '{"title":'],
      ['text/plain', JSON.stringify({ title: 'NOT_FOUND', status: 404, detail: rejected('NOT_FOUND') })],
      [undefined, ''],
    ];
    for (const [type, body] of bodies) {
      const { error, isOfGateway } = readRefusal(answerOf(status, type, body), plain);
      expect([error.verdict, isOfGateway]).toEqual([verdict, false]);
    }
  });

  test('but its 401 says that the authorization is refused, as the 401 of the gateway does', () => {
    expect(readRefusal(answerOf(401, 'text/html', '<html>'), plain).refusesAuthorization).toBe(true);
    expect(readRefusal(problem(401, 'Unauthorized'), plain).refusesAuthorization).toBe(true);
    expect(readRefusal(problem(401, 'UNAUTHORIZED', rejected('UNAUTHORIZED')), plain).refusesAuthorization).toBe(false);
    expect(readRefusal(problem(403, 'FORBIDDEN'), plain).refusesAuthorization).toBe(false);
  });

  test('and is not quoted', () => {
    const { error } = readRefusal(answerOf(404, 'text/html; charset=utf-8', '<html>default backend</html>'), plain);
    expect(error.message).toBe(
      "404 Not Found, with text/html: not an answer of Zeebe's REST API, but of something before it",
    );
  });

  test('and a redirect is told with where it leads, without the path and what is in it', () => {
    const there = { location: 'https://login.example.com/auth?state=pass-word' };
    const { error } = readRefusal(answerOf(302, 'text/html', '', there), plain);
    expect(error.message).toBe('302 Found: redirects, this one to https://login.example.com, are not followed');
    const { error: near } = readRefusal(answerOf(308, undefined, '', { location: '/login' }), plain);
    expect(near.message).toBe('308 Permanent Redirect: redirects, this one to another path, are not followed');
  });
});

describe('Retry-After', () => {
  const retryAfter = (text: string) =>
    readRefusal(answerOf(503, undefined, '', { 'retry-after': text }), plain).error.retryAfter;

  test('is a number of seconds, or a date', () => {
    expect(retryAfter('7')).toBe(7_000);
    const soon = retryAfter(new Date(Date.now() + 30_000).toUTCString());
    expect(soon).toBeGreaterThan(0);
    expect(soon).toBeLessThanOrEqual(30_000);
  });

  test('counts for at most a minute, and not at all if it is over or cannot be read', () => {
    expect(retryAfter('86400')).toBe(60_000);
    expect(retryAfter('Fri, 31 Dec 9999 23:59:59 GMT')).toBe(60_000);
    expect(retryAfter('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0);
    expect(retryAfter('soon')).toBeUndefined();
  });
});
