import { get } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { selfSigned } from './certificates.ts';
import { startLoopbackGateway } from './loopback-gateway.ts';
import { connectRest } from './loopback-rest-client.ts';

const wanted = { type: 'test', timeout: 60_000, maxJobsToActivate: 1 };

async function start(options: Parameters<typeof startLoopbackGateway>[0] = {}) {
  const gateway = await startLoopbackGateway(options);
  const client = connectRest(gateway.restAddress);
  onTestFinished(async () => {
    client.close();
    await gateway.stop();
  });
  const post = (path: string, body: object | string) =>
    client.call('POST', path, typeof body === 'string' ? body : JSON.stringify(body));
  return { gateway, client, post };
}

const cannotRead = (name: string) => ({
  status: 400,
  title: 'Bad Request',
  detail: `Request property [${name}] cannot be parsed`,
});

test.each<[string, object | string, object]>([
  ['a member that there is not', { ...wanted, wait: 1 }, cannotRead('wait')],
  ['a member of another type', { ...wanted, timeout: '60000' }, cannotRead('timeout')],
  ['a number that is too large', { ...wanted, maxJobsToActivate: 2 ** 31 }, cannotRead('maxJobsToActivate')],
  ['a list of others', { ...wanted, tenantIds: [1] }, cannotRead('tenantIds')],
  ['a member that lacks', { ...wanted, type: undefined }, { status: 400, detail: 'No type provided' }],
  ['a blank type', { ...wanted, type: '' }, { status: 400, title: 'INVALID_ARGUMENT' }],
  ['no JSON', '{', { status: 400, title: 'Bad Request' }],
  ['no body', '', { status: 400, detail: 'Required request body is missing' }],
])('a request with %s is refused', async (_, body, expected) => {
  const { gateway, post } = await start();
  await expect(post('v2/jobs/activation', body)).rejects.toMatchObject(expected);
  expect(gateway.calls.ActivateJobs).toBe(1);
});

test('what is asked of a job is held to its shape too', async () => {
  const { client, post } = await start();
  await expect(post('v2/jobs/1/completion', { retries: 1 })).rejects.toMatchObject(cannotRead('retries'));
  await expect(post('v2/jobs/1/error', {})).rejects.toMatchObject({ status: 400, detail: 'No errorCode provided' });
  const change = (body: object) => client.call('PATCH', 'v2/jobs/1', JSON.stringify(body));
  await expect(change({ changeset: { jobLeaseToken: 'x' } })).rejects.toMatchObject(
    cannotRead('changeset.jobLeaseToken'),
  );
  await expect(post('v2/jobs/x/completion', {})).rejects.toMatchObject({ status: 404, title: 'Not Found' });
});

test('a failure without retries is an incident', async () => {
  const { gateway, post } = await start();
  const [key] = gateway.addJobs([{ type: 'test' }]);
  await post('v2/jobs/activation', wanted);
  await post(`v2/jobs/${key}/failure`, { errorMessage: 'why', variables: null });
  expect(gateway.ended).toMatchObject([{ how: 'incident', retries: 0, errorMessage: 'why', variables: '{}' }]);
});

test('a job has each digit and each space of its variables and its headers, and its keys are texts', async () => {
  const { gateway, post } = await start();
  const variables = '{ "n" : 123456789012345678901234567890, "d": 0.10, "s": "}\\" {" }';
  const [key] = gateway.addJobs([{ type: 'test', variables, customHeaders: '{"h":1.50}' }]);
  const answer = await post('v2/jobs/activation', wanted);
  expect(answer).toContain(`"variables":${variables}`);
  expect(answer).toContain('"customHeaders":{"h":1.50}');
  expect(JSON.parse(answer)).toMatchObject({ jobs: [{ jobKey: key, kind: 'BPMN_ELEMENT', userTask: null }] });
});

test('what was said to it is kept digit by digit', async () => {
  const { gateway, post } = await start();
  const [key] = gateway.addJobs([{ type: 'test' }]);
  await post('v2/jobs/activation', wanted);
  await post(
    `v2/jobs/${key}/completion`,
    '{"variables": {"i":18446744073709551615,"s":"\\\\","v":{"variables":[1,{"]":2}]}} }',
  );
  expect(gateway.ended[0]?.variables).toBe('{"i":18446744073709551615,"s":"\\\\","v":{"variables":[1,{"]":2}]}}');
});

test('a test may say what it answers', async () => {
  const { gateway, client } = await start();
  gateway.faults.answerHttp('Topology', { status: 429, headers: { 'retry-after': '7' }, body: 'slow' });
  await expect(client.topology({})).rejects.toMatchObject({ status: 429, detail: 'slow' });
  await client.topology({});
});

test('an ingress answers in HTML, or resets each connection, until it is well', async () => {
  const { gateway, client } = await start();
  gateway.breakIngress({ status: 404 });
  await expect(client.topology({})).rejects.toMatchObject({ status: 404, title: '', detail: /<html>/ });
  gateway.breakIngress({ reset: 2 });
  const other = () => {
    const fresh = connectRest(gateway.restAddress);
    return fresh.topology({}).finally(() => fresh.close());
  };
  await expect(other()).rejects.toMatchObject({ code: 'ECONNRESET' });
  gateway.breakIngress(undefined);
  await other();
  expect(gateway.answeredByIngress()).toBe(2);
});

test('with TLS it asks for a certificate of the client, if it is told to', async () => {
  const { cert, key } = await selfSigned();
  const [ca, secret] = [Buffer.from(cert), Buffer.from(key)];
  const gateway = await startLoopbackGateway({ tls: { cert: ca, key: secret, clientCa: ca } });
  onTestFinished(() => gateway.stop());
  const ask = (options: object) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = get(`${gateway.restAddress}/v2/topology`, { ca, ...options, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject);
    });
  expect(await ask({ cert, key })).toBe(200);
  await expect(ask({})).rejects.toThrow();
});

test('back-pressure is 429 before 8.8', async () => {
  const { gateway, client } = await start({ version: '8.7.0' });
  gateway.faults.answer('Topology', 8);
  await expect(client.topology({})).rejects.toMatchObject({ status: 429, title: 'RESOURCE_EXHAUSTED' });
});
