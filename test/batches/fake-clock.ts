import { vi } from 'vitest';
import type { JsonObject } from '../../src/json/json.ts';
import type { DynamoDb } from '../../src/operation/operation.ts';

const noTable = () => Promise.reject(new Error('There are no tables'));

/** The calls of a job in a time of their own: only pauses, and what a test adds, let it pass. */
export function jobInItsOwnTime({ timeLeft = Number.POSITIVE_INFINITY } = {}) {
  let now = 0;
  const pauses: number[] = [];
  const positions: JsonObject[] = [];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const dynamodb: DynamoDb = {
    send: () => Promise.reject(new Error('This job asks for nothing')),
    async pause(milliseconds) {
      pauses.push(milliseconds);
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
    timeLeft: () => timeLeft - now,
    maxItemsBytes: Number.POSITIVE_INFINITY,
    maxResultBytes: Number.POSITIVE_INFINITY,
    keepOnly: async () => {},
    beforeKeeping: (work) => work(),
    tableKeys: { kept: () => 'unknown', describe: noTable, advise: noTable },
    reached: (position) => void positions.push(position),
    done: () => {},
    tokenFor: () => 'token',
  };
  return {
    dynamodb,
    pauses,
    positions,
    now: () => now,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}
