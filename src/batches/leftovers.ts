import { Failure } from '../failure/failure.ts';
import { type JsonObject, stringifyJson } from '../json/json.ts';
import type { DynamoDb } from '../operation/operation.ts';

/** What a batch was, and what DynamoDB left of it. */
interface Leftovers {
  /** What it was of, in the plural. */
  readonly kind: 'writes' | 'keys';
  readonly asked: number;
  readonly left: number;
  /** Those left in AWS's shape. */
  readonly listed: JsonObject;
}

/** For the words around the list in the variables of a job, in bytes of JSON. */
const ROOM = 1_000;

/**
 * The list of what DynamoDB left.
 * @throws Failure (execution) that says how much was left when a result cannot hold the list
 */
export function listOfLeft({ maxResultBytes }: DynamoDb, { kind, asked, left, listed }: Leftovers): JsonObject {
  if (left === 0) return listed;
  const bytes = Buffer.byteLength(stringifyJson(listed));
  const most = maxResultBytes - ROOM;
  if (bytes <= most) return listed;
  const size = `${bytes} bytes of JSON, at most ${most}`;
  throw new Failure(
    'execution',
    `${left} of ${asked} ${kind} were left by DynamoDB, and are too many to be listed: ${size}. Try again, or with fewer at once.`,
  );
}
