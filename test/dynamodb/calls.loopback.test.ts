import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { jobCalls } from '../../src/dynamodb/calls.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { memoryOfJobs } from '../../src/job/memory.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { clientSettings } from '../support/jobs.ts';

const memory = memoryOfJobs({ maxJobs: 1, maxResultBytes: 1 });

setFlagsFromString('--expose_gc');
const collectGarbage: () => void = runInNewContext('gc');

test('what a call answered is not kept while its job goes on', async () => {
  const server = await startCannedDynamodb(() => ({ body: { Items: [{ id: { S: 'a' } }], Count: 1 } }));
  const clients = keepClients({ ...clientSettings, maxAttempts: 1 });
  const lease = clients.lease({
    authentication: { type: 'credentials', accessKey: 'a', secretKey: 'b' },
    region: 'eu-central-1',
    endpoint: server.endpoint,
    secrets: [],
  });
  const calls = jobCalls({
    ...lease,
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    maxItemsBytes: 1_000,
    memory: () => memory.open(),
    maxResultBytes: 1_000,
    jobKey: '1',
    reached: () => {},
    done: () => {},
  });
  const ask = async () => new WeakRef((await calls.send(new ScanCommand({ TableName: 't' }))).Items as object);
  const answers: WeakRef<object>[] = [];
  for (let n = 0; n < 10; n++) answers.push(await ask());
  // A WeakRef holds what it was made of until the turn of the event loop is over.
  await setImmediate();
  collectGarbage();
  const kept = answers.filter((answer) => answer.deref() !== undefined);
  expect(kept.length).toBeLessThanOrEqual(1);
  clients.close();
  await server.stop();
});
