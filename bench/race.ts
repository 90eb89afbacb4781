import { setTimeout as sleep } from 'node:timers/promises';
import { compiled } from '../examples/local/compiled.ts';
import type { Database } from '../examples/local/database.ts';
import { startDynalite } from '../examples/local/dynalite.ts';
import { startDynoxide } from '../examples/local/dynoxide.ts';
import { startEngine } from '../examples/local/engine.ts';
import { connectZeebe, type ZeebeClient } from '../examples/local/zeebe-client.ts';
import { oneTaskProcess } from '../test/support/diagrams.ts';
import { forkModule } from '../test/support/fork.ts';
import { interleave, percentile, printTable, spread, tableOf, writeResult } from './support/figures.ts';
import { fillTable } from './support/filled-table.ts';
import type { RaceAnswers, RacerName } from './support/race-child.ts';
import { cpuAt } from './support/usage.ts';

const ROUNDS = 3;
/** Of the rounds, in milliseconds: starting the engine and warming it up takes ten seconds more. */
const LIMIT_MS = 106_000;
/** So many processes are always on their way, so that the slots are full: more than that slow down the engine, which has no database. */
const AT_ONCE = 40;
/** How many processes there are in all. Those after the first so many are measured. */
const PROCESSES = 400;
const WARM_UP = 150;
/** The last ones leave slots empty. */
const MEASURED = PROCESSES - AT_ONCE - WARM_UP;
/** Until the first processes stand at their jobs, before the contestant starts. */
const CREATION_MS = 500;
/** Then one process is started each so many milliseconds: 20 a second. */
const EVERY_MS = 50;
const INSTANCES = 60;
/** In MB: the engine keeps whatever happened. */
const ENGINE_HEAP = 2_048;
const TABLE = 'orders';
const QUIET = { NODE_NO_WARNINGS: '1' };
const child = new URL('./support/race-child.ts', import.meta.url);

interface Contestant {
  readonly title: string;
  readonly racer: RacerName;
  readonly startDatabase?: () => Promise<Database>;
}
const contestants = {
  dynalite: { title: 'this worker, getItem on dynalite', racer: 'worker', startDatabase: startDynalite },
  dynoxide: { title: 'this worker, getItem on dynoxide', racer: 'worker', startDatabase: startDynoxide },
  noop: { title: 'no-op worker with streams', racer: 'noop' },
  bare: { title: 'bare grpc-js loop, polls', racer: 'bare' },
} satisfies Record<string, Contestant>;
type Name = keyof typeof contestants;

const columns = {
  startMs: { title: 'start ms', digits: 0 },
  startCpuMs: { title: 'start CPU ms', digits: 0 },
  jobsPerSecond: { title: 'jobs/s', digits: 0 },
  cpuMillisPerJob: { title: 'CPU ms/job', digits: 2 },
  peakMb: { title: 'peak MB', digits: 0 },
  p50Ms: { title: 'p50 ms', digits: 1 },
} as const;
type Figures = Record<keyof typeof columns, number> & { readonly latencies: readonly number[] };

/**
 * Lets the worker, a worker that does nothing and a bare loop each take the same jobs of Zeebe's in-memory engine: from its start to the
 * first result, then as many as it can, then 20 a second. Prints the table of docs/sizing.md and writes
 * bench/results/race.json.
 */
export async function benchRace(): Promise<void> {
  await compiled(child);
  const engine = await startEngine({ heap: ENGINE_HEAP });
  const zeebe = connectZeebe(engine.gateway);
  try {
    let run = 0;
    const race = (name: Name) => runOnce(contestants[name], `race-${run++}`, engine.gateway.ZEEBE_GRPC_ADDRESS, zeebe);
    // The engine's own code has to warm up.
    await race('noop');
    const { rounds, runs, absent } = await interleave(Object.keys(contestants) as Name[], ROUNDS, race, LIMIT_MS);
    const header = ['on one engine', ...Object.values(columns).map(({ title }) => title), 'p99 ms'];
    const rows = (Object.keys(contestants) as Name[]).map((name) => {
      const figures = runs.get(name);
      const { title } = contestants[name];
      if (!figures) return [title, absent.get(name) ?? ''];
      const spreads = (Object.keys(columns) as (keyof typeof columns)[]).map((column) => {
        const { digits } = columns[column];
        return spread(
          figures.map((one) => one[column]),
          digits,
        );
      });
      // Of all runs together: one run has too few.
      return [
        title,
        ...spreads,
        percentile(
          figures.flatMap(({ latencies }) => latencies),
          0.99,
        ).toFixed(1),
      ];
    });
    const what = `Race: start to first result; ${MEASURED} jobs, 32 slots; ${INSTANCES} processes at 20 a second`;
    printTable(`${what}; medians of ${rounds} runs (least..largest)`, header, rows);
    writeResult(
      'race',
      { race: tableOf(header, rows) },
      { runs: Object.fromEntries(runs), absent: Object.fromEntries(absent) },
    );
  } finally {
    await zeebe.close();
    await engine.stop();
  }
}

