import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HttpResponse } from '@smithy/core/protocols';
import type { TryError } from './retries.ts';

/** A difference of the clocks from which on DynamoDB may refuse a signature: then the SDK takes the refusal for one of the clock. */
const REFUSED_FROM_MS = 240_000;
/** A request that took longer says nothing of the clocks. */
const LONGEST_REQUEST_MS = 900_000;

let lastDate = '';
let lastTime = Number.NaN;

/** Gives the time of a header `date`, in milliseconds. Most answers are of the same second as the one before. */
function timeOf(date: string): number {
  if (date !== lastDate) {
    lastTime = Date.parse(date);
    lastDate = date;
  }
  return lastTime;
}

/** When a request was sent and its answer had come, by this machine's clock. */
interface Times {
  readonly sentAt: number;
  readonly answeredAt: number;
}

/**
 * Learns from an answer by how much DynamoDB's clock differs from this machine's, as the SDK does: the next signature is of that
 * clock.
 * @returns the difference in milliseconds
 */
export function learnClock({ config }: DynamoDBClient, { headers }: HttpResponse, times: Times): number {
  const { date } = headers;
  if (date === undefined || headers.age !== undefined) return config.systemClockOffset;
  const time = timeOf(date);
  const { sentAt, answeredAt } = times;
  if (!Number.isNaN(time) && answeredAt - sentAt <= LONGEST_REQUEST_MS) config.systemClockOffset = time - answeredAt;
  return config.systemClockOffset;
}

/** Learns from an error with an answer, and marks it if a signature by the right clock may help. */
export function learnClockOfError(client: DynamoDBClient, error: TryError, times: Times, offsetBefore: number): void {
  if (error.$response?.headers === undefined) return;
  const offset = learnClock(client, error.$response, times);
  if (error.$response.headers.date === undefined || error.$metadata === undefined) return;
  if (Math.abs(offset) >= REFUSED_FROM_MS && offset !== offsetBefore) error.$metadata.clockSkewCorrected = true;
}
