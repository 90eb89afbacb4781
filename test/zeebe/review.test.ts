import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { keepFeatures } from '../../src/zeebe/features.ts';
import { GatewayError } from '../../src/zeebe/gateway-error.ts';
import { openRestGateway } from '../../src/zeebe/rest.ts';
import { jobsIn } from '../../src/zeebe/rest-jobs.ts';

function featuresOf(...answers: (string | GatewayError)[]) {
  let asked = 0;
  const topology = async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (typeof answer !== 'string') throw answer;
    return { gatewayVersion: answer, brokerVersions: [] };
  };
  return keepFeatures({ topology }, () => {});
}

test.each(['unclear', 'doubtful'] as const)(
  'R2: one topology that is %s does not cost the tenants and leases until the next failure',
  async (verdict) => {
    const features = featuresOf('8.10.9', new GatewayError(verdict, '500'), '8.10.9');
    await features.current();
    features.failed(new GatewayError('unreachable', 'cut'));
    await features.current();
    expect(await features.current()).toEqual({ version: '8.10.9', leases: true, tenantFilter: true });
  },
);

test('R3: a member that an old gateway did not know is sent when the version is a newer one', async () => {
  const features = featuresOf('8.9.4', '8.10.9');
  await features.current();
  features.failed(new GatewayError('unclear', '400', { unknownMember: 'withLease' }));
  expect((await features.current()).leases).toBe(true);
});

test.each(['null', '{"brokers":null}', '{"brokers":[null]}', '[]'])(
  'R5: the topology %s rejects with a GatewayError, or is one',
  async (body) => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const gateway = openRestGateway({
      address: `http://127.0.0.1:${port}`,
      authorization: undefined,
      userAgent: 'tester',
      secureContext: undefined,
      proxy: undefined,
    });
    onTestFinished(() => {
      gateway.close();
      server.closeAllConnections();
      server.close();
    });
    const error = await gateway.topology().catch((thrown) => thrown);
    expect(error instanceof Error ? error.name : 'none').toMatch(/GatewayError|none/);
  },
);

test('R14: a job that cannot be read does not cost those beside it', () => {
  const answer = Buffer.from('{"jobs":[{"jobKey":"1","retries":3},{"type":"no key"},{"jobKey":"2","tags":["a",]}]}');
  expect(jobsIn(answer, 0).map(({ key }) => key)).toContain('1');
});
