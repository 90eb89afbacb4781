import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { jobCalls } from '../../src/dynamodb/calls.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { memoryOfJobs } from '../../src/job/memory.ts';
import { attributesDecoder } from '../../src/operation/response.ts';
import type { CreateReader } from '../support/values-child.ts';

const memory = memoryOfJobs({ maxJobs: 1, maxResultBytes: 1 });

/** This project's own connection and conversion. Each call is a job of its own, as in the worker. */
export const values: CreateReader = async (endpoint) => {
  const clients = keepClients({
    maxSockets: 32,
    maxKept: 10,
    maxAttempts: 3,
    connectTimeout: 3_000,
    requestTimeout: 30_000,
    variables: {},
    onRenewalFailure: () => {},
  });
  const decode = attributesDecoder('json');
  async function withCalls<T>(run: (calls: ReturnType<typeof jobCalls>) => Promise<T>): Promise<T> {
    const lease = clients.lease({
      authentication: { type: 'credentials', accessKey: 'a', secretKey: 'b' },
      region: 'eu-central-1',
      endpoint,
      secrets: [],
    });
    try {
      const signal = new AbortController().signal;
      const endless = Number.POSITIVE_INFINITY;
      const unlimited = {
        deadline: endless,
        maxItemsBytes: endless,
        maxResultBytes: endless,
        memory: () => memory.open(),
      };
      return await run(jobCalls({ ...lease, ...unlimited, signal, jobKey: '1', reached: () => {}, done: () => {} }));
    } finally {
      lease.release();
    }
  }
  return {
    getItem: (TableName, id) =>
      withCalls(async (calls) =>
        decode((await calls.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item),
      ),
    scanPage: (TableName) =>
      withCalls(async (calls) => decode.list((await calls.send(new ScanCommand({ TableName }))).Items)),
  };
};
