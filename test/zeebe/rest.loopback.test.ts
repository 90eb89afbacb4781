import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { status } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keepAuthorization } from '../../src/zeebe/authorization.ts';
import type { ActivatedJob, Gateway, Subscription } from '../../src/zeebe/gateway.ts';
import { openRestGateway, type RestSettings } from '../../src/zeebe/rest.ts';
import { subscription, takeJob } from '../support/gateways.ts';
import { type LoopbackGatewayOptions, startLoopbackGateway } from '../support/loopback-gateway.ts';
import { until } from '../support/until.ts';

const forever = new AbortController().signal;
const poll = { maxJobsToActivate: 10, requestTimeout: 5_000, signal: forever };

function open(address: string, settings: Partial<RestSettings> = {}, secrets: string[] = []): Gateway {
  const base = { authorization: undefined, userAgent: 'tester', secureContext: undefined, proxy: undefined };
  const gateway = openRestGateway({ address, ...base, ...settings }, secrets);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A loopback gateway, and our gateway to it by REST; both end with the test. */
async function gateways(options: LoopbackGatewayOptions = {}, settings: Partial<RestSettings> = {}) {
  const loopback = await startLoopbackGateway(options);
  onTestFinished(() => loopback.stop());
  return { loopback, gateway: open(loopback.restAddress, settings) };
}

/** A server that answers as a test wants it to, and our gateway to it. */
async function canned(listener: RequestListener, settings: Partial<RestSettings> = {}, secrets: string[] = []) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, settings, secrets);
}

async function taken(gateway: Gateway, wanted: Subscription = subscription): Promise<ActivatedJob[]> {
  const jobs: ActivatedJob[] = [];
  await gateway.activateJobs(wanted, poll, (job) => jobs.push(job));
  return jobs;
}

