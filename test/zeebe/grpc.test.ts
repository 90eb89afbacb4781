import { credentials, status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { keepAuthorization } from '../../src/zeebe/authorization.ts';
import type { ActivatedJob } from '../../src/zeebe/gateway.ts';
import { openGrpcGateway } from '../../src/zeebe/grpc.ts';
import { gateways, subscription, takeJob } from '../support/gateways.ts';
import { until } from '../support/until.ts';

const forever = new AbortController().signal;

describe('activateJobs', () => {
  test('gives jobs with their variables as the text that came, and the end of their lock as a number', async () => {
    const { loopback, gateway } = await gateways();
    const variables = '{"input":{"n":12345678901234567890123,"d":0.10}}';
    loopback.addJobs([{ type: 'test', variables, customHeaders: '{"a":"b"}', retries: 7 }]);
    const jobs: ActivatedJob[] = [];
    const before = performance.now();
    const poll = { maxJobsToActivate: 1, requestTimeout: 5_000, signal: forever };
    await gateway.activateJobs(subscription, poll, (job) => jobs.push(job));
    expect(jobs).toMatchObject([{ variables, customHeaders: '{"a":"b"}', retries: 7, tenantId: '<default>' }]);
    expect(jobs[0]?.deadline).toBeGreaterThanOrEqual(before + subscription.timeout);
    expect(typeof jobs[0]?.key).toBe('string');
  });

  test('ends without an error when its signal is aborted, and no job is given to it any more', async () => {
    const { loopback, gateway } = await gateways();
    const controller = new AbortController();
    const poll = { maxJobsToActivate: 1, requestTimeout: 60_000, signal: controller.signal };
    const ended = gateway.activateJobs(subscription, poll, () => expect.unreachable());
    await until(() => loopback.count().openPolls === 1, 'the poll is open');
    controller.abort();
    await ended;
    await until(() => loopback.count().openPolls === 0, 'the poll is gone');
  });

  test('rejects with the status of the gateway', async () => {
    const { loopback, gateway } = await gateways();
    loopback.faults.answer('ActivateJobs', status.RESOURCE_EXHAUSTED);
    const poll = { maxJobsToActivate: 1, requestTimeout: 1_000, signal: forever };
    await expect(gateway.activateJobs(subscription, poll, () => {})).rejects.toMatchObject({
      verdict: 'doubtful',
    });
  });

  test('takes jobs that are larger than the usual limit of a message', async () => {
    const { loopback, gateway } = await gateways({ maxMessageBytes: 64 * 1024 * 1024 });
    const variables = JSON.stringify({ input: 'x'.repeat(6 * 1024 * 1024) });
    loopback.addJobs([{ type: 'test', variables }]);
    const poll = { maxJobsToActivate: 1, requestTimeout: 5_000, signal: forever };
    let length = 0;
    await gateway.activateJobs(subscription, poll, (job) => {
      length = job.variables.length;
    });
    expect(length).toBe(variables.length);
  });
});

test('a call carries the headers that prove who asks, fresh for each call', async () => {
  const { loopback } = await gateways();
  let token = 0;
  const gateway = openGrpcGateway({
    address: `127.0.0.1:${loopback.port}`,
    credentials: credentials.createInsecure(),
    authorization: keepAuthorization(
      async () => ({ authorization: `Bearer ${++token}` }),
      () => {},
    ),
    options: {},
  });
  const job = await takeJob(loopback, gateway);
  await gateway.completeJob({ jobKey: job.key, variables: '{}' });
  gateway.close();
  expect(loopback.seen.map(({ rpc, authorization }) => [rpc, authorization])).toEqual([
    ['ActivateJobs', 'Bearer 1'],
    ['CompleteJob', 'Bearer 2'],
  ]);
});

test('a source of headers that does not answer keeps no poll from being cancelled', async () => {
  const gateway = openGrpcGateway({
    address: '127.0.0.1:1',
    credentials: credentials.createInsecure(),
    authorization: keepAuthorization(
      () => new Promise(() => {}),
      () => {},
    ),
    options: {},
  });
  const controller = new AbortController();
  const poll = { maxJobsToActivate: 1, requestTimeout: 60_000, signal: controller.signal };
  const ended = gateway.activateJobs(subscription, poll, () => {});
  controller.abort();
  await ended;
  gateway.close();
});

test('the lock of a job can be extended', async () => {
  const { loopback, gateway } = await gateways();
  const job = await takeJob(loopback, gateway, 1_000);
  await gateway.updateJobTimeout({ jobKey: job.key, timeout: 90_000 });
  expect(loopback.timeoutUpdates).toMatchObject([{ key: job.key }]);
});

test('tells whether there is a connection', async () => {
  const { loopback, gateway } = await gateways();
  expect(gateway.connected).toBe(false);
  await gateway.topology();
  expect(gateway.connected).toBe(true);
  await loopback.goDown();
  await until(() => !gateway.connected, 'the connection is lost');
});
