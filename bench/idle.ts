import { setTimeout as sleep } from 'node:timers/promises';
import { forkModule } from '../test/support/fork.ts';
import { forkLoopbackGateway } from '../test/support/loopback-gateway-process.ts';
import { median, printTable, writeResult } from './support/figures.ts';
import type { PumpAnswers } from './support/pump-child.ts';

const IDLE_MS = 10_000;
const JOBS = 40;

/**
 * Idles at a gateway that answers every poll at once and without jobs, and measures the CPU time. Then measures how soon single
 * jobs are done there.
 */
export async function benchIdle(): Promise<void> {
  const gateway = await forkLoopbackGateway();
  const pump = await forkModule<PumpAnswers>(new URL('./support/pump-child.ts', import.meta.url));
  try {
    await gateway.ask('setLongPoll', false);
    await pump.ask('start', 'pump', gateway.address, 'bench');
    await sleep(1_000);
    await pump.ask('begin');
    await sleep(IDLE_MS);
    const { cpuMicros } = await pump.ask('end');
    const latencies: number[] = [];
    for (let job = 1; job <= JOBS; job++) {
      await sleep(Math.random() * 300);
      const start = performance.now();
      await gateway.ask('addJobs', 1, { type: 'bench', variables: '{}' });
      await gateway.ask('waitFor', job, 'completed');
      latencies.push(performance.now() - start);
    }
    const core = cpuMicros / 1000 / IDLE_MS;
    const figures = { coreWhenIdle: core, medianMs: median(latencies), longestMs: Math.max(...latencies) };
    printTable(
      `Idle: a gateway that never waits, ${IDLE_MS / 1000} s; then ${JOBS} single jobs`,
      ['', 'of a core', 'median ms', 'longest ms'],
      [['this worker', `${(core * 100).toFixed(2)} %`, figures.medianMs.toFixed(0), figures.longestMs.toFixed(0)]],
    );
    writeResult('idle', figures);
  } finally {
    await pump.kill();
    await gateway.kill();
  }
}
