import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { expect, it, onTestFinished } from 'vitest';
import { connectGateway } from './loopback-gateway-client.ts';
import { forkLoopbackGateway } from './loopback-gateway-process.ts';
import { untilDone } from './until.ts';

it('serves jobs from another process, can be killed and started on the same port', async () => {
  const gateway = await forkLoopbackGateway();
  const client = connectGateway(gateway.address);
  await gateway.ask('addJobs', 3, { type: 'test', variables: '{"n":%n}' });
  const jobs = await client.activate({}).jobs;
  expect(jobs.map(({ variables }) => variables)).toEqual(['{"n":0}', '{"n":1}', '{"n":2}']);
  await Promise.all(jobs.map(({ key }) => client.complete({ jobKey: key })));
  expect(await gateway.ask('waitFor', 3)).toBe(3);
  expect(await gateway.ask('stats')).toMatchObject({ ended: { completed: 3 }, calls: { CompleteJob: 3 }, locked: 0 });

  const poll = client.activate({ requestTimeout: '60000' });
  const lost = expect(poll.jobs).rejects.toMatchObject({ code: status.UNAVAILABLE });
  await gateway.kill();
  await lost;
  const next = await forkLoopbackGateway({ port: gateway.port });
  await untilDone(() => client.topology({}));
  client.close();
  await next.stop();
});

it('leaves its jobs to the next one when it is killed: waiting, locked, backing off, at an incident, ended', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const journal = join(folder, 'journal');
  const first = await forkLoopbackGateway({ journal });
  const client = connectGateway(first.address);
  await first.ask('addJobs', 5, { type: 'test', variables: '{"n":%n}' });
  const taken = await client.activate({ maxJobsToActivate: 4 }).jobs;
  const [completed = '', backingOff = '', incident = '', locked = ''] = taken.map(({ key }) => key);
  await client.complete({ jobKey: completed, variables: '{"done":true}' });
  await client.fail({ jobKey: backingOff, retries: 2, retryBackOff: '3600000', variables: '{"error":"again"}' });
  await client.fail({ jobKey: incident, retries: 0 });
  await first.kill();

  const second = await forkLoopbackGateway({ journal, port: first.port });
  await untilDone(() => client.topology({}));
  const ended = await second.ask('ended');
  expect(ended.map(({ key, how }) => [key, how])).toEqual([
    [completed, 'completed'],
    [backingOff, 'failed'],
    [incident, 'incident'],
  ]);
  expect(await second.ask('stats')).toMatchObject({ known: 4, locked: 1, backingOff: 1 });
  expect((await client.activate({}).jobs).map(({ variables }) => variables)).toEqual(['{"n":4}']);
  await expect(client.complete({ jobKey: completed })).rejects.toMatchObject({ code: status.NOT_FOUND });
  await expect(client.complete({ jobKey: incident })).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
  await client.complete({ jobKey: locked });
  await second.ask('addJobs', 1, { type: 'test', variables: '{"n":"new"}' });
  const [added] = await client.activate({}).jobs;
  expect(added).toMatchObject({ variables: '{"n":"new"}' });
  expect([completed, backingOff, incident, locked]).not.toContain(added?.key);
  client.close();
  await second.stop();
});
