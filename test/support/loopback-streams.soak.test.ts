import { status } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { type LoopbackGatewayOptions, startLoopbackGateway } from './loopback-gateway.ts';
import { connectGateway } from './loopback-gateway-client.ts';
import { until } from './until.ts';

const job = { type: 'test', variables: '{"a":1,"b":2}' };

async function streaming(options: LoopbackGatewayOptions = {}) {
  const gateway = await startLoopbackGateway(options);
  const client = connectGateway(gateway.address);
  onTestFinished(async () => {
    client.close();
    await gateway.stop();
  });
  async function open(count: number, request: Parameters<typeof client.stream>[0] = {}) {
    const streams = Array.from({ length: count }, () => client.stream(request));
    // What ends them is another test's.
    for (const { ended } of streams) ended.catch(() => {});
    await until(() => gateway.count().openStreams === count, 'the streams are open');
    return streams as [(typeof streams)[0], ...typeof streams];
  }
  return { gateway, client, open };
}

test('a job is pushed as it comes, locked, with the variables asked for, to the streams in turn', async () => {
  const { gateway, open } = await streaming();
  const streams = await open(3, { worker: 'w', fetchVariable: ['b'] });
  for (let number = 0; number < 9; number++) gateway.addJobs([job]);
  await until(() => streams.every(({ jobs }) => jobs.length === 3), 'all have as many');
  expect(streams[0].jobs[0]).toMatchObject({ worker: 'w', variables: '{"b":2}', tenantId: '<default>' });
  expect(gateway.count().locked).toBe(9);
});

test('a job that comes back is pushed: after its lock, and after it has failed', async () => {
  const { gateway, client, open } = await streaming();
  const [{ jobs }] = await open(1);
  gateway.addJobs([job]);
  gateway.expireLocks();
  await until(() => jobs.length === 2, 'pushed again');
  await client.fail({ jobKey: jobs[0]?.key ?? '', retries: 1, retryBackOff: '10' });
  await until(() => jobs.length === 3, 'pushed after its back-off');
});

test('what waited before the stream came, is of another type or of another tenant is for polls only', async () => {
  const { gateway, client, open } = await streaming();
  const [waiting] = gateway.addJobs([job]);
  const [{ jobs }] = await open(1);
  gateway.addJobs([
    { ...job, type: 'other' },
    { ...job, tenantId: 'b' },
  ]);
  const [pushed] = gateway.addJobs([job]);
  await until(() => jobs.length === 1, 'the new one is pushed');
  expect(jobs[0]?.key).toBe(pushed);
  expect((await client.activate({}).jobs).map(({ key }) => key)).toEqual([waiting]);
});

test('a stream that nobody reads is given no more: polls have the rest, and all are there when it is read again', async () => {
  const { gateway, client, open } = await streaming();
  const [stream] = await open(1);
  stream.pause();
  const large = { ...job, variables: JSON.stringify({ a: 'x'.repeat(100_000) }) };
  let added = 0;
  await until(() => {
    added += gateway.addJobs([large]).length;
    return gateway.count().locked < added;
  }, 'the stream takes no more');
  const { locked } = gateway.count();
  const polled = await client.activate({ maxJobsToActivate: 100 }).jobs;
  stream.resume();
  await until(() => stream.jobs.length === locked, 'all that were pushed come');
  const keys = [...stream.jobs, ...polled].map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each<[string, object, (gateway: Awaited<ReturnType<typeof streaming>>['gateway']) => void]>([
  ['ended', {}, (gateway) => gateway.endStreams()],
  ['cut', { code: status.UNAVAILABLE }, (gateway) => gateway.cutConnections()],
])('a stream that is %s leaves its jobs locked, and the next ones to polls', async (_, expected, end) => {
  const { gateway, open } = await streaming();
  const [stream] = await open(1);
  gateway.addJobs([job]);
  await until(() => stream.jobs.length === 1, 'one is pushed');
  end(gateway);
  gateway.addJobs([job]);
  expect(gateway.count().locked).toBe(1);
  if ('code' in expected) await expect(stream.ended).rejects.toMatchObject(expected);
  else await stream.ended;
  await until(() => gateway.count().openStreams === 0, 'the stream is gone');
});

test('a stream that the client closes is gone', async () => {
  const { gateway, open } = await streaming();
  const [stream] = await open(1);
  stream.cancel();
  await until(() => gateway.count().openStreams === 0, 'the stream is gone');
});

test('streams are refused when a fault says so, when they ask for nothing, and by engines that have none', async () => {
  const { gateway, client } = await streaming();
  gateway.faults.answer('StreamActivatedJobs', status.UNIMPLEMENTED);
  await expect(client.stream().ended).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  await expect(client.stream({ type: '' }).ended).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  const old = await streaming({ version: '8.2.0' });
  await expect(old.client.stream().ended).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
});

test('a stream may lose the job that it is pushed', async () => {
  const { gateway, client } = await streaming();
  gateway.faults.loseAnswer('StreamActivatedJobs');
  const stream = client.stream();
  await until(() => gateway.count().openStreams === 1, 'the stream is open');
  gateway.addJobs([job]);
  await expect(stream.ended).rejects.toMatchObject({ code: status.UNAVAILABLE });
  expect([stream.jobs, gateway.count().locked]).toEqual([[], 1]);
});
