import { credentials } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import type { ActivatedJob, Gateway } from '../../src/zeebe/gateway.ts';
import { openGrpcGateway } from '../../src/zeebe/grpc.ts';
import { type LoopbackGateway, type LoopbackGatewayOptions, startLoopbackGateway } from './loopback-gateway.ts';

/** A loopback gateway, and our gateway to it; both end with the test. */
export async function gateways(
  options: LoopbackGatewayOptions = {},
): Promise<{ loopback: LoopbackGateway; gateway: Gateway }> {
  const loopback = await startLoopbackGateway(options);
  const gateway = openGrpcGateway({
    address: `127.0.0.1:${loopback.port}`,
    credentials: credentials.createInsecure(),
    authorization: undefined,
    options: { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 200 },
  });
  onTestFinished(async () => {
    gateway.close();
    await loopback.stop();
  });
  return { loopback, gateway };
}

export const subscription = {
  type: 'test',
  worker: 'tester',
  timeout: 60_000,
  fetchVariable: ['input'],
  tenantIds: ['<default>'],
};

/** Adds one job and takes it. */
export async function takeJob(loopback: LoopbackGateway, gateway: Gateway, timeout = 60_000): Promise<ActivatedJob> {
  loopback.addJobs([{ type: 'test', variables: '{"input":{}}', customHeaders: '{}' }]);
  const jobs: ActivatedJob[] = [];
  const poll = { maxJobsToActivate: 1, requestTimeout: 5_000, signal: new AbortController().signal };
  await gateway.activateJobs({ ...subscription, timeout }, poll, (job) => jobs.push(job));
  return jobs[0] as ActivatedJob;
}
