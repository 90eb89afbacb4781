import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BrokerControl, startBroker } from '../../examples/local/zeebe-broker.ts';
import { startInMemoryEngine } from '../support/in-memory-engine.ts';
import { untilDone } from '../support/until.ts';
import { startTimerProcess } from './timer-process.ts';

const minutes = 60_000;

test('the broker takes up its work after a stop and after a kill', { timeout: 10 * minutes }, async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'broker-'));
  let broker = await startBroker({ dataDirectory });
  const { ports } = broker;
  await startTimerProcess(broker.grpcAddress);
  await untilDone(async () => expect(await intents(broker, 'TIMER')).toEqual(['CREATED']));
  await broker.stop();
  broker = await startBroker({ dataDirectory, ports });
  await broker.kill();
  broker = await startBroker({ dataDirectory, ports });
  await broker.addTime(61 * minutes);
  await untilDone(async () => expect(await intents(broker, 'TIMER')).toContain('TRIGGERED'));
  await broker.stop();
  rmSync(dataDirectory, { recursive: true });
});

test('the in-memory engine runs a process', { timeout: 10 * minutes }, async () => {
  const engine = await startInMemoryEngine();
  await startTimerProcess(engine.grpcAddress);
  await untilDone(async () => expect(await intents(engine, 'TIMER')).toEqual(['CREATED']));
  await engine.addTime(61 * minutes);
  await untilDone(async () => expect(await intents(engine, 'TIMER')).toContain('TRIGGERED'));
  await engine.stop();
});

async function intents(engine: BrokerControl, type: string): Promise<string[]> {
  return (await engine.records(type)).map((record) => record.intent);
}
