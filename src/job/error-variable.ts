import type { Attributes } from '../attributes/attributes.ts';
import { decodeMap, type OutputFormat } from '../attributes/decode.ts';
import { type Mask, maskJson } from '../connection/mask.ts';
import { bpmnErrorCodes, type Failure } from '../failure/failure.ts';
import { cutMessage, MAX_MESSAGE_LENGTH } from '../failure/faults.ts';
import { helpOf } from '../failure/help.ts';
import { isObject, type Json, stringifyJson } from '../json/json.ts';
import type { ReadJob } from './read-job.ts';

/** What is known of a job that runs, for when it ends. */
export interface JobRun extends Pick<ReadJob, 'subject' | 'outputFormat'> {
  /** Hides the secrets of the job. */
  readonly mask: Mask;
  /** The region in which DynamoDB is asked; undefined until it is known. */
  region: string | undefined;
  /** How many tries the job has left, this one included. */
  readonly retries: number;
  /** How large the variables may be that the job ends with, in bytes of JSON. */
  readonly maxResultBytes: number;
  /** How far an operation of many calls has come. It is noted as the operation goes on. */
  position: Json;
  /** Whether AWS has done the operation. */
  done: boolean;
}

/** The process variable `error`. It always has all of these members, however a job ends. */
export type ErrorVariable = {
  /** The BPMN error code; null when nothing failed. */
  code: string | null;
  /** AWS's name of the error. */
  type: string | null;
  message: string;
  /** The address of the page that explains the failure. */
  help: string | null;
  requestId: string | null;
  retryable: boolean;
  /** The current item, when a condition failed. */
  item: Json;
  /** AWS's cancellation or throttling reasons. */
  reasons: Json;
  position: Json;
};

/** The variable `error` of a job that did not fail, but that the task's error expression makes fail. */
export const NO_FAILURE: ErrorVariable = {
  code: null,
  type: null,
  message: '',
  help: null,
  requestId: null,
  retryable: false,
  item: null,
  reasons: null,
  position: null,
};

/**
 * Makes the variable `error` of a failure. None of its members shows a secret of the job.
 * @throws Failure (connection) when the item that came with the failure has a value of no known type
 */
export function errorVariable(failure: Failure, run: JobRun): ErrorVariable {
  const { type = null, requestId = null } = failure;
  const masked = <T extends Json>(value: T) => maskJson(value, run.mask) as T;
  return {
    code: bpmnErrorCodes[failure.class],
    type: masked(type),
    message: messageOf(failure, run),
    help: helpOf(failure) ?? null,
    requestId: masked(requestId),
    retryable: failure.class === 'connection',
    item: failure.item === undefined ? null : masked(decodeMap(failure.item, run.outputFormat)),
    reasons: masked(failure.reasons?.map((reason) => reasonAsJson(reason, run.outputFormat)) ?? null),
    position: masked(run.position),
  };
}

/**
 * Gives the variable `error` as a process can keep it: without item, reasons and position if it is larger than `maxBytes` of
 * JSON.
 */
export function withinSize(error: ErrorVariable, maxBytes: number): ErrorVariable {
  if (Buffer.byteLength(stringifyJson({ error })) <= maxBytes) return error;
  const hint = 'Item, reasons and position are left out: they are too large for process variables.';
  return { ...error, message: `${error.message} (${hint})`, item: null, reasons: null, position: null };
}

/** Writes the message with which a job ends: that of the failure, and the address of the page that explains it. */
export function writeEnding({ message, help }: ErrorVariable): string {
  if (help === null) return message;
  const end = /[.?!…]$/.test(message) ? '' : '.';
  return cutMessage(message, `${end} See ${help}`);
}

function messageOf({ message }: Failure, { subject, region, mask, done }: JobRun): string {
  const what = region === undefined ? subject : `${subject} in ${region}`;
  const about = subject === '' ? message : `${what}: ${message}`;
  const told = done ? `${about} (The operation itself was done.)` : about;
  // Masked before it is cut, because a cut in the middle of a secret would leave a part of it. Masked only as far as it is read.
  return cutMessage(mask(told, MAX_MESSAGE_LENGTH + 1));
}

/** Makes JSON of a reason. A cancellation reason may have the current item; a throttling reason has none. */
function reasonAsJson(reason: Json, format: OutputFormat): Json {
  if (!isObject(reason) || !isObject(reason.Item)) return reason;
  return { ...reason, Item: decodeMap(reason.Item as unknown as Attributes, format) };
}
