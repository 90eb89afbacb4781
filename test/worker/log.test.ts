import { expect, test } from 'vitest';
import { openLog } from '../../src/worker/log.ts';

async function written(level: string, write: (log: Awaited<ReturnType<typeof openLog>>) => void) {
  const lines: string[] = [];
  write(await openLog(level, false, ['pass-word'], { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line));
}

test('an event is a line of JSON with its time and the name of its level', async () => {
  expect(await written('info', (log) => log.info({ jobKey: '1' }, 'done'))).toEqual([
    { level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), jobKey: '1', msg: 'done' },
  ]);
});

test('events below the level are not written', async () => {
  expect(await written('warn', (log) => log.info('done'))).toEqual([]);
});

test('keys are never written, wherever they are', async () => {
  const keys = { accessKey: 'hidden', secretKey: 'hidden', sessionToken: 'hidden' };
  const lines = await written('info', (log) => {
    log.info(keys, 'a');
    log.info({ authentication: keys, connection: keys, job: { variables: keys, authorization: 'hidden' } }, 'b');
  });
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain('hidden');
});

test('what nobody may read of the settings is in no line, wherever it came from', async () => {
  const [line] = await written('info', (log) => {
    log.warn({ error: 'no answer of https://ada:pass-word@example.com' }, 'PASS-WORD');
  });
  expect(line).toMatchObject({ error: 'no answer of https://ada:***@example.com', msg: '***' });
});