async function runOnce(contestant: Contestant, type: string, address: string, zeebe: ZeebeClient): Promise<Figures> {
  const { racer, startDatabase } = contestant;
  const database = await startDatabase?.();
  try {
    if (database) await fillTable(database.endpoint, TABLE, 1);
    const variables = variablesFor(database?.endpoint);
    const header = '<zeebe:taskHeaders><zeebe:header key="resultVariable" value="result" /></zeebe:taskHeaders>';
    await zeebe.deploy(`${type}.bpmn`, oneTaskProcess(type, `<zeebe:taskDefinition type="${type}" />${header}`));
    const all = keepStarting(zeebe, type, variables);
    await sleep(CREATION_MS);
    const began = Date.now();
    const process = await forkModule<RaceAnswers>(child, settingsFor(racer, address, type, database?.endpoint));
    try {
      const [ended] = await Promise.all([all, process.ask('start', racer, address, type)]);
      const latencies = await startProcesses(zeebe, type, variables);
      const samples = await process.ask('samples');
      const [first = 0, from = 0, to = 0] = [0, WARM_UP, PROCESSES - AT_ONCE].map((at) => ended[at]);
      return {
        startMs: first - began,
        startCpuMs: cpuAt(samples, first),
        jobsPerSecond: MEASURED / ((to - from) / 1_000),
        cpuMillisPerJob: (cpuAt(samples, to) - cpuAt(samples, from)) / MEASURED,
        peakMb: Math.max(...samples.map(({ rssMb }) => rssMb)),
        p50Ms: percentile(latencies, 0.5),
        latencies,
      };
    } finally {
      await process.kill();
    }
  } finally {
    await database?.stop();
  }
}

/** What a getItem takes. A contestant that does nothing has the same, and does not look at it. */
function variablesFor(endpoint = 'http://127.0.0.1:8000'): Record<string, unknown> {
  return {
    authentication: { type: 'credentials', accessKey: 'accessKeyOfBench', secretKey: 'secretKeyOfBench' },
    configuration: { region: 'eu-central-1', endpoint },
    input: { itemOperation: 'getItem', tableName: TABLE, primaryKeyComponents: { id: 'id-0' } },
  };
}

function settingsFor(racer: RacerName, address: string, type: string, endpoint = ''): NodeJS.ProcessEnv {
  if (racer !== 'worker') return QUIET;
  return {
    ...QUIET,
    // As `npm start` and the image have it.
    NODE_OPTIONS: '--max-semi-space-size=8',
    ZEEBE_GRPC_ADDRESS: address,
    CAMUNDA_AUTH_STRATEGY: 'NONE',
    AWS_REGION: 'eu-central-1',
    DYNAMODB_WORKER_ALLOW_ENDPOINTS: endpoint,
    DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
    DYNAMODB_WORKER_HTTP_PORT: '0',
    DYNAMODB_WORKER_JOB_TYPE: type,
    DYNAMODB_WORKER_LOG_LEVEL: 'warn',
  };
}

/** Starts a process whenever one has ended. Gives when each of them ended, in order. */
async function keepStarting(zeebe: ZeebeClient, type: string, variables: Record<string, unknown>): Promise<number[]> {
  const ended: number[] = [];
  let left = PROCESSES;
  const lane = async () => {
    while (left-- > 0) {
      await zeebe.run(type, variables);
      ended.push(Date.now());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return ended;
}

/** Starts processes at an even pace, whether those before have ended or not. Gives the milliseconds from each start to its end. */
async function startProcesses(zeebe: ZeebeClient, type: string, variables: Record<string, unknown>): Promise<number[]> {
  const begin = performance.now();
  const runs = Array.from({ length: INSTANCES }, async (_, number) => {
    await sleep(number * EVERY_MS - (performance.now() - begin));
    const start = performance.now();
    await zeebe.run(type, variables);
    return performance.now() - start;
  });
  return Promise.all(runs);
}
