import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { startEngine } from '../examples/local/engine.ts';
import { connectZeebe } from '../examples/local/zeebe-client.ts';
import { startPump } from '../src/worker/pump.ts';
import { sourcesOf, type TakenJob } from '../src/worker/sources.ts';
import type { Gateway } from '../src/zeebe/gateway.ts';
import { openGrpcGateway } from '../src/zeebe/grpc.ts';
import { grpcSettings } from '../src/zeebe/grpc-settings.ts';
import { type CamundaSettings, camundaConfiguration } from '../src/zeebe/settings.ts';
import { oneTaskProcess } from '../test/support/diagrams.ts';
import { interleave, median, printTable, tableOf, writeResult } from './support/figures.ts';

const ROUNDS = 3;
const INSTANCES = 200;
/** One process is started each so many milliseconds: 20 a second. */
const EVERY_MS = 50;
const LOCK_MS = 60_000;

const contestants = { poll: 'polls only', push: 'push beside polls' };
type Name = keyof typeof contestants;

/**
 * Measures the time from CreateProcessInstance to the start of the job, on Zeebe's in-memory engine. Prints the table and writes
 * bench/results/push.json.
 */
export async function benchPush(): Promise<void> {
  const engine = await startEngine();
  const zeebe = connectZeebe(engine.gateway);
  const gateway = openGrpcGateway(await grpcSettings(camundaConfiguration(engine.gateway as CamundaSettings)));
  try {
    const { runs, absent } = await interleave(Object.keys(contestants) as Name[], ROUNDS, async (name) => {
      const started = new Map<string, number>();
      const type = `bench-${name}`;
      const definition = `<zeebe:taskDefinition type="${type}" />`;
      await zeebe.deploy(`${type}.bpmn`, oneTaskProcess(type, definition));
      const pump = startStarts(gateway, type, name === 'push', started);
      // Streams need a moment to be known.
      await sleep(1_000);
      const created = new Map<string, number>();
      for (let number = 0; number < INSTANCES; number++) {
        const at = performance.now();
        created.set(await zeebe.start(type, {}), at);
        await sleep(Math.max(0, EVERY_MS - (performance.now() - at)));
      }
      while (started.size < INSTANCES) await sleep(10);
      await pump.stop(1_000);
      const times = [...created].map(([key, at]) => (started.get(key) ?? Number.NaN) - at);
      return { medianMs: median(times), longestMs: Math.max(...times) };
    });
    if (absent.size > 0) throw new Error([...absent.values()].join(', '));
    const of = (name: Name, figure: 'medianMs' | 'longestMs') =>
      median((runs.get(name) ?? []).map((figures) => figures[figure]));
    const base = of('poll', 'medianMs');
    const header = ['from create to start', 'median ms', 'longest ms', 'median : polls'];
    const rows = (Object.keys(contestants) as Name[]).map((name) => [
      contestants[name],
      of(name, 'medianMs').toFixed(1),
      of(name, 'longestMs').toFixed(0),
      (of(name, 'medianMs') / base).toFixed(2),
    ]);
    printTable(
      `Push: ${INSTANCES} processes at 20 a second on the in-memory engine, medians of ${ROUNDS} runs`,
      header,
      rows,
    );
    writeResult('push', { table: tableOf(header, rows), runs: Object.fromEntries(runs) });
  } finally {
    await zeebe.close();
    gateway.close();
    await engine.stop();
  }
}

/** Starts a pump whose jobs only say when they have started. */
function startStarts(gateway: Gateway, jobType: string, jobPush: boolean, started: Map<string, number>) {
  const wanted = {
    jobType,
    fetchVariable: ['input'],
    name: 'bench',
    jobTimeout: LOCK_MS,
    tenantIds: ['<default>'],
    lease: 'auto',
    jobPush,
    maxJobs: 32,
    longPoll: 10_000,
    onPoll: () => {},
    onUnfit: () => {},
  } as const;
  return startPump<TakenJob, undefined>(
    {
      sources: sourcesOf([{ gateway, physicalTenantId: undefined }], wanted, pino({ level: 'silent' })),
      async run({ processInstanceKey }) {
        started.set(processInstanceKey, performance.now());
      },
      async report(job) {
        await job.gateway.completeJob({ jobKey: job.key, variables: '{}' });
        return true;
      },
      isEnd: () => true,
      extendLock: async () => true,
      handBack: async () => {},
      onError: (error) => console.error(error),
      onBrokenStream(error) {
        console.error(error);
        return false;
      },
    },
    { maxJobs: 32, lock: LOCK_MS, longest: LOCK_MS, reportGrace: 0, stopped: new Error('stopped') },
  );
}
