import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { type CannedAnswer, type CannedDynamodb, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { anything, clientSettings, jobSettings, runVariables } from '../support/jobs.ts';
import { inLongForm } from '../support/long-form.ts';

let server: CannedDynamodb;
beforeAll(async () => {
  server = await startCannedDynamodb();
});
afterAll(() => server.stop());

const clients = keepClients({ ...clientSettings, maxAttempts: 1, requestTimeout: 100 });
const getItem = { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } };

/** Long enough to be found in a text by nothing but a leak. */
const secret = fc.stringMatching(/^[!-~]{12,40}$/).filter((text) => !text.includes('{{') && !text.includes('}}'));

/** Ways to fail, each of which might tell a secret. */
const failures = fc.constantFrom<(job: Variables, told: string) => CannedAnswer | undefined>(
  (_, told) => ({ type: 'UnrecognizedClientException', message: `The token ${told} is not known` }),
  (_, told) => ({ type: 'ValidationException', message: told }),
  (_, told) => ({ status: 503, body: told }),
  (_, told) => ({ status: 403, body: { message: told } }),
  (_, told) => ({ status: 400, body: { __type: 'X', message: JSON.stringify({ told }) } }),
  () => 'reset',
  () => 'garbage',
  (job) => void Object.assign(job.configuration, { region: '{{secrets.SECRET}}!' }),
  (job) => void Object.assign(job.configuration, { endpoint: '{{secrets.SECRET}}' }),
  (job) => void Object.assign(job.configuration, { endpoint: 'http://a.invalid/{{secrets.SECRET}}' }),
  (job) => void Object.assign(job.configuration, { endpoint: 'http://{{secrets.HOST}}.invalid' }),
  (job) => void Object.assign(job.configuration, { more: '{{secrets.SECRET}}' }),
  (job) => void Object.assign(job.authentication, { type: '{{secrets.SECRET}}' }),
  (job) => void Object.assign(job.authentication, { type: 'defaultCredentialsChain' }),
  (job) => void Object.assign(job.authentication, { more: ['{{secrets.SECRET}}'] }),
  (job) => void Object.assign(job.authentication, { accessKey: { deep: '{{secrets.SECRET}}' } }),
  (job) => void Object.assign(job.authentication, { sessionToken: '{{secrets.NONE}}' }),
  (job) => void Object.assign(job, { authentication: '{{secrets.SECRET}}' }),
  (job) => void Object.assign(job.input, { tableName: '{{secrets.SECRET}}', more: 1 }),
);

/** Headers that would show all that an expression can see. */
const headers = fc.constantFrom(
  {},
  { errorExpression: 'bpmnError("X", string(error), {error: error, response: response})' },
  { errorExpression: '5' },
);

type Variables = Record<'authentication' | 'configuration' | 'input', Record<string, unknown>>;

/** Ways in which a secret gets into an authentication: the worker puts it in, or an engine has. */
const placed = fc.constantFrom<(secret: string) => Record<string, unknown>>(
  (secret) => ({ accessKey: '{{secrets.SECRET}}', secretKey: `literal${secret}` }),
  (secret) => ({ accessKey: secret, secretKey: secret }),
  (secret) => ({ accessKey: 'key', secretKey: 'secret', sessionToken: secret }),
);

test('no secret is told, however a job fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      secret,
      fc.stringMatching(/^[a-zA-Z]{12,20}$/),
      failures,
      headers,
      placed,
      async (SECRET, HOST, fail, chosen, place) => {
        const values: Record<string, string> = { SECRET, HOST };
        const job: Variables = {
          authentication: place(SECRET),
          configuration: { region: 'eu-central-1', endpoint: server.endpoint },
          input: { ...getItem },
        };
        const answer = fail(job, SECRET);
        if (answer !== undefined) server.queue(answer);
        const calls: unknown[] = [];
        const settings = jobSettings({
          clients,
          policy: { ...anything, secret: (name) => values[name] },
          debug: (_, call) => calls.push(call),
        });
        const outcome = await runVariables(
          { ...job, input: { ...job.input, debug: true } },
          { headers: chosen, settings },
        );
        expect(outcome.kind).not.toBe('completed');
        const told = (JSON.stringify(outcome) + JSON.stringify(calls)).toLowerCase();
        for (const text of [SECRET, HOST]) {
          expect(told).not.toContain(text.toLowerCase());
          expect(told).not.toContain(JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1).toLowerCase());
        }
      },
    ),
    { numRuns: inLongForm(500, 100) },
  );
});
