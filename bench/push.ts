import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine } from '../examples/local/engine.ts';
import { connectZeebe } from '../examples/local/zeebe-client.ts';
import { openGrpcGateway } from '../src/zeebe/grpc.ts';
import { grpcSettings } from '../src/zeebe/grpc-settings.ts';
import { type CamundaSettings, camundaConfiguration } from '../src/zeebe/settings.ts';
import { oneTaskProcess } from '../test/support/diagrams.ts';
import { startNoop } from './contestants/noop.ts';
import { interleave, median, printTable, spread, tableOf, writeResult } from './support/figures.ts';

const ROUNDS = 3;
const INSTANCES = 200;
/** One process is started each so many milliseconds: 20 a second. */
const EVERY_MS = 50;

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
    const { rounds, runs, absent } = await interleave(Object.keys(contestants) as Name[], ROUNDS, async (name) => {
      const started = new Map<string, number>();
      const type = `bench-${name}`;
      const definition = `<zeebe:taskDefinition type="${type}" />`;
      await zeebe.deploy(`${type}.bpmn`, oneTaskProcess(type, definition));
      const pump = startNoop(gateway, type, name === 'push', ({ processInstanceKey }) => {
        started.set(processInstanceKey, performance.now());
      });
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
      (runs.get(name) ?? []).map((figures) => figures[figure]);
    const base = median(of('poll', 'medianMs'));
    const header = ['from create to start', 'median ms', 'longest ms', 'median : polls'];
    const rows = (Object.keys(contestants) as Name[]).map((name) => [
      contestants[name],
      spread(of(name, 'medianMs'), 1),
      spread(of(name, 'longestMs')),
      (median(of(name, 'medianMs')) / base).toFixed(2),
    ]);
    printTable(
      `Push: ${INSTANCES} processes at 20 a second on the in-memory engine, medians of ${rounds} runs (least..largest)`,
      header,
      rows,
    );
    writeResult('push', { push: tableOf(header, rows) }, { runs: Object.fromEntries(runs) });
  } finally {
    await zeebe.close();
    gateway.close();
    await engine.stop();
  }
}
