import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../examples/local/engine.ts';
import { freePort } from '../../examples/local/ports.ts';
import { connectZeebe, NotEndedError } from '../../examples/local/zeebe-client.ts';
import { drawProcess } from '../support/diagrams.ts';
import { addresses, sharedEngine as engine, startsEngines } from '../support/engine.ts';
import { untilDone } from '../support/until.ts';

const minutes = 60_000;

/** A process that waits for an hour. */
const hour = drawProcess({
  id: 'hour',
  nodes: [
    { id: 'start', type: 'startEvent', at: [180, 120] },
    { id: 'wait', type: 'intermediateCatchEvent', at: [310, 120], waits: '=duration("PT1H")' },
    { id: 'end', type: 'endEvent', at: [440, 120] },
  ],
  flows: [
    ['start', 'wait'],
    ['wait', 'end'],
  ],
});

const zeebe = connectZeebe(engine.gateway);
afterAll(() => zeebe.close());

async function timers(processInstanceKey: string): Promise<string[]> {
  return (await engine.records({ type: 'TIMER', processInstanceKey })).map(({ intent }) => intent);
}

describe.runIf(startsEngines)('an engine of this machine', () => {
  test('the engine runs processes, tells the events of each, and its clock can be moved', async () => {
    expect(await zeebe.deploy('hour.bpmn', hour)).toBe(1);
    const [one, other] = [await zeebe.start('hour', { n: 1 }), await zeebe.start('hour', { n: 2 })];
    await untilDone(async () => expect(await timers(other)).toEqual(['CREATED']));
    expect(
      (await engine.records({ type: 'VARIABLE', processInstanceKey: one })).map(({ value }) => value),
    ).toMatchObject([{ name: 'n', value: '1' }]);
    const last = Math.max(...(await engine.records()).map(({ position }) => position));
    await engine.addTime(61 * minutes);
    await untilDone(async () => expect(await timers(one)).toContain('TRIGGERED'));
    const since = await engine.records({ after: last });
    expect(since.every(({ position }) => position > last)).toBe(true);
    expect(since).toContainEqual(expect.objectContaining({ valueType: 'TIMER', intent: 'TRIGGERED' }));
  });

  test('the client gives the variables of a process that ends, and says so when one does not', async () => {
    await zeebe.deploy('hour.bpmn', hour);
    await expect(zeebe.run('hour', {}, 500)).rejects.toThrow(NotEndedError);
    const before = Math.max(...(await engine.records({ type: 'TIMER' })).map(({ position }) => position));
    const ended = zeebe.run('hour', { long: 9223372036854775807n });
    await untilDone(async () => expect(await engine.records({ type: 'TIMER', after: before })).toHaveLength(1));
    await engine.addTime(61 * minutes);
    expect((await ended).variables).toContain('9223372036854775807');
  });

  test('an engine whose port is taken ends at once and says so', async () => {
    const gateway = Number(new URL(engine.gateway.ZEEBE_GRPC_ADDRESS).port);
    const ports = { gateway, control: await freePort() };
    await expect(startEngine({ ports })).rejects.toThrow(/engine ended with 1\. [\s\S]*Address already in use/);
  });

  test.runIf(process.platform === 'linux')(
    'only this machine can reach the engine: it listens at 127.0.0.1',
    async () => {
      for (const address of addresses) {
        const socket = connect(Number(new URL(address).port), '127.0.0.2');
        const [error] = await once(socket, 'error');
        expect(error).toMatchObject({ code: 'ECONNREFUSED' });
      }
    },
  );
});
