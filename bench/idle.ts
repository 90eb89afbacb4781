import { setTimeout as sleep } from 'node:timers/promises';
import { forkModule } from '../test/support/fork.ts';
import { forkLoopbackGateway } from '../test/support/loopback-gateway-process.ts';
import { printTable, spread, tableOf, writeResult } from './support/figures.ts';
import type { PumpAnswers } from './support/pump-child.ts';

const ROUNDS = 3;
const IDLE_MS = 5_000;
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
    const percents: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await pump.ask('begin');
      await sleep(IDLE_MS);
      const { cpuMicros } = await pump.ask('end');
      percents.push((cpuMicros / 1000 / IDLE_MS) * 100);
    }
    const latencies: number[] = [];
    for (let job = 1; job <= JOBS; job++) {
      await sleep(Math.random() * 300);
      const start = performance.now();
      await gateway.ask('addJobs', 1, { type: 'bench', variables: '{}' });
      await gateway.ask('waitFor', job, 'completed');
      latencies.push(performance.now() - start);
    }
    const header = ['', '% of a core', 'ms of a job'];
    const rows = [['this worker', spread(percents, 2), spread(latencies)]];
    const title = `Idle: a gateway that never waits, ${ROUNDS} times ${IDLE_MS / 1000} s; then ${JOBS} single jobs`;
    printTable(`${title}; medians (least..largest)`, header, rows);
    writeResult('idle', { idle: tableOf(header, rows) }, { percents, latencies });
  } finally {
    await pump.kill();
    await gateway.kill();
  }
}
