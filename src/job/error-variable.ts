import { decodeMap, type OutputFormat } from '../attributes/decode.ts';
import { mask } from '../connection/mask.ts';
import { bpmnErrorCodes, type Failure } from '../failure/failure.ts';
import { cutMessage } from '../failure/faults.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';

/** What is known of a job so far: for the message of a failure, and for what must not be in it. */
export interface Progress {
  /** What was about to be done, like `getItem on the table orders`. */
  subject: string;
  outputFormat: OutputFormat;
  secrets: readonly string[];
  /** How far the operation came, when it is of many calls. */
  position: JsonObject | null;
  /** Whether AWS had done the operation. */
  done: boolean;
}

/** The process variable `error`, the same in every outcome. */
export function errorVariable(
  failure: Failure,
  { subject, outputFormat, secrets, position, done }: Progress,
): JsonObject {
  const message = `${subject === '' ? '' : `${subject}: `}${failure.message}${done ? ' (The operation itself was done.)' : ''}`;
  return {
    code: bpmnErrorCodes[failure.class],
    type: failure.type ?? null,
    message: cutMessage(mask(message, secrets)),
    requestId: failure.requestId ?? null,
    retryable: failure.class === 'connection',
    item: failure.item === undefined ? null : decodeMap(failure.item, outputFormat),
    reasons: failure.reasons?.map((reason) => reasonAsJson(reason, outputFormat)) ?? null,
    position,
  };
}

/** A cancellation reason may have the current item; a throttling reason has none. */
function reasonAsJson(reason: Json, format: OutputFormat): Json {
  if (!isObject(reason) || !isObject(reason.Item)) return reason;
  return { ...reason, Item: decodeMap(reason.Item as unknown as Parameters<typeof decodeMap>[0], format) };
}
