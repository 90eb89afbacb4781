import { setTimeout as sleep } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import { pino } from 'pino';
import { startPump } from '../src/worker/pump.ts';
import { sourcesOf, type TakenJob } from '../src/worker/sources.ts';
import { openGrpcGateway } from '../src/zeebe/grpc.ts';
import { forkLoopbackGateway } from '../test/support/loopback-gateway-process.ts';
import { printTable, spread, tableOf, writeResult } from './support/figures.ts';
import { pumpSettings, streamed } from './support/streamed.ts';

const FLOOD = 5_000;
const OTHERS = 20;
const ROUNDS = 3;
/** How long a job of the flood runs, like a call to DynamoDB or like a wait. */
const WORK_MS = [5, 50, 5_000];

/**
 * One tenant floods the worker with 5,000 jobs; then 20 jobs of another come. Measures how long those wait until they start. Prints
 * the table and writes bench/results/tenants.json.
 */
export async function benchTenants(): Promise<void> {
  const rows: string[][] = [];
  const runs: object[] = [];
  for (const work of WORK_MS) {
    for (const jobPush of [false, true]) {
      const waits: number[] = [];
      for (let round = 0; round < ROUNDS; round++) waits.push(...(await runOnce(work, jobPush)));
      runs.push({ work, jobPush, waits });
      rows.push([`${work} ms, ${jobPush ? 'push beside polls' : 'polls'}`, spread(waits)]);
    }
  }
  const title = `Tenants: ${OTHERS} jobs beside a flood of ${FLOOD} of another tenant, 32 slots, ${ROUNDS} runs`;
  const header = ['a job of the flood takes, jobs come by', 'ms to start, median (least..longest)'];
  printTable(title, header, rows);
  writeResult('tenants', { tenants: tableOf(header, rows) }, { runs });
}

/** Gives how long each of the others has waited. */
async function runOnce(work: number, jobPush: boolean): Promise<number[]> {
  const loopback = await forkLoopbackGateway();
  const gateway = openGrpcGateway({
    address: loopback.address.replace('grpc://', ''),
    credentials: credentials.createInsecure(),
    authorization: undefined,
    options: {},
  });
  const wanted = { ...streamed, tenantIds: ['flood', 'other'], jobPush };
  const started: number[] = [];
  let running = 0;
  const pump = startPump<TakenJob, undefined>(
    {
      sources: sourcesOf([{ gateway, physicalTenantId: undefined }], wanted, pino({ level: 'silent' })),
      async run({ tenantId }) {
        running++;
        if (tenantId === 'other') started.push(performance.now());
        await sleep(tenantId === 'other' ? 5 : work);
        return undefined;
      },
      async report({ key: jobKey, jobLeaseToken }) {
        await gateway.completeJob({ jobKey, jobLeaseToken, variables: '{}' });
        return true;
      },
      isEnd: () => true,
      extendLock: async () => true,
      handBack: async () => {},
      onError: () => {},
      onBrokenStream: () => false,
    },
    pumpSettings,
  );
  try {
    await sleep(1_500);
    await loopback.ask('addJobs', FLOOD, { type: 'bench', tenantId: 'flood' });
    while (running < 24) await sleep(1);
    await sleep(200);
    const added = performance.now();
    await loopback.ask('addJobs', OTHERS, { type: 'bench', tenantId: 'other' });
    while (started.length < OTHERS) await sleep(1);
    return started.map((at) => at - added);
  } finally {
    await loopback.kill();
    gateway.close();
    void pump.stop(0);
  }
}
