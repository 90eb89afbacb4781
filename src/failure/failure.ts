import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json } from '../json/json.ts';
import type { Fault } from './faults.ts';

/**
 * Who or what can help when a job fails. `configuration`: the modeler or the operator. `connection`: time, so a retry may help.
 * `execution`: the process, because DynamoDB said no and would say it again.
 */
export type FailureClass = 'configuration' | 'connection' | 'execution';

/** The BPMN error codes that a boundary event can catch. */
export const bpmnErrorCodes: Record<FailureClass, string> = {
  configuration: 'AwsDynamoDbConfigurationException',
  connection: 'AwsDynamoDbConnectionException',
  execution: 'AwsDynamoDbExecutionException',
};

export interface FailureDetails {
  /** AWS's name of the error, like `ResourceNotFoundException`. */
  readonly type?: string | undefined;
  readonly requestId?: string | undefined;
  /** The current item, when a condition failed. */
  readonly item?: Record<string, AttributeValue> | undefined;
  /** AWS's cancellation or throttling reasons. */
  readonly reasons?: Json[] | undefined;
  /** What is wrong with the job's variables, of which the message tells. */
  readonly faults?: readonly Fault[] | undefined;
  /** What a failure of the worker's own is about, if nothing else that is known of it says so: a result is too large. */
  readonly about?: 'size' | undefined;
  /** What was thrown first. */
  readonly cause?: unknown;
}

/** Why a job could not be done. The message is for the person who reads the incident. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly class: FailureClass;
  readonly type: string | undefined;
  readonly requestId: string | undefined;
  readonly item: Record<string, AttributeValue> | undefined;
  readonly reasons: Json[] | undefined;
  readonly faults: readonly Fault[] | undefined;
  readonly about: 'size' | undefined;

  constructor(failureClass: FailureClass, message: string, details: FailureDetails = {}) {
    super(message, { cause: details.cause });
    this.class = failureClass;
    this.type = details.type;
    this.requestId = details.requestId;
    this.item = details.item;
    this.reasons = details.reasons;
    this.faults = details.faults;
    this.about = details.about;
  }

  /** Gives the same failure with another message, another class, or both. All else that is known of it stays. */
  retell(told: { readonly class?: FailureClass; readonly message?: string }): Failure {
    return new Failure(told.class ?? this.class, told.message ?? this.message, this);
  }
}
