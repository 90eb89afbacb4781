import { credentials } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import type { Authorization } from '../../src/zeebe/authorization.ts';
import type { ActivatedJob, Gateway, Subscription } from '../../src/zeebe/gateway.ts';
import { openGrpcGateway } from '../../src/zeebe/grpc.ts';
import { openRestGateway } from '../../src/zeebe/rest.ts';
import {
  type Carrier,
  type LoopbackGateway,
  type LoopbackGatewayOptions,
  startLoopbackGateway,
} from './loopback-gateway.ts';

/** What carries the calls to a gateway. What both promise is tested with each. */
export const carriers: readonly Carrier[] = ['grpc', 'rest'];

interface Access {
  readonly carrier?: Carrier;
  readonly authorization?: Authorization;
  readonly physicalTenantId?: string;
}

/** Opens our gateway to a loopback gateway. The caller closes it. */
export function openGateway(
  { port, restAddress }: Pick<LoopbackGateway, 'port' | 'restAddress'>,
  { carrier = 'grpc', authorization, physicalTenantId }: Access = {},
): Gateway {
  if (carrier === 'rest') {
    const way = { secureContext: undefined, proxy: undefined };
    return openRestGateway({ address: restAddress, authorization, physicalTenantId, userAgent: 'tester', ...way });
  }
  return openGrpcGateway({
    address: `127.0.0.1:${port}`,
    credentials: credentials.createInsecure(),
    authorization,
    physicalTenantId,
    options: { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 200 },
    direct: { origin: `http://127.0.0.1:${port}`, userAgent: 'tester', firstBackoffMs: 50, longestBackoffMs: 200 },
  });
}

/** A loopback gateway, and our gateway to it; both end with the test. */
export async function gateways(
  options: LoopbackGatewayOptions & Access = {},
): Promise<{ loopback: LoopbackGateway; gateway: Gateway }> {
  const loopback = await startLoopbackGateway(options);
  const gateway = openGateway(loopback, options);
  onTestFinished(async () => {
    gateway.close();
    await loopback.stop();
  });
  return { loopback, gateway };
}

export const subscription: Subscription = {
  type: 'test',
  worker: 'tester',
  timeout: 60_000,
  fetchVariable: ['input'],
  tenantIds: ['<default>'],
};

/** Adds one job and takes it. */
export async function takeJob(
  loopback: LoopbackGateway,
  gateway: Gateway,
  timeout = 60_000,
  wanted: Partial<Subscription> = {},
): Promise<ActivatedJob> {
  loopback.addJobs([{ type: 'test', variables: '{"input":{}}', customHeaders: '{}' }]);
  const [job] = await takeJobs(gateway, { ...subscription, timeout, ...wanted }, 1);
  return job as ActivatedJob;
}

/** Takes up to so many jobs by one poll. */
export async function takeJobs(gateway: Gateway, wanted = subscription, max = 10): Promise<ActivatedJob[]> {
  const jobs: ActivatedJob[] = [];
  const poll = { maxJobsToActivate: max, requestTimeout: 5_000, signal: new AbortController().signal };
  await gateway.activateJobs(wanted, poll, (job) => jobs.push(job));
  return jobs;
}
