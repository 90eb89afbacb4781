import { Failure } from '../failure/failure.ts';
import type { JsonObject } from '../json/json.ts';
import { jsonBytes } from '../json/size.ts';
import type { DynamoDb } from '../operation/operation.ts';

/** What a batch asked for, and what DynamoDB left of it. */
interface Leftovers {
  /** What the batch consists of. */
  readonly kind: 'writes' | 'keys';
  /** How many were asked for. */
  readonly asked: number;
  /** How many DynamoDB left. */
  readonly left: number;
  /** Those that are left, in the shape of AWS's `UnprocessedItems` or `UnprocessedKeys`. */
  readonly listed: JsonObject;
}

/** Room for the rest of the job's variables beside the list, in bytes of JSON. */
const ROOM_BYTES = 1_000;

/**
 * Gives the list of what DynamoDB left.
 * @throws Failure (execution) when the list is too large for a result. It says how much is left
 */
export function listOfLeft({ maxResultBytes }: DynamoDb, { kind, asked, left, listed }: Leftovers): JsonObject {
  if (left === 0) return listed;
  const bytes = jsonBytes(listed);
  const most = maxResultBytes - ROOM_BYTES;
  if (bytes <= most) return listed;
  const size = `${bytes} bytes of JSON, at most ${most}`;
  throw new Failure(
    'execution',
    `${left} of ${asked} ${kind} were left by DynamoDB, and are too many to be listed: ${size}. Try again, or with fewer at once.`,
    { about: 'size' },
  );
}
