import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { followWorkerLog } from '../../examples/local/worker-log.ts';

test('the jobs in a log are told once each, when their lines are whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const logFile = join(folder, 'worker.log');
  const line = (members: object) => `${JSON.stringify({ time: '2026-01-02T03:04:05.006Z', ...members })}\n`;
  const about = { elementId: 'read', processInstanceKey: '5' };
  const failed = line({ ...about, outcome: 'failed', message: 'Straße' });
  const half = failed.indexOf('ß') + 1;

  await appendFile(logFile, `(node:7) Warning: old\n${line({ msg: 'The worker has started' })}`);
  await appendFile(logFile, line({ ...about, outcome: 'completed' }));
  const jobs = followWorkerLog(logFile);
  const time = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  expect(await jobs()).toEqual([{ ...about, outcome: 'completed', message: undefined, time }]);
  await appendFile(logFile, Buffer.from(failed).subarray(0, half));
  expect(await jobs()).toEqual([]);
  await appendFile(logFile, Buffer.from(failed).subarray(half));
  expect(await jobs()).toEqual([{ ...about, outcome: 'failed', message: 'Straße', time }]);
  expect(await jobs()).toEqual([]);
});
