import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { pino } from 'pino';
import { operationsById } from '../../src/operations/index.ts';
import { readConfig } from '../../src/worker/config.ts';
import { startJobPump } from '../../src/worker/job-pump.ts';
import { keepPolicies } from '../../src/worker/job-settings.ts';
import { startCannedDynamodb } from './canned-dynamodb.ts';
import { openGateway } from './gateways.ts';
import { type Carrier, type LoopbackGateway, type Rpc, startLoopbackGateway } from './loopback-gateway.ts';
import { metricsOfTest } from './metrics.ts';
import { until } from './until.ts';

const RESTART_MS = 400;
const RPCS: readonly Rpc[] = [
  'ActivateJobs',
  'StreamActivatedJobs',
  'CompleteJob',
  'FailJob',
  'ThrowError',
  'UpdateJobTimeout',
  'Topology',
];

/** Breaks a gateway for so many milliseconds, and mends it. */
type Outage = (gateway: LoopbackGateway, milliseconds: number) => Promise<void>;

const byIngress = (fault: { status: number } | { reset: number }): Outage => {
  return async (gateway, milliseconds) => {
    gateway.breakIngress(fault);
    await sleep(milliseconds);
    gateway.breakIngress(undefined);
  };
};

const byStatus = (code: status): Outage => {
  return async (gateway, milliseconds) => {
    for (const rpc of RPCS) gateway.faults.answer(rpc, code, Number.POSITIVE_INFINITY);
    gateway.cutConnections();
    await sleep(milliseconds);
    gateway.faults.clear();
  };
};

/** Ways in which a gateway cannot be reached for a while. */
export const outages: Readonly<Record<string, Outage>> = {
  '404 of an ingress': byIngress({ status: 404 }),
  '500 of an ingress': byIngress({ status: 500 }),
  'resets of each call (RST_STREAM)': byIngress({ reset: 2 }),
  'UNIMPLEMENTED of a proxy that speaks gRPC': byStatus(status.UNIMPLEMENTED),
  async 'connections that are reset, and refused'(gateway, milliseconds) {
    await gateway.goDown();
    await sleep(milliseconds);
    await gateway.comeBack();
  },
  async 'a rolling restart'(gateway, milliseconds) {
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      await gateway.goDown();
      await sleep(RESTART_MS);
      await gateway.comeBack();
      await sleep(RESTART_MS);
    }
  },
};

/** What became of jobs that had done their work when an outage began. */
export interface OutageFigures {
  readonly jobs: number;
  /** How often DynamoDB was asked to write for them. */
  readonly writes: number;
  readonly completed: number;
  readonly incidents: number;
  /** Reports that the gateway itself saw; what an ingress answered is not among them. */
  readonly reports: number;
}

/**
 * Lets a worker do jobs that write, breaks its gateway before it can report them, and mends it.
 * @param lock the job lock, an ISO 8601 duration
 * @param jobs how many there are
 */
export async function runOutage(
  outage: Outage,
  milliseconds: number,
  lock: string,
  carrier: Carrier,
  jobs = 20,
): Promise<OutageFigures> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const database = await startCannedDynamodb(async () => {
    await released;
    return { body: {} };
  });
  // As a broker does: a report is taken while nobody else has ended the job.
  const loopback = await startLoopbackGateway({ lateCommands: 'accepted' });
  const gateway = openGateway(loopback, { carrier });
  const config = readConfig({
    DYNAMODB_WORKER_JOB_TIMEOUT: lock,
    DYNAMODB_WORKER_MAX_JOBS: `${2 * jobs}`,
    DYNAMODB_WORKER_ALLOW_ENDPOINTS: database.endpoint,
  });
  const worker = startJobPump(config, {
    operations: operationsById,
    gateways: [{ gateway, physicalTenantId: undefined }],
    log: pino({ level: 'silent' }),
    metrics: metricsOfTest(),
    policies: keepPolicies(config, { secret: () => undefined, aws: { variables: {} } }),
    secrets: [],
    tenantIds: ['<default>'],
    name: 'tester',
    longPoll: 10_000,
    aws: { maxAttempts: 1, variables: {} },
  });
  try {
    loopback.addJobs(Array.from({ length: jobs }, (_, number) => writing(database.endpoint, number)));
    await until(() => writesOf(database) === jobs, 'all jobs write');
    const over = outage(loopback, milliseconds);
    release();
    await over;
    await loopback.waitFor(jobs, undefined, 60_000);
    // What would come again comes as soon as a job is handed out.
    await until(() => loopback.count().openPolls > 0, 'the worker polls again');
    await until(() => worker.active === 0, 'no job is left');
    const { CompleteJob, FailJob, ThrowError } = loopback.calls;
    return {
      jobs,
      writes: writesOf(database),
      completed: loopback.ended.filter(({ how }) => how === 'completed').length,
      incidents: loopback.ended.filter(({ how }) => how === 'incident').length,
      reports: CompleteJob + FailJob + ThrowError,
    };
  } finally {
    await worker.stop(0);
    worker.close();
    gateway.close();
    await loopback.stop();
    await database.stop();
  }
}

function writesOf({ requests }: Awaited<ReturnType<typeof startCannedDynamodb>>): number {
  return requests.filter(({ operation }) => operation === 'PutItem').length;
}

function writing(endpoint: string, number: number) {
  const authentication = { accessKey: 'key', secretKey: 'secret' };
  const configuration = { region: 'eu-central-1', endpoint };
  const input = { itemOperation: 'addItem', tableName: 'orders', item: { id: `${number}` } };
  return { type: 'aws-dynamodb:1', variables: JSON.stringify({ authentication, configuration, input }) };
}
