import { describe, expect, test } from 'vitest';
import { carriers, gateways, subscription, takeJobs } from '../support/gateways.ts';

describe.each(carriers)('by %s', (carrier) => {
  test('a variable of 4 MB goes to the worker and comes back, digit by digit', async () => {
    const { loopback, gateway } = await gateways({ carrier, maxMessageBytes: 64 * 1024 * 1024 });
    const numbers = '12345678901234567890,18446744073709551615,0.5,-9223372036854775808,"\\u0000\\"é",';
    const input = `[${numbers.repeat(51_000)}1]`;
    const variables = `{"input":${input}}`;
    expect(variables.length).toBeGreaterThan(4_000_000);
    loopback.addJobs([{ type: 'test', variables }]);
    const [job] = await takeJobs(gateway);
    expect(job?.variables === variables).toBe(true);
    await gateway.completeJob({ jobKey: job?.key ?? '', variables });
    expect(loopback.ended[0]?.variables === variables).toBe(true);
  });

  test('a poll that leaves it to the gateway how long it waits is waited for', async () => {
    const { gateway } = await gateways({ carrier, defaultRequestTimeoutMs: 12_000 });
    const poll = { maxJobsToActivate: 1, requestTimeout: 0, signal: new AbortController().signal };
    await gateway.activateJobs(subscription, poll, () => expect.unreachable());
  });
});
