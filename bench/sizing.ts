import { forkModule } from '../test/support/fork.ts';
import { forkLoopbackGateway } from '../test/support/loopback-gateway-process.ts';
import type { CannedAnswers } from './support/canned-child.ts';
import { interleave, median, printTable, spread, tableOf, writeResult } from './support/figures.ts';
import { type SizingCase, sizingCases } from './support/sizing-cases.ts';
import type { SizingAnswers } from './support/sizing-child.ts';

const ROUNDS = 2;
const LIMIT_MS = 300_000;
/** How long DynamoDB takes to answer. */
const ANSWER_MS = 5;
const TYPE = 'aws-dynamodb:1';

interface Figures {
  readonly jobsPerSecond: number;
  readonly cpuMillisPerJob: number;
  readonly peakRssMb: number;
}

/**
 * Measures what jobs of the usual operations cost a whole worker. Prints the first table of docs/sizing.md and writes
 * bench/results/sizing.json.
 */
export async function benchSizing(): Promise<void> {
  const byOperation = await measured(sizingCases.map((given) => ({ name: given.title, given, slots: 32 })));
  show('sizing', 'By operation, 32 slots', byOperation);
}

/**
 * Measures what memory a whole worker takes by slots and size of results. Prints the memory table of docs/sizing.md and writes
 * bench/results/sizing-memory.json.
 */
export async function benchSizingMemory(): Promise<void> {
  const get = sizingCases.filter(({ title }) => title.startsWith('get item') || title.startsWith('query, 1,000'));
  const bySlots = await measured(
    get.flatMap((given) => [8, 32, 128].map((slots) => ({ name: `${given.title}, ${slots} slots`, given, slots }))),
  );
  show('sizing-memory', 'By slots', bySlots);
}

/** How many runs there were, and the figures of each, by what was measured. */
interface Measured {
  readonly rounds: number;
  readonly runs: ReadonlyMap<string, readonly Figures[]>;
}

interface Run {
  readonly name: string;
  readonly given: SizingCase;
  readonly slots: number;
}

async function measured(runs: readonly Run[]): Promise<Measured> {
  const byName = new Map(runs.map((run) => [run.name, run]));
  const done = await interleave([...byName.keys()], ROUNDS, (name) => runOnce(byName.get(name) as Run));
  for (const [name, why] of done.absent) throw new Error(`${name}: ${why}`);
  return done;
}

async function runOnce({ given, slots }: Run): Promise<Figures> {
  const { input, bodies, jobs } = given;
  const gateway = await forkLoopbackGateway();
  const database = await forkModule<CannedAnswers>(new URL('./support/canned-child.ts', import.meta.url));
  const worker = await forkModule<SizingAnswers>(new URL('./support/sizing-child.ts', import.meta.url));
  try {
    const endpoint = await database.ask('start', bodies, ANSWER_MS);
    await worker.ask('start', {
      ZEEBE_GRPC_ADDRESS: gateway.address,
      CAMUNDA_AUTH_STRATEGY: 'NONE',
      AWS_REGION: 'eu-central-1',
      DYNAMODB_WORKER_ALLOW_ENDPOINTS: endpoint,
      DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
      DYNAMODB_WORKER_HTTP_PORT: '0',
      DYNAMODB_WORKER_LOG_LEVEL: 'warn',
      DYNAMODB_WORKER_MAX_JOBS: String(slots),
    });
    const template = {
      type: TYPE,
      customHeaders: '{"resultVariable":"result"}',
      variables: JSON.stringify({
        authentication: { type: 'credentials', accessKey: 'accessKeyOfBench', secretKey: 'secretKeyOfBench' },
        configuration: { region: 'eu-central-1', endpoint },
        input,
      }),
    };
    const warmUp = Math.ceil(jobs / 3);
    await gateway.ask('addJobs', warmUp, template);
    await gateway.ask('waitFor', warmUp, 'completed', LIMIT_MS);
    await worker.ask('begin');
    const start = performance.now();
    await gateway.ask('addJobs', jobs, template);
    await gateway.ask('waitFor', warmUp + jobs, 'completed', LIMIT_MS);
    const seconds = (performance.now() - start) / 1000;
    const { cpuMicros, peakRssMb } = await worker.ask('end');
    return { jobsPerSecond: jobs / seconds, cpuMillisPerJob: cpuMicros / jobs / 1000, peakRssMb };
  } finally {
    await worker.kill();
    await database.kill();
    await gateway.kill();
  }
}

function show(file: string, title: string, { rounds, runs: all }: Measured): void {
  const header = ['jobs', 'CPU ms/job', 'jobs/s of one core', 'jobs/s here', 'RSS MB'];
  const rows = [...all].map(([name, runs]) => {
    const of = (part: keyof Figures) => runs.map((run) => run[part]);
    const cpu = of('cpuMillisPerJob');
    return [
      name,
      spread(cpu, 2),
      (1000 / median(cpu)).toFixed(0),
      spread(of('jobsPerSecond')),
      spread(of('peakRssMb')),
    ];
  });
  const what = `${title}: DynamoDB answers after ${ANSWER_MS} ms, medians of ${rounds} runs (least..largest)`;
  printTable(what, header, rows);
  writeResult(file, { [file]: tableOf(header, rows) }, { runs: Object.fromEntries(all) });
}
