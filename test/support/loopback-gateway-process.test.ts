import { status } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
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