const json = (body: string): RequestListener => {
  return (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
};

describe('activateJobs', () => {
  test('gives each fact of a job under our own name', async () => {
    const job = {
      type: 'aws-dynamodb:1',
      processDefinitionId: 'order',
      processDefinitionVersion: 3,
      elementId: 'read',
      customHeaders: { a: 'b' },
      worker: 'tester',
      retries: 2,
      deadline: 1_764_402_350_000,
      variables: {},
      tenantId: 'sales',
      jobKey: '9007199254740993',
      processInstanceKey: '9007199254740995',
      processDefinitionKey: '4',
      elementInstanceKey: '9007199254740997',
      tags: ['gold'],
      rootProcessInstanceKey: '9007199254740999',
      priority: 80,
      jobLeaseToken: 'lease-1',
    };
    const gateway = await canned(json(JSON.stringify({ jobs: [job] })));
    expect(await taken(gateway)).toEqual([
      {
        key: '9007199254740993',
        type: 'aws-dynamodb:1',
        processInstanceKey: '9007199254740995',
        bpmnProcessId: 'order',
        processDefinitionVersion: 3,
        elementId: 'read',
        elementInstanceKey: '9007199254740997',
        retries: 2,
        customHeaders: '{"a":"b"}',
        variables: '{}',
        tenantId: 'sales',
        tags: ['gold'],
        rootProcessInstanceKey: '9007199254740999',
        priority: 80,
        jobLeaseToken: 'lease-1',
        deadline: expect.any(Number),
      },
    ]);
  });

  test('does without what earlier gateways do not tell, and keeps keys that are numbers', async () => {
    const gateway = await canned(
      json('{"jobs":[{"jobKey":9007199254740993,"retries":3,"variables":{"a":1.0},"rootProcessInstanceKey":null}]}'),
    );
    expect(await taken(gateway)).toMatchObject([
      {
        key: '9007199254740993',
        variables: '{"a":1.0}',
        customHeaders: '{}',
        tenantId: '<default>',
        tags: [],
        priority: 0,
        rootProcessInstanceKey: undefined,
        jobLeaseToken: undefined,
      },
    ]);
  });

  test('sends only what 8.8 knows, unless the subscription has more', async () => {
    const { loopback, gateway } = await gateways({ version: '8.8.0' });
    loopback.addJobs([{ type: 'test' }]);
    expect(await taken(gateway)).toHaveLength(1);
    await expect(taken(gateway, { ...subscription, withLease: true })).rejects.toMatchObject({
      unknownMember: 'withLease',
      verdict: 'unclear',
    });
    await expect(taken(gateway, { ...subscription, tenantFilter: 'ASSIGNED' })).rejects.toMatchObject({
      unknownMember: 'tenantFilter',
    });
  });

  test('that is aborted before it is sent is never sent', async () => {
    const { loopback, gateway } = await gateways();
    await gateway.activateJobs(subscription, { ...poll, signal: AbortSignal.abort() }, () => expect.unreachable());
    await gateway.topology();
    expect(loopback.calls.ActivateJobs).toBe(0);
  });

  test('gives the jobs beside those that cannot be read, and says afterwards which those are', async () => {
    const bad = [
      '{"type":"no key"}',
      'null',
      '{"jobKey":{"a":1},"retries":3}',
      '{"jobKey":"2","retries":"three"}',
      '{"jobKey":"3","retries":1.5}',
      '{"jobKey":"4"}',
      '{"jobKey":"5","retries":3,"tags":["a",]}',
      '{"jobKey":"6","retries":3,"type":true}',
    ];
    const gateway = await canned(json(`{"jobs":[{"jobKey":"1","retries":3},${bad},{"jobKey":"9","retries":0}]}`));
    const keys: string[] = [];
    const ended = gateway.activateJobs(subscription, poll, ({ key }) => keys.push(key));
    const error = await ended.catch((thrown) => thrown);
    expect(keys).toEqual(['1', '9']);
    expect(error).toMatchObject({ verdict: 'unclear' });
    for (const key of ['2', '3', '4', '5', '6']) expect(error.message).toContain(`the job ${key}: `);
    expect(error.message.split('a job without a key: ')).toHaveLength(4);
  });

  test.each(['', '{}', '{"jobs":[{"jobKey":"1","variables":{}}', '{"jobs":[{}]}', '{"jobs":null}', '<html></html>'])(
    'takes no job out of an answer that is none: %s',
    async (body) => {
      await expect(taken(await canned(json(body)))).rejects.toMatchObject({ verdict: 'unclear' });
    },
  );
});

describe('a report', () => {
  test('has its variables as they are, every member that it needs, and the lease of its job', async () => {
    const { loopback, gateway } = await gateways();
    const wanted = { ...subscription, withLease: true } as const;
    loopback.addJobs(Array.from({ length: 4 }, () => ({ type: 'test' })));
    const [done, failed, thrown, late] = (await taken(gateway, wanted)).map(({ key, jobLeaseToken }) => {
      return { jobKey: key, jobLeaseToken };
    });
    if (done === undefined || failed === undefined || thrown === undefined || late === undefined)
      return expect.unreachable();
    const variables = '{"n":12345678901234567890.10,"t":"é\\u00e9"}';
    await gateway.updateJobTimeout({ ...late, timeout: 90_000 });
    await gateway.completeJob({ ...done, variables });
    await gateway.failJob({ ...failed, retries: 2, errorMessage: 'why "so"', retryBackOff: 1_500, variables: '{}' });
    await gateway.throwError({ ...thrown, errorCode: 'NOT_THERE', errorMessage: '', variables });
    await gateway.completeJob({ ...late, variables: '' });
    expect(loopback.seen.map(({ rpc, request }) => [rpc, request]).slice(1)).toEqual([
      ['UpdateJobTimeout', { ...late, timeout: '90000' }],
      ['CompleteJob', { ...done, variables }],
      ['FailJob', { ...failed, retries: 2, errorMessage: 'why "so"', retryBackOff: '1500', variables: '{}' }],
      ['ThrowError', { ...thrown, errorCode: 'NOT_THERE', errorMessage: '', variables }],
      ['CompleteJob', { ...late, variables: '{}' }],
    ]);
  });

  test('waits for no poll, however many are open', async () => {
    const { loopback, gateway } = await gateways();
    const controllers = Array.from({ length: 80 }, () => new AbortController());
    const polls = controllers.map(({ signal }) =>
      gateway.activateJobs(subscription, { ...poll, requestTimeout: 60_000, signal }, () => {}),
    );
    await until(() => loopback.count().openPolls === 80, 'the polls are open');
    await gateway.topology();
    for (const controller of controllers) controller.abort();
    await Promise.all(polls);
  });

  test('for which something before the gateway shows a page has not been taken', async () => {
    const gateway = await canned(
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    );
    await expect(gateway.completeJob({ jobKey: '1', variables: '{}' })).rejects.toMatchObject({ verdict: 'unclear' });
    expect(gateway.connected).toBe(false);
  });
});

test('the name of the worker is sent with every call', async () => {
  const { loopback, gateway } = await gateways({}, { userAgent: 'ours/1' });
  const job = await takeJob(loopback, gateway);
  await gateway.completeJob({ jobKey: job.key, variables: '{}' });
  expect(loopback.seen.map(({ userAgent }) => userAgent)).toEqual(['ours/1', 'ours/1']);
});

describe('the authorization', () => {
  const counting = () => {
    let token = 1;
    return keepAuthorization(
      async () => ({ authorization: `Bearer ${token}` }),
      () => void token++,
    );
  };

  test('that is refused is dropped', async () => {
    const { loopback, gateway } = await gateways({}, { authorization: counting() });
    loopback.faults.refuseAuthorization('Bearer 1');
    await expect(gateway.topology()).rejects.toMatchObject({ verdict: 'unreachable' });
    await gateway.topology();
    expect(loopback.seen.at(-1)?.authorization).toBe('Bearer 2');
  });

  test('is kept where the engine refuses a tenant', async () => {
    const { loopback, gateway } = await gateways({ assignedTenants: ['sales'] }, { authorization: counting() });
    await expect(taken(gateway, { ...subscription, tenantIds: ['other'] })).rejects.toMatchObject({
      verdict: 'unclear',
    });
    await gateway.topology();
    expect(loopback.seen.at(-1)?.authorization).toBe('Bearer 1');
  });

  test('is in no error', async () => {
    const broken = keepAuthorization(
      () => Promise.reject(new Error('no answer of https://ada:pass-word@login.example.com')),
      () => {},
    );
    const gateway = open('http://127.0.0.1:1', { authorization: broken }, ['pass-word']);
    await expect(gateway.topology()).rejects.toThrow('no answer of https://ada:***@login.example.com');
  });
});

describe('a gateway that', () => {
  test('is not there is said to be so', async () => {
    const gateway = open('http://127.0.0.1:1');
    await expect(gateway.topology()).rejects.toMatchObject({
      verdict: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(gateway.connected).toBe(false);
  });

  test('answers is connected, also where it refuses, until it cannot be reached', async () => {
    const { loopback, gateway } = await gateways();
    expect(gateway.connected).toBe(false);
    await expect(gateway.completeJob({ jobKey: '1', variables: '{}' })).rejects.toMatchObject({ verdict: 'gone' });
    expect(gateway.connected).toBe(true);
    await loopback.goDown();
    await expect(gateway.topology()).rejects.toMatchObject({ verdict: 'unreachable' });
    expect(gateway.connected).toBe(false);
    await loopback.comeBack();
    await gateway.topology();
    expect(gateway.connected).toBe(true);
  });

  describe('has been reached stays connected', () => {
    const html = (response: ServerResponse) => response.writeHead(413, { 'content-type': 'text/html' }).end('no');

    test('when something before it finds a report too large', async () => {
      const gateway = await canned((request, response) =>
        request.method === 'GET' ? json('{}')(request, response) : html(response),
      );
      await gateway.topology();
      const reported = gateway.completeJob({ jobKey: '1', variables: '{}' });
      await expect(reported).rejects.toMatchObject({ verdict: 'tooLarge' });
      expect(gateway.connected).toBe(true);
    });

    test('when a report breaks while a poll is open, until that breaks too', async () => {
      let cutPoll = () => {};
      let polls = 0;
      const gateway = await canned((request, response) => {
        if (request.method === 'GET') return void json('{}')(request, response);
        if (!request.url?.endsWith('/activation')) return void request.socket.resetAndDestroy();
        polls++;
        cutPoll = () => request.socket.resetAndDestroy();
      });
      await gateway.topology();
      const ended = taken(gateway);
      await until(() => polls === 1, 'the poll is open');
      const reported = gateway.completeJob({ jobKey: '1', variables: '{}' });
      await expect(reported).rejects.toMatchObject({ verdict: 'unreachable' });
      expect(gateway.connected).toBe(true);
      cutPoll();
      await expect(ended).rejects.toMatchObject({ verdict: 'unreachable' });
      expect(gateway.connected).toBe(false);
    });
  });

  test.each(['null', '[]', '"8.8"', 'no'])('answers with no topology is not read: %s', async (body) => {
    const gateway = await canned(json(body));
    await expect(gateway.topology()).rejects.toMatchObject({ verdict: 'unclear' });
  });

  test.each(['{}', '{"brokers":null}', '{"gatewayVersion":8}'])(
    'does not tell its version has none: %s',
    async (body) => {
      expect(await (await canned(json(body))).topology()).toEqual({ gatewayVersion: '' });
    },
  );

  test('asks to be left alone is heard', async () => {
    const gateway = await canned((_, response) => void response.writeHead(503, { 'retry-after': '7' }).end());
    await expect(gateway.topology()).rejects.toMatchObject({ verdict: 'unreachable', retryAfter: 7_000 });
  });

  test('answers without an end is left', async () => {
    const gateway = await canned((_, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' });
      const write = () => {
        while (response.write(' '.repeat(65_536)));
      };
      response.on('drain', write);
      write();
    });
    await expect(gateway.completeJob({ jobKey: '1', variables: '{}' })).rejects.toMatchObject({
      verdict: 'unreachable',
      message: 'the answer is longer than 1048576 bytes',
    });
  });

  test('cuts the connection in the middle of an answer has not answered', async () => {
    const gateway = await canned((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
      response.write('{"jobs":[', () => response.destroy());
    });
    await expect(taken(gateway)).rejects.toMatchObject({ verdict: 'unreachable' });
  });

  test('says that an answer is on its way is waited for', async () => {
    const server = createSocketServer((socket: Socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-type: application/json\r\n');
        socket.end('content-length: 23\r\n\r\n{"gatewayVersion":"8"} ');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const gateway = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect((await gateway.topology()).gatewayVersion).toBe('8');
  });
});

test('close ends all calls, and no other begins', async () => {
  const { loopback, gateway } = await gateways();
  const ended = gateway.activateJobs(subscription, { ...poll, requestTimeout: 60_000 }, () => {});
  await until(() => loopback.count().openPolls === 1, 'the poll is open');
  gateway.close();
  await expect(ended).rejects.toMatchObject({ verdict: 'unreachable' });
  await expect(gateway.topology()).rejects.toMatchObject({ verdict: 'unreachable' });
});

test('a full gateway leaves it open whether a report is too large', async () => {
  const { loopback, gateway } = await gateways();
  const job = await takeJob(loopback, gateway);
  loopback.faults.answer('CompleteJob', status.RESOURCE_EXHAUSTED);
  await expect(gateway.completeJob({ jobKey: job.key, variables: '{}' })).rejects.toMatchObject({
    verdict: 'doubtful',
  });
});

describe('whether the worker may take jobs', () => {
  const granted = (...permissionTypes: string[]) => ({ items: [{ resourceId: 'order', permissionTypes }] });
  test.each<[object, boolean]>([
    [granted('READ_PROCESS_DEFINITION', 'UPDATE_PROCESS_INSTANCE'), true],
    [granted('READ_PROCESS_DEFINITION'), false],
    [{ items: [] }, false],
    [{ items: [], authorizationsEnabled: false }, true],
    [{ items: [null, {}, { permissionTypes: null }] }, false],
  ])('is read from its own authorizations: %j', async (answer, expected) => {
    const gateway = await canned((request, response) => {
      expect(request.url).toBe('/v2/authentication/me/authorizations/search');
      json(JSON.stringify(answer))(request, response);
    });
    expect(await gateway.mayTakeJobs()).toBe(expected);
  });

  test('is not known of a gateway before 8.10, which has no such call', async () => {
    const gateway = await canned((_, response) => void response.writeHead(404).end());
    expect(await gateway.mayTakeJobs()).toBeUndefined();
  });

  test.each(['null', '[null]', '{"items":null}', '{}'])(
    'is not known by an answer that lists none: %s',
    async (body) => {
      expect(await (await canned(json(body))).mayTakeJobs()).toBeUndefined();
    },
  );
});
