import { forkModule } from '../test/support/fork.ts';
import { forkLoopbackGateway } from '../test/support/loopback-gateway-process.ts';
import { interleave, median, printTable, spread, tableOf, writeResult } from './support/figures.ts';
import type { PumpAnswers, PumpName } from './support/pump-child.ts';

const ROUNDS = 3;
const LIMIT_MS = 120_000;
const template = {
  type: 'bench',
  customHeaders: '{"resultVariable":"result","resultExpression":"={id: result.id}"}',
  variables: JSON.stringify({
    authentication: {
      type: 'credentials',
      accessKey: 'example-access-key-1',
      secretKey: 'example-secret-key-of-bench',
    },
    configuration: { region: 'eu-central-1' },
    input: { operation: 'getItem', tableName: 'orders', key: { id: 'order-%n' }, consistent: true },
  }),
};

/** `jobs` is how many jobs are measured, `warmUp` how many run before. The SDK's defaults allow about 107 jobs a second. */
const contestants: Record<PumpName, { title: string; jobs: number; warmUp: number }> = {
  bare: { title: 'bare grpc-js loop, 32', jobs: 2_500, warmUp: 500 },
  sdk: { title: 'SDK worker, defaults', jobs: 150, warmUp: 32 },
  'sdk-32': { title: 'SDK worker, 10 ms, 32', jobs: 2_500, warmUp: 500 },
  'sdk-256': { title: 'SDK worker, 10 ms, 256', jobs: 2_500, warmUp: 500 },
  pump: { title: 'this worker, 32', jobs: 2_500, warmUp: 500 },
  'rest-bare': { title: 'bare undici loop, 32', jobs: 2_500, warmUp: 500 },
  'rest-pump': { title: 'this worker by REST, 32', jobs: 2_500, warmUp: 500 },
};

interface Figures {
  jobsPerSecond: number;
  cpuMicrosPerJob: number;
  peakRssMb: number;
}

/** Runs no-op jobs through all contestants. Prints the table and writes bench/results/pump.json. */
export async function benchPump(): Promise<void> {
  const names = Object.keys(contestants) as PumpName[];
  const { rounds, runs, absent } = await interleave(names, ROUNDS, runOnce);
  const medians = new Map([...runs].map(([name, figures]) => [name, medianOf(figures)]));
  const tuned = best(medians.get('sdk-32'), medians.get('sdk-256'));
  const rows = names.map((name) => {
    const { title } = contestants[name];
    const figures = medians.get(name);
    const bare = medians.get(isByRest(name) ? 'rest-bare' : 'bare');
    if (!figures) return [title, absent.get(name) ?? ''];
    return [title, ...spreads(runs.get(name) ?? []), ...ratios(figures, bare, tuned)];
  });
  const header = [
    'no-op jobs',
    'jobs/s',
    'CPU us/job',
    'RSS MB',
    'jobs/s : bare',
    'CPU : bare',
    'jobs/s : SDK',
    'CPU : SDK',
  ];
  printTable(
    `Pump: ${template.variables.length} bytes of variables, medians of ${rounds} runs (least..largest), SDK = its better tuned run`,
    header,
    rows,
  );
  const details = { runs: Object.fromEntries(runs), absent: Object.fromEntries(absent) };
  writeResult('pump', { pump: tableOf(header, rows) }, details);
}

async function runOnce(name: PumpName): Promise<Figures> {
  const { jobs, warmUp } = contestants[name];
  const gateway = await forkLoopbackGateway();
  const contestant = await forkModule<PumpAnswers>(new URL('./support/pump-child.ts', import.meta.url));
  try {
    const address = isByRest(name) ? gateway.restAddress : gateway.address;
    await contestant.ask('start', name, address, template.type);
    await gateway.ask('addJobs', warmUp, template);
    await gateway.ask('waitFor', warmUp, 'completed', LIMIT_MS);
    await contestant.ask('begin');
    const start = performance.now();
    await gateway.ask('addJobs', jobs, template);
    await gateway.ask('waitFor', warmUp + jobs, 'completed', LIMIT_MS);
    const seconds = (performance.now() - start) / 1000;
    const { cpuMicros, peakRssMb } = await contestant.ask('end');
    return { jobsPerSecond: jobs / seconds, cpuMicrosPerJob: cpuMicros / jobs, peakRssMb };
  } finally {
    await contestant.kill();
    await gateway.kill();
  }
}

function isByRest(name: PumpName): boolean {
  return name.startsWith('rest-');
}

function medianOf(runs: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => median(runs.map((run) => run[name]));
  return { jobsPerSecond: of('jobsPerSecond'), cpuMicrosPerJob: of('cpuMicrosPerJob'), peakRssMb: of('peakRssMb') };
}

function best(a: Figures | undefined, b: Figures | undefined): Figures | undefined {
  if (!a || !b) return a ?? b;
  return a.jobsPerSecond > b.jobsPerSecond ? a : b;
}

function spreads(runs: readonly Figures[]): string[] {
  const names = ['jobsPerSecond', 'cpuMicrosPerJob', 'peakRssMb'] as const;
  return names.map((name) => spread(runs.map((run) => run[name])));
}

function ratios({ jobsPerSecond, cpuMicrosPerJob }: Figures, ...rivals: (Figures | undefined)[]): string[] {
  return rivals.flatMap((rival) => {
    if (!rival) return ['', ''];
    return [(jobsPerSecond / rival.jobsPerSecond).toFixed(2), (cpuMicrosPerJob / rival.cpuMicrosPerJob).toFixed(2)];
  });
}
