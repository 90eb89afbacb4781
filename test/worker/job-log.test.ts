import { expect, test } from 'vitest';
import { gatewayTrouble } from '../../src/worker/job-log.ts';
import { openLog } from '../../src/worker/log.ts';

test('the same trouble with the gateway is told once, other trouble at once', async () => {
  const lines: string[] = [];
  const log = await openLog('info', false, [], { write: (line) => void lines.push(JSON.parse(line).error) });
  const tell = gatewayTrouble(log);
  for (let n = 0; n < 5; n++) tell(new Error('refused'));
  tell(new Error('no answer'));
  expect(lines).toEqual(['refused', 'no answer']);
});
