import { jobCalls } from '../../src/dynamodb/calls.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { formatFaults } from '../../src/failure/faults.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { attributesDecoder } from '../../src/operation/response.ts';
import { scanTable as operation } from '../../src/operations/scan-table.ts';
import type { CreateScanner } from '../support/scan-child.ts';

/** This project's own operation: `all` reads the whole table in one job, `page` reads it page by page, as several tasks would. */
export const scanTable =
  (paging: 'all' | 'page'): CreateScanner =>
  async (endpoint) => {
    const connection = {
      authentication: { type: 'credentials', accessKey: 'a', secretKey: 'b' },
      region: 'eu-central-1',
      endpoint,
      secrets: [],
    } as const;
    const timeouts = { connectTimeout: 3_000, requestTimeout: 30_000 };
    const environment = { variables: {}, onRenewalFailure: () => {} };
    const settings = { maxSockets: 32, maxKept: 10, maxAttempts: 3, ...timeouts, ...environment };
    const lease = keepClients(settings).lease(connection);
    const decode = attributesDecoder('json');

    async function runJob(input: JsonObject): Promise<JsonObject> {
      const call = operation.prepare(input);
      if (!('run' in call)) throw new Error(formatFaults(call));
      const signal = new AbortController().signal;
      // The limits are larger than any table here, but sizes are measured all the same.
      const limits = { deadline: Number.POSITIVE_INFINITY, maxItemsBytes: 2 ** 30, maxResultBytes: 2 ** 30 };
      return call.run(
        jobCalls({ ...lease, ...limits, signal, jobKey: '1', reached: () => {}, done: () => {} }),
        decode,
      );
    }

    /** This is a function of its own so that nothing of a job stays in memory while the next one runs. */
    async function readOnce(input: JsonObject): Promise<{ readonly count: number; readonly next: Json }> {
      const { Items, LastEvaluatedKeys } = await runJob(input);
      return { count: (Items as Json[]).length, next: LastEvaluatedKeys ?? null };
    }

    return {
      async scan(tableName, totalSegments) {
        let total = 0;
        let exclusiveStartKeys: Json = null;
        do {
          const { count, next } = await readOnce({ tableName, totalSegments, paging, exclusiveStartKeys });
          total += count;
          exclusiveStartKeys = next;
        } while (exclusiveStartKeys !== null);
        return total;
      },
    };
  };
